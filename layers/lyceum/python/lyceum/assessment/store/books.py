"""Gradebooks apart from their rows: `T#t#C#c / GRADEBOOK`, one document that all rows are computed by."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from lyceum.assessment.gradebooks.errors import GradebookTooLarge
from lyceum.assessment.gradebooks.events import GradebookChanged, GradesRecomputed, GradesRecomputing
from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.book import Book, Column
from lyceum.assessment.model.grade_scheme import GradeScheme
from lyceum.assessment.model.letters import NAMED_SCALES
from lyceum.assessment.store import assessments
from lyceum.assessment.store.book_documents import book_of, column_of_card, document_of
from lyceum.assessment.store.items import BookItem, RecomputationItem, book_key, recomputation_key
from lyceum.kernel.errors import Busy, ChangedInTheMeantime, Conflict
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.setting_catalogue import LETTER_SCALE
from lyceum.kernel.table import CompressedJSONAttribute, batch_get, get, transaction
from lyceum.kernel.tenant_settings import setting

MOST_BYTES = 300_000
"""Compressed; an item holds 400 KB."""
ATTEMPTS = 5


class BookMoved(Conflict):
    """The gradebook was written since it was read."""


class RecomputationMoved(Conflict):
    """Somebody else computes these rows."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the rows of a gradebook have come to rules of it."""

    rules: int = 0
    """0 before the first time."""
    place: str | None = None
    """Where to go on; None at the end."""
    rows: int = 0
    rev: int = 0


def find(tenant: str, course: str, *, consistent: bool = True) -> Book | None:
    """The gradebook, or None where nothing was kept of it yet. 1 round trip."""
    item = get(BookItem, book_key(tenant, course), consistent=consistent)
    return book_of(course, item) if item is not None else None


def some(tenant: str, courses: Collection[str]) -> dict[str, Book]:
    """The gradebooks of at most a hundred courses, as far as anything was kept of them. 1 round trip."""
    found = batch_get(*((BookItem, book_key(tenant, course)) for course in courses))
    return {course: book_of(course, item) for course, item in zip(courses, found, strict=True) if item is not None}


def drafted(tenant: str, course: str) -> Book:
    """The gradebook that a course begins with: all its assessments, and the school's letters. 1 round trip or more."""
    letters = NAMED_SCALES.get(str(setting(tenant, LETTER_SCALE)), ())
    return Book(course=course, scheme=GradeScheme(letters=letters)).with_columns(_listed(tenant, course))


def found_or_made(tenant: str, course: str, *, at: datetime) -> Book:
    """The gradebook as it is now, made where nothing was kept of it yet. 1 round trip; the first time 3 or more."""
    found = find(tenant, course)
    return found if found is not None else made(tenant, course, at=at)


def made(tenant: str, course: str, *, at: datetime) -> Book:
    """The gradebook that a course begins with, kept; somebody else's where they were faster.

    It is told: rows can be there that were kept before there were gradebooks.
    """
    book = drafted(tenant, course)
    try:
        return save(tenant, book, told(book), at=at)
    except BookMoved:
        found = find(tenant, course)
        if found is None:
            raise Busy("The gradebook has just been made and is not there.") from None
        return found


def changed(
    tenant: str, course: str, change: Callable[[Book], Book], *, at: datetime, actor: str = SYSTEM, reason: str = ""
) -> Book:
    """The gradebook with a change, however many others write it at the same time.

    It is told where rows have to be computed anew. Raises what `change` does, GradebookTooLarge, Busy.
    """
    for _ in range(ATTEMPTS):
        before = found_or_made(tenant, course, at=at)
        after = change(before)
        if after is before:
            return before
        event = told(after, reason=reason) if after.rules != before.rules else None
        try:
            return save(tenant, after, event, at=at, actor=actor)
        except BookMoved:
            continue
    raise Busy("Others are writing this gradebook.")


def save(tenant: str, book: Book, event: GradebookChanged | None, *, at: datetime, actor: str = SYSTEM) -> Book:
    """Write a gradebook in the place of the revision that it was made from. Raises BookMoved, GradebookTooLarge."""
    key, document = book_key(tenant, book.course), document_of(book)
    size = len(CompressedJSONAttribute().serialize(document))
    if size > MOST_BYTES:
        raise GradebookTooLarge(bytes=size, limit=MOST_BYTES)
    events = [event] if event is not None else []
    lock = {"by": book.lock.by, "at": book.lock.at, "why": book.lock.reason} if book.lock is not None else None
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        if book.rev == 0:
            item = BookItem(key.pk, key.sk, rules=book.rules, document=document, lock=lock)
            write.put(item, when=BookItem.absent(), otherwise=BookMoved(), events=events)
        else:
            write.update(
                BookItem,
                key,
                [
                    BookItem.rules.set(book.rules),
                    BookItem.document.set(document),
                    BookItem.lock.set(lock) if lock is not None else BookItem.lock.remove(),
                ],
                when=BookItem.rev == book.rev,
                otherwise=BookMoved(),
                events=events,
            )
    return replace(book, rev=book.rev + 1)


def told(book: Book, *, reason: str = "") -> GradebookChanged:
    """What is told of a gradebook."""
    return GradebookChanged(
        course=book.course,
        rules=book.rules,
        categories=len(book.scheme.categories),
        items=len(book.items),
        letters=len(book.scheme.letters),
        locked=book.lock is not None,
        reason=reason,
    )


def column_of(assessment: Assessment) -> Column:
    """An assessment as a column; the gradebook gives it its number."""
    return Column(
        assessment=assessment.id,
        number=0,
        rev=assessment.rev,
        title=assessment.title,
        lesson=assessment.lesson,
        kind=str(assessment.settings.kind),
        weight=assessment.settings.weight,
        graded=assessment.settings.graded,
        live=assessment.is_live,
        maximum=assessment.maximum,
        results=assessment.settings.results,
        due_at=assessment.settings.due_at,
        available_until=assessment.settings.available_until,
    )


def expected(book: Book, revision: int | None) -> None:
    """Raises ChangedInTheMeantime where somebody has another revision in mind."""
    if revision is not None and revision != book.rev:
        raise ChangedInTheMeantime


def progress(tenant: str, course: str) -> Progress:
    """How far the rows have come. 1 round trip."""
    item = get(RecomputationItem, recomputation_key(tenant, course), consistent=True)
    return Progress(int(item.rules), item.place, int(item.rows), item.revision) if item is not None else Progress()


def go_on(tenant: str, course: str, progress: Progress, *, at: datetime) -> None:
    """Keep how far the rows have come, and tell it. Raises RecomputationMoved where another one has gone on."""
    kind = GradesRecomputed if progress.place is None else GradesRecomputing
    place: Any = RecomputationItem.place
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            RecomputationItem,
            recomputation_key(tenant, course),
            [
                RecomputationItem.rules.set(progress.rules),
                RecomputationItem.rows.set(progress.rows),
                place.set(progress.place) if progress.place is not None else place.remove(),
            ],
            when=RecomputationItem.rev == progress.rev if progress.rev else RecomputationItem.absent(),
            otherwise=RecomputationMoved(),
            events=[kind(course=course, rules=progress.rules, rows=progress.rows)],
            upsert=True,
        )


def _listed(tenant: str, course: str) -> list[Column]:
    cards: Iterable[Any] = ()
    more, after = partial(assessments.of_course, tenant, course), None
    while True:
        page = more(after=after)
        cards, after = [*cards, *page.items], page.next_key
        if after is None:
            return [column_of_card(card) for card in cards]
