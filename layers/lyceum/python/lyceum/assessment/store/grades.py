"""Rows of the gradebook: `T#t#U#u / GRADE#c`, listed by course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.gradebook import CourseGrade, GradeStatus
from lyceum.assessment.store import books
from lyceum.assessment.store.book_documents import book_of
from lyceum.assessment.store.items import BookItem, GradeItem, book_key, grade_key
from lyceum.assessment.store.rows import card_of, kept_lock, kept_marks, kept_results, kept_shown, of_card, row_of
from lyceum.kernel.errors import Conflict
from lyceum.kernel.events import SYSTEM, Event
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import Page, batch_get, get, query, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS, query_shards_evenly


class GradeMoved(Conflict):
    """The row was written since it was read."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row in a list: without its facts."""

    row: CourseGrade
    status: GradeStatus


def find(tenant: str, learner: str, course: str) -> CourseGrade | None:
    """A learner's row, as it is now, or None. 1 round trip."""
    item = get(GradeItem, grade_key(tenant, learner, course), consistent=True)
    return row_of(item) if item is not None else None


def find_with_book(tenant: str, learner: str, course: str) -> tuple[CourseGrade | None, Book | None]:
    """A learner's row and the gradebook that it is in, as they are now. 1 round trip."""
    wanted = (GradeItem, grade_key(tenant, learner, course)), (BookItem, book_key(tenant, course))
    row, book = batch_get(*wanted, consistent=True)
    return row_of(row) if row is not None else None, book_of(course, book) if book is not None else None


def save(
    tenant: str, row: CourseGrade, book: Book, events: Sequence[Event], *, at: datetime, actor: str = SYSTEM
) -> None:
    """Write a row in the place of the revision that it was made from. Raises GradeMoved. 1 round trip."""
    item = _item(tenant, row, book)
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        if row.rev == 0:
            write.put(item, when=GradeItem.absent(), otherwise=GradeMoved(), events=events)
            return
        percent, lock, marks = GradeItem.percent, GradeItem.lock, GradeItem.marks
        heard, left = GradeItem.enrollment_rev, GradeItem.withdrawn
        write.update(
            GradeItem,
            item.key,
            [
                GradeItem.results.set(item.results),
                GradeItem.shown.set(item.shown),
                GradeItem.card.set(item.card),
                percent.set(item.percent) if item.percent is not None else percent.remove(),
                lock.set(item.lock) if item.lock is not None else lock.remove(),
                marks.set(item.marks) if item.marks is not None else marks.remove(),
                heard.set(item.enrollment_rev) if item.enrollment_rev is not None else heard.remove(),
                left.set(True) if item.withdrawn else left.remove(),
            ],
            when=GradeItem.rev == row.rev,
            otherwise=GradeMoved(),
            events=events,
        )


def of_learner(tenant: str, learner: str, *, after: str | None, limit: int) -> Page[CourseGrade]:
    """A learner's rows, by course. 1 round trip."""
    page = query(GradeItem, tenant_key(tenant, "U", learner), prefix="GRADE#", after=after, limit=limit)
    return Page([row_of(item) for item in page.items], page.next_key)


def of_course(tenant: str, course: str, *, after: str | None, limit: int) -> tuple[Page[Listed], Book]:
    """The rows of a course, with the gradebook that they are in. 1 round trip over eight shards."""
    beside = partial(books.find, tenant, course, consistent=False)
    page, (found,) = query_shards_evenly(_list(tenant, course), beside, after=after, limit=limit)
    book = found or books.drafted(tenant, course)
    listed = [Listed(*of_card(course, entry.card, book)) for entry in page.items]
    return Page(listed, page.next_key), book


@dataclass(frozen=True, slots=True)
class Behind:
    """Learners whose rows were computed by earlier rules, among those of one page."""

    learners: Sequence[str]
    seen: int
    """Rows of the page."""
    next_key: str | None


def behind(tenant: str, course: str, rules: int, *, after: str | None, limit: int) -> Behind:
    """A page of the rows, as far as they are behind these rules. 1 round trip over eight shards."""
    page, _ = query_shards_evenly(_list(tenant, course), after=after, limit=limit)
    learners = [entry.sort for entry in page.items if int(entry.card.get("r", 0)) < rules]
    return Behind(learners, len(page.items), page.next_key)


def learners(tenant: str, course: str, *, after: str | None, limit: int) -> Page[str]:
    """Some of those who have a row in the course. 1 round trip over eight shards."""
    page, _ = query_shards_evenly(_list(tenant, course), after=after, limit=limit)
    return Page([entry.sort for entry in page.items], page.next_key)


def _list(tenant: str, course: str) -> str:
    return tenant_key(tenant, "C", course, "GRADES")


def _item(tenant: str, row: CourseGrade, book: Book) -> GradeItem:
    key = grade_key(tenant, row.learner, row.course)
    shard = shard_of(row.learner, LIST_SHARDS)
    return GradeItem(
        key.pk,
        key.sk,
        learner=row.learner,
        course=row.course,
        results=kept_results(row.results),
        marks=kept_marks(row.marks) or None,
        shown=kept_shown(row.shown),
        lock=kept_lock(row.lock) if row.lock is not None else None,
        percent=row.shown.current,
        enrollment_rev=row.place.rev or None,
        withdrawn=row.place.given_up or None,
        gsi1pk=f"{_list(tenant, row.course)}#{shard}",
        gsi1sk=row.learner,
        card=card_of(row, book),
    )
