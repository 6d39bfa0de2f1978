"""A GIFT file cut into its elements: questions, category lines, and comments that carry ids or tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_CATEGORY = re.compile(r"^\s*\$CATEGORY:(.*)$", re.IGNORECASE)
_MARK = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.){0,250})\]")


@dataclass(frozen=True)
class Category:
    """A `$CATEGORY:` line: the questions after it belong there."""

    line: int
    path: str


@dataclass(frozen=True)
class Marks:
    """A comment line that carries ids or tags for the question it belongs to."""

    line: int
    ids: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass
class Passage:
    """Lines between two blank lines: one question or description, or comments alone (then `text` is empty)."""

    line: int = 0
    """Number of the first line of its text, from 1."""
    text: str = ""
    marks: list[Marks] = field(default_factory=list)


def elements(text: str) -> Iterator[Category | Passage]:
    """The elements of a GIFT text in order. A blank line ends a passage, also inside braces, as in Moodle."""
    passage = Passage()
    gathered: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        category = _CATEGORY.match(line)
        if category or not line.strip():
            yield from _finished(passage, gathered)
            passage, gathered = Passage(), []
            if category:
                yield Category(number, category.group(1).strip())
        elif line.lstrip().startswith("//"):
            passage.marks.extend(_marks(number, line))
            if gathered:
                gathered.append("")
        else:
            passage.line = passage.line or number
            gathered.append(line)


def _finished(passage: Passage, gathered: list[str]) -> Iterator[Passage]:
    passage.text = "\n".join(gathered)
    if gathered or passage.marks:
        yield passage


def _marks(number: int, line: str) -> Iterator[Marks]:
    found = [(kind, re.sub(r"\\(.)", r"\1", value).strip()) for kind, value in _MARK.findall(line)]
    if found:
        ids = tuple(value for kind, value in found if kind == "id")
        yield Marks(number, ids, tuple(value for kind, value in found if kind == "tag"))
