"""Marked-up text of other systems: sanitised, split into languages, with a note on everything that was taken out."""

import re
from collections.abc import Callable
from copy import deepcopy
from html import escape, unescape
from typing import NamedTuple

import nh3
from lxml import etree, html

from lyceum.interop import errors, limits
from lyceum.interop.markup_inventory import removed
from lyceum.kernel.text import LocalizedText, controls_replaced

_TAGS = nh3.ALLOWED_TAGS | {
    "audio",
    "video",
    "source",
    "track",
    "figure",
    "figcaption",
    "section",
    "main",
    "u",
    "big",
    "font",
}
_ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()} | {
    "*": {"lang", "dir", "title", "id", "class", "style", "role", "aria-label", "aria-hidden", "aria-describedby"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload", "poster", "width", "height"},
    "source": {"src", "type", "media"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "font": {"color", "size"},
}
_ATTRIBUTES["a"] = _ATTRIBUTES.get("a", set()) | {"name", "target"}
_ATTRIBUTES["img"] = _ATTRIBUTES.get("img", set()) | {"src", "alt", "width", "height"}
_STYLES = {
    "background-color", "border", "border-collapse", "border-spacing", "clear", "color", "display", "float",
    "font-family", "font-size", "font-style", "font-weight", "height", "line-height", "list-style-type", "margin",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width", "padding",
    "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration", "text-indent",
    "vertical-align", "white-space", "width",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
_WITH_CONTENT_REMOVED = {"script", "style"}
_ANY_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_CLOSES_ITSELF = frozenset(
    {
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
        "param", "source", "tbody", "td", "th", "thead", "tr", "track", "wbr",
    }
)  # fmt: skip
_DEEPEST_TREE = 200
"""libxml2 drops what is nested deeper than 256 elements, without a word."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_HAS_LANGUAGE = re.compile(r"\blang\s*=", re.IGNORECASE)
_HAS_TAG = re.compile(r"<[A-Za-z!/?]")

Address = Callable[[str], str]
"""Turns an address found in the markup into the one to keep."""


class Clean(NamedTuple):
    """Sanitised markup and what was taken out of it, in words."""

    text: str
    notes: tuple[str, ...]


def has_tags(text: str) -> bool:
    """Whether something in the text looks like a tag (how Moodle's auto-format decides for HTML)."""
    return _HAS_TAG.search(text) is not None


def sanitise(text: str, address: Address | None = None) -> Clean:
    """HTML without scripts, event handlers, frames, forms and foreign schemes. Raises SourceNestedTooDeep."""
    # An HTML parser looks up its open elements for every tag, so a text that only opens them would take for ever.
    if _depth(text) > limits.MAX_HTML_DEPTH:
        raise errors.SourceNestedTooDeep(f"HTML is nested deeper than {limits.MAX_HTML_DEPTH} elements")

    def keep(_tag: str, name: str, value: str) -> str | None:
        return address(value) if address and name in ("href", "src", "poster") else value

    cleaned = nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT_REMOVED,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_SCHEMES,
        filter_style_properties=_STYLES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
    return Clean(controls_replaced(cleaned), removed(text, cleaned))  # `&#1;` has become the character


def _depth(text: str) -> int:
    """How deep elements are opened within each other, counting every one that has to be closed."""
    depth = deepest = 0
    for closing, tag in _ANY_TAG.findall(text):
        if tag.lower() not in _CLOSES_ITSELF:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def split_languages(markup: str, language: str) -> dict[str, str]:
    """The markup by language: elements with `lang` belong to that language, all others to every language.

    Elements count as translations of each other only where siblings are marked with at least two languages and the
    course's own is one of them: a single quotation in another language stays where it is.
    """
    if not _HAS_LANGUAGE.search(markup) or _depth(markup) > _DEEPEST_TREE:
        return {language: markup}
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return {language: markup}
    translated = _translations(root, language)
    if not 1 < len(set(translated.values())) <= limits.MAX_LANGUAGES:
        return {language: markup}
    ordered = (language, *sorted(set(translated.values()) - {language}))
    return {tag: _in_language(root, translated, tag) for tag in ordered}


def is_language(tag: str) -> bool:
    """Whether it is a language tag as LocalizedText takes it."""
    return _LANGUAGE.fullmatch(tag) is not None


def _translations(root: "html.HtmlElement", language: str) -> "dict[html.HtmlElement, str]":
    found = {}
    for parent in root.iter(etree.Element):
        marked = {child: tag for child in parent if (tag := child.get("lang")) and is_language(tag)}
        if language in marked.values() and len(set(marked.values())) > 1:
            found.update(marked)
    return found


def _in_language(root: "html.HtmlElement", translated: "dict[html.HtmlElement, str]", language: str) -> str:
    places = {place for place, node in enumerate(root.iter()) if translated.get(node, language) != language}
    copy = deepcopy(root)
    for node in [node for place, node in enumerate(copy.iter()) if place in places]:
        node.drop_tree()
    inside = "".join(html.tostring(child, encoding="unicode") for child in copy)
    return (escape(copy.text or "", quote=False) + inside).strip()


def localized_html(markup: str, language: str, address: Address | None = None) -> tuple[LocalizedText, tuple[str, ...]]:
    """Sanitised markup by language, and notes on what was taken out."""
    notes: dict[str, None] = {}
    texts: dict[str, str] = {}
    for tag, part in split_languages(markup, language).items():
        clean = sanitise(part, address)
        texts[tag] = clean.text.strip()
        notes.update(dict.fromkeys(clean.notes))
    return LocalizedText(texts), tuple(notes)


def without_tags(markup: str) -> str:
    """The words of a piece of markup, on one line."""
    words = unescape(nh3.clean(markup, tags=set(), clean_content_tags=_WITH_CONTENT_REMOVED))
    return " ".join(controls_replaced(words).split())
