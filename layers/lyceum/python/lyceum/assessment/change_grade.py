"""Staff give points by hand for an item of the gradebook, and lock and unlock a learner's grade."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.errors import PointsOutOfRange
from lyceum.assessment.gradebooks.errors import GradeItemNotFound, GradeLocked, GradeNotFound, OwnGrade
from lyceum.assessment.gradebooks.events import GradeLockChanged
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.gradebook import CourseGrade, GradeStatus, Mark
from lyceum.assessment.model.settling import locked, settled
from lyceum.assessment.recompute_grades import changed_grade
from lyceum.assessment.store import grades
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import Event

OVERRIDE = "grade.override"

type Change = Callable[[CourseGrade, Book], CourseGrade]
type Tell = Callable[[CourseGrade], Event]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says of an item: points, excused, or nothing, which takes back what was said."""

    points: Decimal | None
    excused: bool
    note: str


@dataclass(frozen=True, slots=True)
class Found:
    """A row and the gradebook that it is in."""

    row: CourseGrade
    book: Book


def mark_item(
    caller: Caller, course: str, learner: str, item: str, wish: Wish, *, expected_revision: int | None, at: datetime
) -> Found:
    """Say what a learner has for an item. Of what the machine computes, that is an override (RULES S1-26).

    Raises GradeNotFound, GradeItemNotFound, PermissionDenied for an override by who may not, OwnGrade, GradeLocked,
    PointsOutOfRange, ChangedInTheMeantime. 2 round trips.
    """

    def change(row: CourseGrade, book: Book) -> CourseGrade:
        return _marked(caller, row, book, {item: wish}, at)

    def tell(row: CourseGrade) -> Event:
        return changed_grade(row, item=item, points=wish.points, excused=wish.excused)

    return _changed(caller, course, learner, change, tell, expected_revision=expected_revision, at=at)


def mark_items(
    caller: Caller, course: str, learner: str, wishes: Mapping[str, Wish], *, expected_revision: int, at: datetime
) -> Found:
    """As `mark_item`, of several items in one write, told once; a note that is there stays where none is said."""

    def change(row: CourseGrade, book: Book) -> CourseGrade:
        notes = {item: mark.note for item, mark in row.marks.items()}
        noted = {item: replace(wish, note=wish.note or notes.get(item, "")) for item, wish in wishes.items()}
        return _marked(caller, row, book, noted, at)

    return _changed(caller, course, learner, change, changed_grade, expected_revision=expected_revision, at=at)


def lock_grade(caller: Caller, course: str, learner: str, *, reason: str, status: GradeStatus, at: datetime) -> Found:
    """Lock a learner's grade as it is now: who, when and why stay with it (RULES S1-27).

    Raises GradeNotFound, OwnGrade, GradeLocked where somebody else has locked it, or for another reason.
    """
    wanted = (caller.person, reason, status)

    def change(row: CourseGrade, book: Book) -> CourseGrade:
        kept = row.lock
        if kept is not None and (kept.by, kept.reason, kept.status, kept.with_course) == (*wanted, False):
            return row
        return locked(row, book, by=caller.person, at=at, reason=reason, status=status)

    def tell(row: CourseGrade) -> Event:
        return _lock_told(row, reason)

    return _changed(caller, course, learner, change, tell, expected_revision=None, at=at)


def unlock_grade(caller: Caller, course: str, learner: str, *, reason: str, at: datetime) -> Found:
    """Open a learner's grade; what came meanwhile counts at once. One that is open stays so.

    Raises GradeNotFound, OwnGrade, GradeLocked where the whole gradebook is.
    """

    def change(row: CourseGrade, book: Book) -> CourseGrade:
        if book.lock is not None:
            raise GradeLocked
        return row if row.lock is None else settled(row.unlocked(), book)

    def tell(row: CourseGrade) -> Event:
        return _lock_told(row, reason)

    return _changed(caller, course, learner, change, tell, expected_revision=None, at=at)


def _marked(caller: Caller, row: CourseGrade, book: Book, wishes: Mapping[str, Wish], at: datetime) -> CourseGrade:
    """The row with what is wished, or itself where that is there already."""
    after = row
    for item, wish in wishes.items():
        found = book.by_id.get(item)
        if found is None:
            raise GradeItemNotFound(item=item)
        if not found.kind.by_hand:
            caller.demand(OVERRIDE, at=at, scope=f"course:{row.course}")
        if wish.points is not None and wish.points > found.maximum:
            raise PointsOutOfRange(maximum=str(found.maximum))
        mark = Mark(wish.points, caller.person, at, wish.note) if wish.excused or wish.points is not None else None
        if not _same(row.marks.get(item), mark):
            after = (settled(row, book) if after is row else after).marked(item, mark)
    return row if after is row else settled(after, book)


def _changed(
    caller: Caller,
    course: str,
    learner: str,
    change: Change,
    tell: Tell,
    *,
    expected_revision: int | None,
    at: datetime,
) -> Found:
    if learner == caller.person:
        raise OwnGrade
    for _ in range(ATTEMPTS):
        row, book = grades.find_with_book(caller.tenant, learner, course)
        if row is None:
            raise GradeNotFound
        book = book or Book.of_facts(course, row.results)
        after = change(row, book)
        if after is row:
            return Found(row, book)
        if expected_revision is not None and expected_revision != row.rev:
            raise ChangedInTheMeantime
        try:
            grades.save(caller.tenant, after, book, [tell(after)], at=at, actor=caller.person)
        except grades.GradeMoved:
            continue
        return Found(replace(after, rev=after.rev + 1), book)
    raise Busy("Others are writing this row.")


def _same(kept: Mark | None, given: Mark | None) -> bool:
    if kept is None or given is None:
        return kept is given
    return (kept.points, kept.by, kept.note) == (given.points, given.by, given.note)


def _lock_told(row: CourseGrade, reason: str) -> GradeLockChanged:
    shown = row.shown
    return GradeLockChanged(
        learner=row.learner,
        course=row.course,
        locked=row.lock is not None,
        status=str(row.status),
        current=shown.current,
        final=shown.final,
        letter=shown.letter,
        final_letter=shown.final_letter,
        reason=reason,
    )
