"""Texts of a question as QTI 3.0 has them: well-formed HTML, in blocks where a body is asked."""

from html import escape
from typing import Any

from lxml import etree, html

from lyceum.content.questions import Question, RichText, TextFormat
from lyceum.interop.export.losses import CannotSay, Losses, rewritten
from lyceum.interop.markup import has_tags, sanitise, without_tags
from lyceum.interop.olx.xml import inner
from lyceum.kernel.text import LocalizedText

NOTHING_FOR_IT = "QTI has nothing for it that is read back"


def in_a_block(stem: RichText, lost: Losses) -> RichText:
    """A body is made of blocks; a text without one becomes a paragraph."""
    tag, text = stem.text.best()
    tree = parsed(text)
    loose = bool((tree.text or "").strip()) or any(
        str(child.tag) not in _BLOCKS or (child.tail or "").strip() for child in tree
    )
    if not loose:
        return stem
    lost.add("question.stem.text", "as a block")
    return RichText(format=TextFormat.HTML, text=LocalizedText.of(f"<div>{text}</div>", tag))


_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote address hr figure section".split())


def plain_title(question: Question, lost: Losses) -> Question:
    """A title is words alone."""
    if question.title is None:
        return question
    tag, text = question.title.best()
    plain = without_tags(text)[:200]
    if plain != text:
        lost.add("question.title", "words alone, on one line, at most 200 characters")
    return question.model_copy(update={"title": LocalizedText.of(plain, tag) if plain else None})


def as_html(value: Any, where: str, lost: Losses) -> Any:
    """Every text as well-formed HTML, as it comes back."""
    return rewritten(value, where, (RichText,), lambda text, path: _html(text, path, lost))


def _html(value: RichText, where: str, lost: Losses) -> RichText:
    tag, text = value.text.best()
    markup = text
    if value.format is TextFormat.PLAIN or not has_tags(text):
        markup = text if value.format is TextFormat.HTML else escape(text, quote=False).replace("\n", "<br>")
    if value.format is not TextFormat.HTML:
        lost.add(f"{where}.format", "as HTML")
    again = sanitise(inner(parsed(markup))).text.strip()
    if again != text:
        lost.add(f"{where}.text", "as well-formed HTML")
    return RichText(format=TextFormat.HTML, text=LocalizedText.of(again, tag))


def parsed(markup: str) -> etree._Element:
    """HTML as a tree below one element."""
    try:
        tree: etree._Element = html.fragment_fromstring(markup, create_parent="div")
        return tree
    except (etree.ParserError, ValueError) as problem:
        raise CannotSay("a text is no HTML") from problem
