"""Rows of who has left: whatever order news come in, at once or twice, the gradebook says what holds (RULES S1-27)."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from lyceum.assessment.change_grade import lock_grade, unlock_grade
from lyceum.assessment.explain_grade import explain_grade, explain_my_grade
from lyceum.assessment.gradebook import gradebook, my_grades
from lyceum.assessment.model.grade_sheet import sheet_of
from lyceum.assessment.model.gradebook import GradeStatus
from lyceum.assessment.model.sheet_files import SheetFormat, written
from lyceum.assessment.record_grade import mark_withdrawn, open_row, record_grade
from lyceum.assessment.shape_gradebook import lock_gradebook, unlock_gradebook
from lyceum.assessment.store import books, grades
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.table.write import Transaction
from tests.store.assessment.gradebook_world import TALK, follow, give, kept, shape
from tests.store.assessment.test_gradebook import told
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store

CURRENT, WITHDRAWN, FINAL = GradeStatus.CURRENT, GradeStatus.WITHDRAWN, GradeStatus.FINAL


@pytest.fixture
def ada(world: World) -> Caller:
    return world.caller("ada")


def enroll(world: World, learner: str, rev: int) -> None:
    open_row(world.tenant, learner, world.course, at=NOON, rev=rev)


def leave(world: World, learner: str, rev: int) -> None:
    mark_withdrawn(world.tenant, learner, world.course, at=NOON, rev=rev)


def news(world: World, learner: str) -> dict[str, Callable[[], object]]:
    """A place taken, given up and bought again, and a result in between."""
    return {
        "enrolled": lambda: enroll(world, learner, 1),
        "left": lambda: leave(world, learner, 2),
        "graded": lambda: record_grade(world.tenant, told(world, learner, 80), at=NOON),
        "back": lambda: enroll(world, learner, 3),
    }


def listed(tutor: Caller, course: str) -> dict[str, GradeStatus]:
    page = gradebook(tutor, course, after=None, limit=50)
    return {each.row.learner: each.status for each in page.rows}


@pytest.mark.parametrize("order", list(permutations(["enrolled", "left", "graded"])), ids="-".join)
def test_who_has_left_is_withdrawn_in_whatever_order_it_is_told(
    world: World, tutor: Caller, ada: Caller, order: Sequence[str]
) -> None:
    for name in order:
        news(world, ada.person)[name]()
    row = kept(world, ada.person)
    assert (row.status, row.shown.current, row.place.rev) == (WITHDRAWN, 80, 2)
    assert listed(tutor, world.course) == {ada.person: WITHDRAWN}


@pytest.mark.parametrize("order", list(permutations(["enrolled", "left", "graded", "back"])), ids="-".join)
def test_who_is_enrolled_again_is_not_in_whatever_order_it_is_told(
    world: World, tutor: Caller, ada: Caller, order: Sequence[str]
) -> None:
    for name in order:
        news(world, ada.person)[name]()
    row = kept(world, ada.person)
    assert (row.status, row.shown.current, row.place.rev) == (CURRENT, 80, 3)
    assert listed(tutor, world.course) == {ada.person: CURRENT}


@pytest.mark.parametrize("round", range(4))
def test_all_of_it_at_once_and_twice(world: World, tutor: Caller, ada: Caller, round: int) -> None:
    told_at_once = [*news(world, ada.person).values()] * 2
    results = at_once(told_at_once)
    for call, result in zip(told_at_once, results, strict=True):
        if isinstance(result, DomainError):
            assert isinstance(result, Busy)  # the bus brings it again
            call()
    row = kept(world, ada.person)
    assert (row.status, row.shown.current, row.place.rev) == (CURRENT, 80, 3)
    assert listed(tutor, world.course) == {ada.person: CURRENT}


def test_repeated_news_write_nothing_and_a_lost_answer_does_no_harm(
    world: World, ada: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    enroll(world, ada.person, 1)
    with monkeypatch.context() as patch:
        send = Transaction._send

        def twice(transaction: Transaction) -> None:
            send(transaction)
            send(transaction)

        patch.setattr(Transaction, "_send", twice)
        leave(world, ada.person, 2)
    rev = kept(world, ada.person).rev
    leave(world, ada.person, 2)
    enroll(world, ada.person, 1)
    row = kept(world, ada.person)
    assert (row.rev, row.status) == (rev, WITHDRAWN)


def test_points_by_hand_and_newer_rules_leave_it_as_it_is(world: World, tutor: Caller, ada: Caller) -> None:
    shape(tutor, world.course)
    enroll(world, ada.person, 1)
    leave(world, ada.person, 2)
    give(tutor, world.course, ada.person, 10)
    shape(tutor, world.course, replace(TALK, maximum=Decimal(40)))
    follow(world)
    row = kept(world, ada.person)
    assert (row.status, row.shown.current) == (WITHDRAWN, 25)


def test_everybody_who_sees_the_grade_sees_it(world: World, tutor: Caller, ada: Caller) -> None:
    record_grade(world.tenant, told(world, ada.person, 80), at=NOON)
    leave(world, ada.person, 2)
    (mine,) = my_grades(ada, after=None, limit=20, at=NOON).rows
    assert (mine.status, mine.shown.current) == (WITHDRAWN, 80)
    assert explain_grade(tutor, world.course, ada.person).row.status is WITHDRAWN
    assert explain_my_grade(ada, world.course, at=NOON).row.status is WITHDRAWN
    book = books.found_or_made(world.tenant, world.course, at=NOON)
    sheet = written(sheet_of(book, [kept(world, ada.person)], {}, language="en"), SheetFormat.CSV)
    (line,) = csv.DictReader(io.StringIO(sheet.decode("utf-8-sig")))
    assert (line["learner"], line["status"]) == (ada.person, "withdrawn")


def test_a_locked_grade_is_not_touched(world: World, tutor: Caller, ada: Caller) -> None:
    record_grade(world.tenant, told(world, ada.person, 80), at=NOON)
    lock_grade(tutor, world.course, ada.person, reason="Term", status=FINAL, at=NOON)
    before = explain_grade(tutor, world.course, ada.person)
    leave(world, ada.person, 2)
    after = explain_grade(tutor, world.course, ada.person)
    assert (after.row.status, after.row.lock, after.row.shown) == (FINAL, before.row.lock, before.row.shown)
    assert after.steps == before.steps
    assert listed(tutor, world.course) == {ada.person: FINAL}
    unlock_grade(tutor, world.course, ada.person, reason="Appeal", at=NOON)
    assert listed(tutor, world.course) == {ada.person: WITHDRAWN}


def test_a_gradebook_is_locked_with_who_has_left_as_who_has_left(world: World, tutor: Caller, ada: Caller) -> None:
    bo = world.caller("bo").person
    for learner in (ada.person, bo):
        enroll(world, learner, 1)
        record_grade(world.tenant, told(world, learner, 80), at=NOON)
    leave(world, ada.person, 2)
    lock_gradebook(tutor, world.course, reason="Term", at=NOON)
    follow(world)
    assert listed(tutor, world.course) == {ada.person: WITHDRAWN, bo: FINAL}
    enroll(world, ada.person, 3)
    leave(world, bo, 2)
    assert listed(tutor, world.course) == {ada.person: WITHDRAWN, bo: FINAL}
    unlock_gradebook(tutor, world.course, reason="Appeal", at=NOON)
    follow(world)
    assert listed(tutor, world.course) == {ada.person: CURRENT, bo: WITHDRAWN}


@pytest.mark.parametrize("round", range(3))
def test_a_lock_against_leaving_ends_with_one_of_both(world: World, tutor: Caller, ada: Caller, round: int) -> None:
    record_grade(world.tenant, told(world, ada.person, 80), at=NOON)
    at_once(
        [
            lambda: lock_grade(tutor, world.course, ada.person, reason="Term", status=FINAL, at=NOON),
            lambda: leave(world, ada.person, 2),
        ]
    )
    row = kept(world, ada.person)
    assert (row.status, row.place.given_up, row.shown.current) == (FINAL, True, Decimal(80))
    assert row.unlocked().status is WITHDRAWN


def test_others_who_keep_writing_the_row_are_named(world: World, ada: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    enroll(world, ada.person, 1)

    def moved(*_: object, **__: object) -> None:
        raise grades.GradeMoved

    with monkeypatch.context() as patch:
        patch.setattr(grades, "save", moved)
        with pytest.raises(Busy):
            leave(world, ada.person, 2)
    assert kept(world, ada.person).status is CURRENT
