"""Anything staff, graders and the bus can do to a gradebook, in any order: what must hold always holds.

Invariants: 0 <= score <= maximum and what extra credit adds; a grade equals what its facts come to; a locked grade
never moves; nothing that came while it was locked is lost.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from lyceum.assessment.change_grade import Wish, lock_grade, mark_item, unlock_grade
from lyceum.assessment.gradebook import gradebook
from lyceum.assessment.gradebooks.errors import GradeItemNotFound, GradeLocked
from lyceum.assessment.model.course_grade import grade
from lyceum.assessment.model.gradebook import CourseGrade, GradeStatus, Shown
from lyceum.assessment.recompute_grades import recompute_grades
from lyceum.assessment.record_grade import open_row, record_grade
from lyceum.assessment.shape_gradebook import lock_gradebook, shape_gradebook, unlock_gradebook
from lyceum.assessment.store import books, grades
from lyceum.kernel.ids import new_id
from tests.store.assessment.test_gradebook import told
from tests.store.assessment.world import World, new_world
from tests.unit.assessment.gradebooks import book_of
from tests.unit.assessment.samples import EXAM, NOON

pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]

SCHEMES = [
    book_of(categories, items).scheme
    for categories, items in (
        ("", "talk::1 of 20 | essay::2"),
        ("hw 40 drop 1 | ex 60", "talk:hw:1 of 20 | essay:hw:1 | extra::5 extra | secret::3 hidden"),
        ("", "talk::0 of 20 code p | essay::0 code q | half::1 = (p + q) / 2"),
        ("", "essay::1 times 1.5"),
    )
]
PEOPLE = ("ada", "bo")
LEARNERS = st.sampled_from(PEOPLE)


class GradebookMachine(RuleBasedStateMachine):
    """A gradebook, the facts that were told, and the grades that were locked."""

    @initialize()
    def begin(self) -> None:
        self.world: World = new_world(f"t{new_id().lower()[-12:]}")
        self.tutor = self.world.caller("tutor", "instructor")
        self.people = {name: self.world.caller(name).person for name in PEOPLE}
        for person in self.people.values():
            open_row(self.world.tenant, person, self.world.course, at=NOON)
        self.newest: dict[tuple[str, int], tuple[int, int]] = {}
        """(learner, attempt) → the newest revision told, and its percentage."""
        self.given: dict[tuple[str, str], Decimal | None] = {}
        self.frozen: dict[str, Shown] = {}
        self.by_the_gradebook: set[str] = set()

    def row(self, name: str) -> CourseGrade:
        row = grades.find(self.world.tenant, self.people[name], self.world.course)
        assert row is not None
        return row

    @rule(name=LEARNERS, number=st.integers(1, 3), rev=st.integers(1, 4), percent=st.integers(0, 100))
    def an_attempt_is_graded(self, name: str, number: int, rev: int, percent: int) -> None:
        record_grade(self.world.tenant, told(self.world, self.people[name], percent, number=number, rev=rev), at=NOON)
        if rev > self.newest.get((name, number), (0, 0))[0]:
            self.newest[name, number] = rev, percent

    @rule(
        name=LEARNERS,
        item=st.sampled_from(["talk", "essay", "half", EXAM]),
        points=st.none() | st.integers(0, 20),
        excused=st.booleans(),
    )
    def points_are_given(self, name: str, item: str, points: int | None, excused: bool) -> None:
        wish = Wish(None if excused or points is None else Decimal(points), excused, "")
        learner, before = self.people[name], self.row(name)
        try:
            mark_item(self.tutor, self.world.course, learner, item, wish, expected_revision=None, at=NOON)
        except (GradeLocked, GradeItemNotFound):
            assert self.row(name) == before
            return
        self.given[name, item] = wish.points
        if not excused and points is None:
            del self.given[name, item]

    @rule(name=LEARNERS)
    def a_grade_is_locked(self, name: str) -> None:
        try:
            lock_grade(
                self.tutor, self.world.course, self.people[name], reason="Term", status=GradeStatus.FINAL, at=NOON
            )
        except GradeLocked:
            return
        self.thawed(name)
        self.frozen[name] = self.row(name).shown

    @rule(name=LEARNERS)
    def a_grade_is_unlocked(self, name: str) -> None:
        try:
            unlock_grade(self.tutor, self.world.course, self.people[name], reason="Appeal", at=NOON)
        except GradeLocked:
            return
        self.thawed(name)

    @rule(scheme=st.sampled_from(SCHEMES))
    def the_scheme_changes(self, scheme: Any) -> None:
        shape_gradebook(self.tutor, self.world.course, scheme, expected_revision=None, at=NOON)

    @rule()
    def the_gradebook_is_locked(self) -> None:
        lock_gradebook(self.tutor, self.world.course, reason="Term", at=NOON)

    @rule()
    def the_gradebook_is_unlocked(self) -> None:
        unlock_gradebook(self.tutor, self.world.course, reason="Mistake", at=NOON)

    @rule()
    def rows_follow(self) -> None:
        tenant, course = self.world.tenant, self.world.course
        book = books.found_or_made(tenant, course, at=NOON)
        recompute_grades(tenant, course, book.rules, at=NOON)
        for name in PEOPLE:
            row = self.row(name)
            assert row.shown.rules == book.rules
            if row.lock is not None and row.lock.with_course:
                assert book.lock is not None
                self.frozen.setdefault(name, row.shown)
                self.by_the_gradebook.add(name)
            elif row.lock is None:
                assert book.lock is None
                self.thawed(name)
                found = grade(book, row.results, row.marks)
                assert (row.shown.current, row.shown.final) == (found.current.percent, found.final.percent)
                assert (row.shown.letter, row.shown.final_letter) == (found.current.letter, found.final.letter)
        listed = gradebook(self.tutor, course, after=None, limit=20).rows
        assert {one.row.learner: one.row.shown.current for one in listed} == {
            self.people[name]: self.row(name).shown.current for name in PEOPLE
        }

    @invariant()
    def a_locked_grade_is_what_it_was(self) -> None:
        for name, shown in list(getattr(self, "frozen", {}).items()):
            row = self.row(name)
            if row.lock is None:  # a gradebook's lock goes when it was taken away, with the next thing that happens
                assert name in self.by_the_gradebook
                assert books.found_or_made(self.world.tenant, self.world.course, at=NOON).lock is None
                self.thawed(name)
            else:
                assert replace(row.shown, rules=0) == replace(shown, rules=0)

    def thawed(self, name: str) -> None:
        self.frozen.pop(name, None)
        self.by_the_gradebook.discard(name)

    @invariant()
    def no_fact_is_lost_and_none_is_made_up(self) -> None:
        for name in getattr(self, "people", {}):
            row = self.row(name)
            result = row.results.get(EXAM)
            attempts = {} if result is None else {n: int(one.percent) for n, one in result.attempts.items()}
            assert attempts == {n: percent for (who, n), (_, percent) in self.newest.items() if who == name}
            marks = {item: mark.points for item, mark in row.marks.items()}
            assert marks == {item: points for (who, item), points in self.given.items() if who == name}

    @invariant()
    def no_grade_is_below_nothing_or_above_everything(self) -> None:
        for name in getattr(self, "people", {}):
            shown = self.row(name).shown
            assert all(0 <= cell.percent <= 100 for cell in shown.cells.values())
            assert all(percent is None or 0 <= percent <= 300 for percent in (shown.current, shown.final))


def test_whatever_is_done_to_a_gradebook_its_promises_hold(table: str) -> None:
    run_state_machine_as_test(
        GradebookMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.generate],  # each step writes to a table: making a failure smaller takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
