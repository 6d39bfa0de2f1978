"""One GIFT passage as title, texts and answer parts. Every step is a single search from left to right."""

import re
from dataclasses import dataclass

from lyceum.content.parts import BLANK
from lyceum.content.questions import TextFormat
from lyceum.interop.gift.escapes import hide, show

_FORMAT = re.compile(r"^\s*\[(html|moodle|markdown|plain)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"^\s*%\s*([-+]?[0-9]{1,3}(?:[.,][0-9]{0,12})?)\s*%")
_MARKER = re.compile(r"[=~]")


class Malformed(Exception):
    """The passage is no GIFT question. `offset` counts the lines from the passage's first."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        self.reason = reason
        self.offset = offset
        super().__init__(reason)


@dataclass(frozen=True)
class Text:
    """A text with its format, escapes resolved."""

    text: str
    format: TextFormat


@dataclass(frozen=True)
class Answer:
    """One answer of a block: `=%50%text#feedback`. Texts are still escaped (`text` may hold `->` or a range)."""

    marker: str
    """`=`, `~`, or empty for an answer without one."""
    weight: str | None
    text: str
    feedback: str | None


@dataclass(frozen=True)
class Passage:
    """A question's parts. `body` is None for a description; texts in it are still escaped."""

    title: str | None
    stem: Text
    embedded: bool
    body: str | None
    general_feedback: str | None


def parse_passage(text: str) -> Passage:
    """Raises Malformed."""
    hidden = hide(text)
    title, rest, offset = _title(hidden)
    opening = rest.find("{")
    if opening < 0:
        if "}" in rest:
            raise Malformed("'}' without '{'", offset + rest.count("\n", 0, rest.find("}")))
        return Passage(title, _stem(rest, ""), False, None, None)
    closing = rest.find("}", opening)
    if closing < 0:
        raise Malformed("'{' is not closed before the blank line", offset + rest.count("\n", 0, opening))
    head, inside, tail = rest[:opening], rest[opening + 1 : closing], rest[closing + 1 :]
    _refuse_stray_braces(head, inside, tail, offset)
    body, marked, general = inside.rpartition("####") if "####" in inside else (inside, "", "")
    return Passage(title, _stem(head, tail), bool(tail.strip()), body.strip(), general.strip() if marked else None)


def _title(hidden: str) -> tuple[str | None, str, int]:
    lead = len(hidden) - len(hidden.lstrip())
    if not hidden.startswith("::", lead):
        return None, hidden, 0
    end = hidden.find("::", lead + 2)
    if end < 0:
        raise Malformed("the title is not closed by '::'")
    title = show(_in_one_line(hidden[lead + 2 : end]))
    return title or None, hidden[end + 2 :], hidden.count("\n", 0, end)


def _refuse_stray_braces(head: str, inside: str, tail: str, offset: int) -> None:
    lines = offset + head.count("\n")
    if "}" in head:
        raise Malformed("'}' without '{'", offset)
    if "{" in inside:
        raise Malformed("'{' inside an answer block; write it as '\\{'", lines)
    if "{" in tail:
        raise Malformed("a second answer block; a blank line must stand between two questions", lines)
    if "}" in tail:
        raise Malformed("'}' without '{'", lines + inside.count("\n"))


def _stem(head: str, tail: str) -> Text:
    tail = tail.strip()
    whole = f"{head.rstrip()} {BLANK} {tail}" if tail else head
    return formatted(whole, TextFormat.MOODLE)


def formatted(hidden: str, inherited: TextFormat) -> Text:
    """The text with its own `[format]`, or the one of the question; escapes are resolved.

    Line breaks of Moodle's auto-format are no part of the text: there only an escaped `n` is one.
    """
    own = _FORMAT.match(hidden)
    format = TextFormat(own.group(1).lower()) if own else inherited
    text = (hidden[own.end() :] if own else hidden).strip()
    if format is TextFormat.MOODLE:
        text = _in_one_line(text)
    return Text(show(text), format)


def _in_one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.split("\n") if line.strip())


def answers(body: str) -> list[Answer]:
    """The answers of a block, each begun by `=` or `~`; text before the first marker is an answer of its own."""
    starts = [found.start() for found in _MARKER.finditer(body)]
    found = [_answer("", body[: starts[0]] if starts else body)]
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(body)
        found.append(_answer(body[start], body[start + 1 : end]))
    return found if found[0].text or found[0].feedback else found[1:]


def _answer(marker: str, written: str) -> Answer:
    weight = _WEIGHT.match(written)
    rest = written[weight.end() :] if weight else written
    text, marked, feedback = rest.partition("#")
    return Answer(marker, weight.group(1) if weight else None, text.strip(), feedback.strip() if marked else None)
