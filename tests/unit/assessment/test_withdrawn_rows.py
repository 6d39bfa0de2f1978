"""Who has given up their place stands as withdrawn in the gradebook (RULES S1-27): newest news, and locks, hold."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.model.book import Book, Lock
from lyceum.assessment.model.gradebook import CourseGrade, GradeStatus, Place
from lyceum.assessment.model.settling import locked, settled
from lyceum.assessment.store.items import GradeItem
from lyceum.assessment.store.rows import card_of, kept_lock, kept_shown, of_card, row_of
from tests.unit.assessment.gradebooks import TUTOR, book_of, marks_of
from tests.unit.assessment.samples import ADA, COURSE, MINUTE, NOON

BOOK = replace(book_of("", "a::1 | b::1"), rules=7)
CLOSED = replace(BOOK, lock=Lock(TUTOR, NOON + MINUTE, "Term is over"))
ROW = settled(CourseGrade(ADA, COURSE, marks=marks_of("a=90")), BOOK)
ENROLLED, LEFT, BACK = Place(1), Place(2, given_up=True), Place(3)
GONE = ROW.placed(LEFT)


@pytest.mark.parametrize("order", list(permutations([ENROLLED, LEFT, BACK, LEFT])))
def test_the_newest_news_hold_in_whatever_order_they_come(order: Sequence[Place]) -> None:
    row = ROW
    for place in order:
        row = row.placed(place)
    assert (row.place, row.status) == (BACK, GradeStatus.CURRENT)


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=12, unique_by=lambda each: each[0]))
def test_so_do_any_others(told: Sequence[tuple[int, bool]]) -> None:
    row = ROW
    for rev, given_up in told:
        row = row.placed(Place(rev, given_up))
    assert row.place == max((Place(*each) for each in told), key=lambda each: each.rev, default=Place())
    assert row.shown == ROW.shown


def test_older_and_repeated_news_change_nothing() -> None:
    assert GONE.placed(ENROLLED) is GONE
    assert GONE.placed(replace(LEFT, given_up=False)) is GONE
    assert (ROW.place, ROW.status) == (Place(0), GradeStatus.CURRENT)


def test_who_has_left_is_withdrawn_with_the_grade_as_it_was() -> None:
    assert (GONE.status, GONE.shown, GONE.lock) == (GradeStatus.WITHDRAWN, ROW.shown, None)
    assert settled(GONE, BOOK).shown.current == 90


@pytest.mark.parametrize("status", [GradeStatus.FINAL, GradeStatus.INCOMPLETE])
def test_a_locked_grade_stays_what_it_was_locked_as_and_says_it_once_it_is_open(status: GradeStatus) -> None:
    closed = locked(ROW, BOOK, by=TUTOR, at=NOON, reason="Term", status=status)
    after = closed.placed(LEFT)
    assert (after.status, after.lock, after.shown) == (status, closed.lock, closed.shown)
    assert after.unlocked().status is GradeStatus.WITHDRAWN
    assert after.placed(BACK).unlocked().status is GradeStatus.CURRENT


def test_somebodys_own_lock_of_who_has_left_says_what_they_say() -> None:
    assert locked(GONE, BOOK, by=TUTOR, at=NOON, reason="W", status=GradeStatus.INCOMPLETE).status == "incomplete"


def test_nothing_is_final_for_who_had_left_when_the_gradebook_was_locked() -> None:
    closed = settled(GONE, CLOSED)
    assert (closed.status, settled(ROW, CLOSED).status) == (GradeStatus.WITHDRAWN, GradeStatus.FINAL)
    back = closed.placed(BACK)
    assert (back.status, settled(back, CLOSED).status) == (GradeStatus.WITHDRAWN, GradeStatus.WITHDRAWN)
    assert settled(back, BOOK).status is GradeStatus.CURRENT
    assert settled(settled(ROW, CLOSED).placed(LEFT), CLOSED).status is GradeStatus.FINAL


def item_of(row: CourseGrade, book: Book) -> GradeItem:
    return GradeItem(
        f"T#acme#U#{row.learner}",
        f"GRADE#{row.course}",
        learner=row.learner,
        course=row.course,
        results={},
        marks={item: [mark.points, mark.by, mark.at, mark.note] for item, mark in row.marks.items()},
        shown=kept_shown(row.shown),
        lock=kept_lock(row.lock) if row.lock else None,
        enrollment_rev=row.place.rev or None,
        withdrawn=row.place.given_up or None,
        rev=3,
        card=card_of(row, book),
    )


ROWS = {
    "current": ROW,
    "withdrawn": GONE,
    "back": GONE.placed(BACK),
    "final": settled(ROW, CLOSED),
    "locked and left": settled(ROW, CLOSED).placed(LEFT),
    "left and locked": settled(GONE, CLOSED),
    "incomplete": locked(GONE, BOOK, by=TUTOR, at=NOON, reason="W", status=GradeStatus.INCOMPLETE),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_and_its_entry_in_the_list_come_back_as_they_went(row: CourseGrade) -> None:
    item = GradeItem.from_wire(item_of(row, BOOK).to_wire())
    assert row_of(item) == replace(row, rev=3)
    listed, status = of_card(COURSE, item.card, BOOK)
    assert (status, listed.shown.current) == (row.status, Decimal(90))


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_release_before_finds_no_status_that_it_does_not_know(row: CourseGrade) -> None:
    known = {"final", "incomplete", None}
    assert card_of(row, BOOK).get("k") in known
    assert row.lock is None or kept_lock(row.lock)["s"] in known


def test_rows_of_before_have_heard_of_no_place() -> None:
    wire = item_of(ROW, BOOK).to_wire()
    assert {"er", "wd"}.isdisjoint(wire)
    assert row_of(GradeItem.from_wire(wire)).place == Place(0)
