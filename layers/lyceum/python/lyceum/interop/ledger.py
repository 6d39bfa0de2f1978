"""The report while it grows: one line per source element, never two, and names for what the elements became."""

import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable

from lyceum.content.report import Outcome, ReportLine

_LONGEST_ELEMENT = 500
_LONGEST_WHY = 1_000


class Ledger:
    """Collects report lines. An element that is told twice is a fault of the importer, not of the file."""

    def __init__(self) -> None:
        self._lines: dict[str, ReportLine] = {}
        self._open: set[str] = set()

    def reserve(self, element: str, kind: str) -> None:
        """Holds the element's place in the order of the source. One that is never told of comes out as refused."""
        self._add(element, kind, Outcome.REFUSED, "there is no place for it in a course here", None)
        self._open.add(_shortened(element))

    def is_open(self, element: str) -> bool:
        """Whether the element has a place but no line yet."""
        return _shortened(element) in self._open

    def __contains__(self, element: str) -> bool:
        return _shortened(element) in self._lines

    def __len__(self) -> int:
        return len(self._lines)

    def taken(self, element: str, kind: str, *, target: str | None = None, notes: Iterable[str] = ()) -> None:
        """The element was taken; with notes on what differs it counts as changed."""
        why = "; ".join(dict.fromkeys(notes))
        self._add(element, kind, Outcome.CHANGED if why else Outcome.TAKEN, why or None, target)

    def refused(self, element: str, kind: str, why: str, *, target: str | None = None) -> None:
        """The element was not taken. A target says where it is kept as it was found, if it is."""
        self._add(element, kind, Outcome.REFUSED, why, target)

    def lines(self) -> tuple[ReportLine, ...]:
        """All lines in the order in which they were told."""
        return tuple(self._lines.values())

    def _add(self, element: str, kind: str, outcome: Outcome, why: str | None, target: str | None) -> None:
        name = _shortened(element)
        if name in self._open:
            self._open.remove(name)
        elif name in self._lines:
            raise AssertionError(f"{name} is in the report already")
        if why is not None and len(why) > _LONGEST_WHY:
            why = why[: _LONGEST_WHY - 1] + "…"
        self._lines[name] = ReportLine(element=name, kind=kind[:100], outcome=outcome, why=why, target=target)


class Ids:
    """Short ids that are the same on every import of the same source, and never given twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._uses: Counter[tuple[str, ...]] = Counter()

    def make(self, *names: str) -> str:
        """An id of 8 base32 characters from the source's own names; a second use of the same names gets another id."""
        while True:
            salt = str(self._uses[names]) if self._uses[names] else ""
            self._uses[names] += 1
            digest = hashlib.sha256("\x00".join((*names, salt)).encode("utf-8", "surrogatepass")).digest()
            made = b32encode(digest[:5]).decode("ascii").lower()
            if made not in self._given:
                self._given.add(made)
                return made


def _shortened(element: str) -> str:
    if len(element) <= _LONGEST_ELEMENT:
        return element
    digest = hashlib.sha256(element.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{element[: _LONGEST_ELEMENT - 13]}…{digest}"
