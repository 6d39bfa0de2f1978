"""Files that texts name: `/static/<path>` becomes an address that a browser can fetch."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel

from lyceum.content.parts import STATIC, Media, Picture, RichText, TextFormat
from lyceum.kernel.text import LocalizedText

_IN_ATTRIBUTE = re.compile(r"""(=\s*)(["'])/static/([^"'<>]+)\2""")
"""Addresses are replaced where markup refers to them, not where a text talks about them."""
_IN_MARKDOWN = re.compile(r"""(\]\(\s*<?)/static/([^\s<>()"']+)""")

type Address = Callable[[str], str]
"""From a file's key in the content bucket to where it can be fetched."""

type Find = Callable[[str], str | None]
"""From a path below `/static/` to where the file can be fetched, where it is known."""


def finder(files: Mapping[str, str], address: Address) -> Find:
    """`files`: path below `/static/` → key in the content bucket. A file that is met twice has one address."""
    known: dict[str, str] = {}

    def found(path: str) -> str | None:
        name = next((name for name in (path, unquote(path), bare(path)) if name in files), None)
        if name is None:
            return None
        if name not in known:
            known[name] = address(files[name])
        return known[name]

    return found


def in_html(html: str, found: Find) -> str:
    """A text with tags; files that are not known stay as they are."""

    def replaced(match: re.Match[str]) -> str:
        before, quote, path = match.groups()
        where = found(unescape(path))
        return match.group() if where is None else f"{before}{quote}{escape(where)}{quote}"

    return _IN_ATTRIBUTE.sub(replaced, html)


def in_source(source: str, found: Find) -> str:
    """An address alone."""
    if not source.startswith(STATIC):
        return source
    return found(source.removeprefix(STATIC)) or source


def with_addresses[C: BaseModel](content: C, found: Find) -> C:
    """A question, or whatever is made of texts, pictures, sounds and films, with the addresses of its files.

    Nothing is validated again: an address is longer than what authors may write. What names no file stays as it is.
    """
    changed: C = _changed(content, found)
    return changed


def _changed(value: Any, found: Find) -> Any:
    """The same, or a copy where a file has an address."""
    if isinstance(value, RichText):
        return _text(value, found)
    if isinstance(value, Media | Picture):
        source = in_source(value.source, found)
        return value if source == value.source else value.model_copy(update={"source": source})
    if isinstance(value, LocalizedText) or not isinstance(value, BaseModel | tuple | list | dict):
        return value
    parts = _parts(value)
    after = {name: _changed(part, found) for name, part in parts.items()}
    changed = {name: part for name, part in after.items() if part is not parts[name]}
    return _with(value, after, changed) if changed else value


def _parts(value: Any) -> dict[Any, Any]:
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    return value if isinstance(value, dict) else dict(enumerate(value))


def _with(value: Any, after: dict[Any, Any], changed: dict[Any, Any]) -> Any:
    if isinstance(value, BaseModel):
        return value.model_copy(update=changed)
    return after if isinstance(value, dict) else type(value)(after.values())


def _text(text: RichText, found: Find) -> RichText:
    if text.format is TextFormat.PLAIN:
        return text
    said = {language: _marked_up(each, text.format, found) for language, each in text.text.root.items()}
    return text if said == text.text.root else text.model_copy(update={"text": LocalizedText.model_construct(said)})


def _marked_up(text: str, format: TextFormat, found: Find) -> str:
    text = in_html(text, found)
    if format is not TextFormat.MARKDOWN:
        return text

    def replaced(match: re.Match[str]) -> str:
        where = found(unescape(match.group(2)))
        return match.group() if where is None else f"{match.group(1)}{where}"

    return _IN_MARKDOWN.sub(replaced, text)


def bare(path: str) -> str:
    """A path as files are called: without query and fragment, and decoded."""
    return unquote(re.split(r"[?#]", path, maxsplit=1)[0])
