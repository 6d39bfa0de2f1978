"""Course files in a lesson: `/static/<path>` becomes an address that a browser can fetch."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from urllib.parse import unquote

from lyceum.content.outline import Block, HtmlBlock, LessonDocument, VideoBlock
from lyceum.kernel.text import LocalizedText

STATIC = "/static/"

_IN_ATTRIBUTE = re.compile(r"""(=\s*)(["'])/static/([^"'<>]+)\2""")
"""Addresses are replaced where markup refers to them, not where a text talks about them."""

type Address = Callable[[str], str]
"""From a file's key in the content bucket to where it can be fetched."""


def with_addresses(document: LessonDocument, assets: Mapping[str, str], address: Address) -> LessonDocument:
    """The lesson with every address of a course file replaced; files that the course does not have stay as they are.

    `assets`: path below `/static/` → key in the content bucket.
    """
    known: dict[str, str] = {}

    def found(path: str) -> str | None:
        name = next((name for name in (path, unquote(path), _bare(path)) if name in assets), None)
        if name is None:
            return None
        if name not in known:
            known[name] = address(assets[name])
        return known[name]

    units = tuple(
        unit.model_copy(update={"blocks": tuple(_block(block, found) for block in unit.blocks)})
        for unit in document.units
    )
    return document.model_copy(update={"units": units})


type _Find = Callable[[str], str | None]


def _block(block: Block, found: _Find) -> Block:
    match block:
        case HtmlBlock():
            texts = {language: _html(text, found) for language, text in block.html.root.items()}
            return block.model_copy(update={"html": LocalizedText(texts)})
        case VideoBlock():
            sources = tuple(_address(source, found) for source in block.sources)
            captions = {language: _address(source, found) for language, source in block.captions.items()}
            return block.model_copy(update={"sources": sources, "captions": captions})
    return block


def _html(html: str, found: _Find) -> str:
    def replaced(match: re.Match[str]) -> str:
        before, quote, path = match.groups()
        where = found(unescape(path))
        return match.group() if where is None else f"{before}{quote}{escape(where)}{quote}"

    return _IN_ATTRIBUTE.sub(replaced, html)


def _address(source: str, found: _Find) -> str:
    if not source.startswith(STATIC):
        return source
    return found(source.removeprefix(STATIC)) or source


def _bare(path: str) -> str:
    """Without query and fragment."""
    return unquote(re.split(r"[?#]", path, maxsplit=1)[0])
