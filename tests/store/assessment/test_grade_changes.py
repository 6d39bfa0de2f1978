"""Gradebooks in the table: schemes, points by hand, locks, and several people at once."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from lyceum.assessment import activate_assessments as activating
from lyceum.assessment.change_grade import lock_grade, mark_item, unlock_grade
from lyceum.assessment.errors import CourseNotFound, PointsOutOfRange
from lyceum.assessment.explain_grade import explain_grade
from lyceum.assessment.gradebook import gradebook
from lyceum.assessment.gradebooks.errors import (
    FormulaDividesByZero,
    GradeItemNotFound,
    GradeLocked,
    GradeNotFound,
    OwnGrade,
)
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.formula import read
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import GradeStatus
from lyceum.assessment.recompute_grades import hear_of_assessment
from lyceum.assessment.record_grade import open_row, record_grade
from lyceum.assessment.shape_gradebook import find_book, lock_gradebook, shape_gradebook, unlock_gradebook
from lyceum.assessment.store.items import (
    BookItem,
    book_key,
    grade_key,
)
from lyceum.assessment.store.items import GradeItem as GradeRow
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, ChangedInTheMeantime, PermissionDenied
from lyceum.kernel.ids import new_id
from tests.store.assessment.gradebook_world import TALK, follow, give, kept, points, scheme, shape
from tests.store.assessment.test_gradebook import told
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.gradebooks import book_of
from tests.unit.assessment.samples import EXAM, NOON

pytestmark = pytest.mark.store

# Schemes --------------------------------------------------------------------------------------------------------------


def test_a_gradebook_begins_with_what_the_course_has_and_is_told(world: World, tutor: Caller) -> None:
    assessment = world.live(weight=Decimal(3))
    found = find_book(tutor, world.course)
    assert {id: (column.weight, column.live) for id, column in found.columns.items()} == {assessment: (3, True)}
    book = shape(tutor, world.course)
    assert (book.rev, [item.id for item in book.items]) == (found.rev + 1, ["talk", assessment])
    assert events_of(world.tenant, BookItem, book_key(world.tenant, world.course)) == ["GradebookChanged"]
    assert find_book(tutor, world.course) == book
    assert shape(tutor, world.course) == book


def test_only_a_course_has_a_gradebook(world: World, tutor: Caller) -> None:
    nowhere = new_id()
    with pytest.raises(CourseNotFound):
        find_book(tutor, nowhere)
    with pytest.raises(CourseNotFound):
        shape(tutor, nowhere)
    with pytest.raises(CourseNotFound):
        lock_gradebook(tutor, nowhere, reason="x", at=NOON)
    with pytest.raises(CourseNotFound):
        unlock_gradebook(tutor, nowhere, reason="x", at=NOON)


def test_a_scheme_that_is_refused_changes_nothing(world: World, tutor: Caller) -> None:
    before = shape(tutor, world.course)
    bad = GradeItem(id="f", kind=ItemKind.CALCULATED, formula=read("1 / talk"))
    with pytest.raises(FormulaDividesByZero):
        shape(tutor, world.course, TALK, bad)
    assert find_book(tutor, world.course) == before


def test_everything_that_a_scheme_says_is_kept(world: World, tutor: Caller) -> None:
    text = (
        "a:hw:1 of 20 code p | b:hw:2 times 1.5 hidden | e::1 extra | c::3 of 40 scaled 0>0/20>10/40>30 | f:ex:1 = p/2"
    )
    wanted = book_of("hw 40 drop 1 | ex 60", text).scheme
    assert shape_gradebook(tutor, world.course, wanted, expected_revision=None, at=NOON).scheme == wanted
    assert find_book(tutor, world.course).scheme == wanted


def test_an_older_revision_of_a_scheme_is_refused_and_the_same_scheme_is_not(world: World, tutor: Caller) -> None:
    book = shape(tutor, world.course)
    other = shape_gradebook(tutor, world.course, GradeScheme(), expected_revision=book.rev, at=NOON)
    with pytest.raises(ChangedInTheMeantime):
        shape_gradebook(tutor, world.course, scheme(), expected_revision=book.rev, at=NOON)
    assert shape_gradebook(tutor, world.course, GradeScheme(), expected_revision=book.rev, at=NOON) == other


def test_of_two_who_shape_one_revision_at_once_one_is_told_so(world: World, tutor: Caller) -> None:
    book = shape(tutor, world.course)
    change = partial(shape_gradebook, tutor, world.course, expected_revision=book.rev, at=NOON)
    results = at_once([partial(change, scheme(replace(TALK, weight=Decimal(weight)))) for weight in (2, 3)])
    assert sorted(type(each).__name__ for each in results) == ["Book", "ChangedInTheMeantime"]
    won = next(each for each in results if isinstance(each, Book))
    assert find_book(tutor, world.course) == won


# News of assessments --------------------------------------------------------------------------------------------------


def test_columns_follow_assessments_and_drafts_do_not_count(world: World, tutor: Caller, ada: str) -> None:
    draft = world.draft(weight=Decimal(2))
    hear_of_assessment(world.tenant, world.course, draft, at=NOON)
    book = find_book(tutor, world.course)
    assert (book.columns[draft].live, book.counts(book.by_id[draft])) == (False, False)
    world.publish()
    live = find_book(tutor, world.course)
    assert (live.columns[draft].live, live.rules) == (True, book.rules + 1)
    hear_of_assessment(world.tenant, world.course, draft, at=NOON)
    assert find_book(tutor, world.course) == live
    follow(world)
    assert kept(world, ada).shown.final == 0


def test_a_killed_activation_is_made_good_by_its_repeat(world: World, tutor: Caller, monkeypatch: Any) -> None:
    draft = world.draft()
    hear_of_assessment(world.tenant, world.course, draft, at=NOON)
    with monkeypatch.context() as patch:

        def killed(*_: object, **__: object) -> None:
            raise Busy

        patch.setattr(activating, "keep_columns", killed)
        with pytest.raises(Busy):
            world.publish()
    assert not find_book(tutor, world.course).columns[draft].live
    activating.activate_assessments(world.tenant, world.course, published_at=NOON, at=NOON)
    assert find_book(tutor, world.course).columns[draft].live


# Points by hand -------------------------------------------------------------------------------------------------------


def test_points_are_given_changed_taken_back_and_told(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    row = give(tutor, world.course, ada, 15, note="Well asked.")
    assert (row.shown.current, row.shown.letter, row.marks["talk"].by) == (75, "C", tutor.person)
    assert events_of(world.tenant, GradeRow, grade_key(world.tenant, ada, world.course)) == ["CourseGradeChanged"]
    assert give(tutor, world.course, ada, 15, note="Well asked.") == row == kept(world, ada)
    assert give(tutor, world.course, ada, 20).shown.current == 100
    excused = give(tutor, world.course, ada, None, excused=True)
    assert (excused.shown.current, excused.shown.final) == (None, None)
    gone = give(tutor, world.course, ada, None)
    assert (gone.marks, gone.shown.current, gone.shown.final) == ({}, None, 0)
    assert give(tutor, world.course, ada, None) == gone


def test_points_beyond_the_item_and_for_nothing_are_refused(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    before = kept(world, ada)
    with pytest.raises(PointsOutOfRange) as refused:
        give(tutor, world.course, ada, 21)
    assert refused.value.facts == {"maximum": "20"}
    with pytest.raises(GradeItemNotFound):
        give(tutor, world.course, ada, 1, item="nothing")
    with pytest.raises(GradeNotFound):
        give(tutor, world.course, new_id(), 1)
    with pytest.raises(OwnGrade):
        give(tutor, world.course, tutor.person, 20)
    assert kept(world, ada) == before


def test_an_override_needs_its_own_permission_and_outlives_a_regrade(world: World, tutor: Caller, ada: str) -> None:
    record_grade(world.tenant, told(world, ada, 40, rev=3), at=NOON)
    assistant = world.caller("assistant", "teaching_assistant")
    with pytest.raises(PermissionDenied):
        give(assistant, world.course, ada, 90, item=EXAM)
    assert give(tutor, world.course, ada, 90, item=EXAM).shown.current == 90
    row = record_grade(world.tenant, told(world, ada, 50, rev=4), at=NOON)
    assert (row.shown.current, row.results[EXAM].percent) == (90, 50)
    assert give(tutor, world.course, ada, None, item=EXAM).shown.current == 50


def test_the_second_of_two_graders_is_told_and_both_items_count(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course, TALK, replace(TALK, id="other", code=None))
    rev = kept(world, ada).rev

    def mark(item: str, revision: int | None) -> Any:
        return lambda: mark_item(tutor, world.course, ada, item, points(10), expected_revision=revision, at=NOON)

    results = at_once([mark("talk", rev), mark("other", rev)])
    assert sorted(type(each).__name__ for each in results) == ["ChangedInTheMeantime", "Found"]
    at_once([mark("talk", None), mark("other", None)])
    assert set(kept(world, ada).marks) == {"talk", "other"}


# Locks ----------------------------------------------------------------------------------------------------------------


def test_a_locked_grade_never_moves_and_nothing_that_came_is_lost(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    give(tutor, world.course, ada, 15)
    locked = lock_grade(tutor, world.course, ada, reason="Term", status=GradeStatus.FINAL, at=NOON).row
    key = grade_key(world.tenant, ada, world.course)
    assert events_of(world.tenant, GradeRow, key) == ["GradeLockChanged"]
    steps = explain_grade(tutor, world.course, ada).steps
    again = lock_grade(tutor, world.course, ada, reason="Term", status=GradeStatus.FINAL, at=NOON).row
    assert again == locked == kept(world, ada)
    with pytest.raises(GradeLocked):
        lock_grade(tutor, world.course, ada, reason="Other", status=GradeStatus.FINAL, at=NOON)
    with pytest.raises(GradeLocked):
        give(tutor, world.course, ada, 1)
    record_grade(world.tenant, told(world, ada, 100), at=NOON)
    shape(tutor, world.course, replace(TALK, weight=Decimal(9)))
    follow(world)
    later = kept(world, ada)
    assert replace(later.shown, rules=0) == replace(locked.shown, rules=0)
    assert explain_grade(tutor, world.course, ada).steps == steps
    (shown,) = gradebook(tutor, world.course, after=None, limit=20).rows
    assert (shown.status, shown.row.shown.current) == (GradeStatus.FINAL, 75)
    opened = unlock_grade(tutor, world.course, ada, reason="Appeal", at=NOON).row
    assert opened.shown.current == Decimal("77.5")  # (9 * 75 + 1 * 100) / 10
    assert events_of(world.tenant, GradeRow, key) == ["GradeLockChanged"]
    assert unlock_grade(tutor, world.course, ada, reason="Appeal", at=NOON).row == opened == kept(world, ada)


def test_nobody_locks_their_own_grade(world: World, tutor: Caller) -> None:
    open_row(world.tenant, tutor.person, world.course, at=NOON)
    with pytest.raises(OwnGrade):
        lock_grade(tutor, world.course, tutor.person, reason="Mine", status=GradeStatus.FINAL, at=NOON)
    with pytest.raises(OwnGrade):
        unlock_grade(tutor, world.course, tutor.person, reason="Mine", at=NOON)


def test_a_lock_and_points_at_once_end_in_either_order(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    give(tutor, world.course, ada, 10)
    results = at_once(
        [
            lambda: lock_grade(tutor, world.course, ada, reason="Term", status=GradeStatus.FINAL, at=NOON),
            lambda: give(tutor, world.course, ada, 20),
        ]
    )
    row = kept(world, ada)
    was_late = isinstance(results[1], GradeLocked)
    assert (row.status, row.shown.current) == (GradeStatus.FINAL, 50 if was_late else 100)


def test_the_lock_of_a_gradebook_closes_its_rows_new_ones_too(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    give(tutor, world.course, ada, 15)
    bo, chai = (world.caller(name).person for name in ("bo", "chai"))
    open_row(world.tenant, bo, world.course, at=NOON)
    lock_grade(tutor, world.course, bo, reason="Left", status=GradeStatus.INCOMPLETE, at=NOON)
    lock_gradebook(tutor, world.course, reason="Term", at=NOON)
    lock_gradebook(tutor, world.course, reason="Term", at=NOON)
    with pytest.raises(GradeLocked):
        lock_gradebook(tutor, world.course, reason="Other", at=NOON)
    with pytest.raises(GradeLocked):  # also before the rows have followed
        give(tutor, world.course, ada, 20)
    assert follow(world) == 2
    open_row(world.tenant, chai, world.course, at=NOON)
    states = {one.row.learner: one.status for one in gradebook(tutor, world.course, after=None, limit=20).rows}
    assert states == {ada: GradeStatus.FINAL, bo: GradeStatus.INCOMPLETE, chai: GradeStatus.FINAL}
    with pytest.raises(GradeLocked):
        unlock_grade(tutor, world.course, ada, reason="Mistake", at=NOON)
    opened = unlock_gradebook(tutor, world.course, reason="Mistake", at=NOON)
    assert unlock_gradebook(tutor, world.course, reason="Mistake", at=NOON) == opened
    follow(world)
    assert [kept(world, each).status for each in (ada, bo, chai)] == ["current", "incomplete", "current"]
    assert give(tutor, world.course, ada, 20).shown.current == 100
