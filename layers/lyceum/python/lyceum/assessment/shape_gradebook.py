"""Staff say how a course's grade comes about, and lock and unlock its gradebook."""

from collections.abc import Callable
from datetime import datetime

from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.gradebooks.errors import GradeLocked
from lyceum.assessment.model.book import Book, Lock
from lyceum.assessment.model.grade_scheme import GradeScheme
from lyceum.assessment.store import assessments, books
from lyceum.kernel.access import Caller


def find_book(caller: Caller, course: str) -> Book:
    """A course's gradebook apart from its rows. 1 round trip; more before anything was kept. Raises CourseNotFound."""
    found = books.find(caller.tenant, course)
    if found is not None:
        return found
    _demand_course(caller, course)
    return books.drafted(caller.tenant, course)


def shape_gradebook(
    caller: Caller, course: str, scheme: GradeScheme, *, expected_revision: int | None, at: datetime
) -> Book:
    """Put a scheme in the place of the one there is. Rows follow within seconds; locked ones do not. 2 round trips.

    Raises CourseNotFound, ChangedInTheMeantime, GradebookTooLarge, and what `GradeScheme.checked` does.
    """

    def shaped(book: Book) -> Book:
        after = book.with_scheme(scheme)
        if after is not book:  # the same once more is no other revision's affair
            books.expected(book, expected_revision)
        return after

    return _changed(caller, course, shaped, at=at)


def lock_gradebook(caller: Caller, course: str, *, reason: str, at: datetime) -> Book:
    """Lock the gradebook: rows that are open are closed within seconds, new ones at once. Raises GradeLocked."""

    def locked(book: Book) -> Book:
        if book.lock is None:
            return book.locked(Lock(caller.person, at, reason))
        if (book.lock.by, book.lock.reason) != (caller.person, reason):
            raise GradeLocked
        return book

    return _changed(caller, course, locked, at=at, reason=reason)


def unlock_gradebook(caller: Caller, course: str, *, reason: str, at: datetime) -> Book:
    """Open the gradebook and the rows that it closed; what came meanwhile counts. One that is open stays so."""

    def unlocked(book: Book) -> Book:
        return book if book.lock is None else book.locked(None)

    return _changed(caller, course, unlocked, at=at, reason=reason)


def _changed(caller: Caller, course: str, change: Callable[[Book], Book], *, at: datetime, reason: str = "") -> Book:
    if books.find(caller.tenant, course) is None:
        _demand_course(caller, course)
    return books.changed(caller.tenant, course, change, at=at, actor=caller.person, reason=reason)


def _demand_course(caller: Caller, course: str) -> None:
    if not assessments.has_course(caller.tenant, course):
        raise CourseNotFound(course=course)
