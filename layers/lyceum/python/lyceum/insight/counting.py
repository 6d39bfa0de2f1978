"""Counting by course and day, exactly, from a stream that repeats itself. Pure.

Each shard of the table's stream has counters of its own, so nobody else moves their mark: the sequence number of the
newest record that they counted. A shard is read in order the first time, so whatever lies at or before the mark is a
repetition (DATA, Counting).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_SEQUENCE = 40
"""Digits of the longest sequence number (Amazon DynamoDB Streams API, StreamRecord)."""

OLDEST = timedelta(hours=36)
"""A record older than this is not counted: a stream keeps records for 24 hours, and marks may be gone by then."""

MARKS_KEPT = timedelta(hours=48)
"""How long a shard's mark stays after its day was sealed: longer than any record that may still be counted."""


class Counted(StrEnum):
    """What is counted in a course, by day."""

    ENROLLMENTS = "enrollments"
    LESSONS_COMPLETED = "lessons_completed"
    ATTEMPTS_SUBMITTED = "attempts_submitted"
    COURSES_COMPLETED = "courses_completed"


type Counts = Mapping[Counted, int]


@dataclass(frozen=True, slots=True, order=True)
class CourseDay:
    """One day (UTC) of one course."""

    tenant: str
    course: str
    day: date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that a record of the stream tells, to be counted once."""

    sequence: str
    """Padded: see `padded`."""
    where: CourseDay
    what: Counted
    number: int = 1


@dataclass(frozen=True, slots=True)
class Tally:
    """What a batch adds to one counter, and from which to which record."""

    where: CourseDay
    occurrences: tuple[Occurrence, ...]

    @property
    def first(self) -> str:
        """Sequence number of its first record."""
        return min(each.sequence for each in self.occurrences)

    @property
    def last(self) -> str:
        """Sequence number of its last record: the mark once it is counted."""
        return max(each.sequence for each in self.occurrences)

    def counts(self) -> Counts:
        """The sums."""
        sums: dict[Counted, int] = {}
        for each in self.occurrences:
            sums[each.what] = sums.get(each.what, 0) + each.number
        return sums

    def beyond(self, mark: str) -> "Tally | None":
        """What of it lies beyond a mark; None where all was counted."""
        left = tuple(each for each in self.occurrences if each.sequence > mark)
        return Tally(self.where, left) if left else None


def padded(sequence: str) -> str:
    """A sequence number in a width at which the order of texts is that of numbers.

    It has up to 40 digits, more than a number of the table keeps. Raises ValueError for anything else.
    """
    if not sequence.isascii() or not sequence.isdigit() or len(sequence) > LONGEST_SEQUENCE:
        raise ValueError(f"not a sequence number: {sequence!r}")
    return sequence.zfill(LONGEST_SEQUENCE)


def tallies(occurrences: Iterable[Occurrence]) -> list[Tally]:
    """What a batch adds, counter by counter."""
    found: dict[CourseDay, list[Occurrence]] = {}
    for each in occurrences:
        found.setdefault(each.where, []).append(each)
    return [Tally(where, tuple(each)) for where, each in sorted(found.items())]
