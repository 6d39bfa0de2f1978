"""Submissions: versions, Pending → Graded → Returned, and a state machine over all of it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lyceum.assessment.errors import NoResubmissionsLeft, SubmissionNotFound, SubmissionNotGraded
from lyceum.assessment.model.submission import (
    EARLIER_GRADES_KEPT,
    HandedIn,
    Submission,
    SubmissionGrade,
    SubmissionId,
    SubmissionState,
    Work,
    WorkForm,
)
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.ids import compound_id, derived_id
from tests.unit.assessment.samples import NOON

LEARNER, ASSIGNMENT = derived_id("ada"), derived_id("essay")
ID = SubmissionId(LEARNER, ASSIGNMENT)
TEN = Decimal(10)
PENDING, GRADED, RETURNED = SubmissionState.PENDING, SubmissionState.GRADED, SubmissionState.RETURNED


def version(number: int, body_hash: str | None = None) -> HandedIn:
    return HandedIn(number, derived_id("version", str(number)), NOON, WorkForm.TEXT, False, body_hash)


def empty() -> Submission:
    return Submission(id=ID, course=derived_id("course"))


def handed_in(times: int = 1) -> Submission:
    found = empty()
    for number in range(1, times + 1):
        found = found.handed_in(version(number), resubmissions=99)
    return found


def grade(version: int = 1, points: int = 80, reason: str = "") -> SubmissionGrade:
    return SubmissionGrade(
        version=version,
        given=Decimal(points),
        points=Decimal(points),
        maximum=Decimal(100),
        by=derived_id("tutor"),
        at=NOON,
        feedback="Well done.",
        marks={"a": "x"},
        reason=reason,
    )


def test_reviews_have_no_part_in_a_grade_before_the_work_is_returned() -> None:
    assert grade().peers is None


def test_an_id_is_read_back_and_nothing_else_is() -> None:
    assert SubmissionId.parse(str(ID)) == ID
    for text in ("", "x", compound_id(LEARNER), compound_id(LEARNER, "x"), compound_id(LEARNER, ASSIGNMENT, "1")):
        with pytest.raises(SubmissionNotFound):
            SubmissionId.parse(text)


@pytest.mark.parametrize(("resubmissions", "times"), [(0, 1), (1, 2), (19, 20)])
def test_work_is_handed_in_as_often_as_is_allowed(resubmissions: int, times: int) -> None:
    found = empty()
    for number in range(1, times + 1):
        found = found.handed_in(version(number), resubmissions=resubmissions)
    assert [each.number for each in found.versions] == list(range(1, times + 1))
    with pytest.raises(NoResubmissionsLeft) as refusal:
        found.handed_in(version(times + 1), resubmissions=resubmissions)
    assert refusal.value.facts == {"allowed": str(resubmissions)}


def test_a_repeat_is_known_and_another_wish_under_its_key_is_refused() -> None:
    found = empty().handed_in(version(1, "hash"), resubmissions=0)
    id = version(1).id
    assert found.repeated(id, "hash") == found.newest
    assert found.repeated(derived_id("other"), "hash") is None
    with pytest.raises(IdempotencyKeyReused):
        found.repeated(id, "another")


def test_pending_graded_returned() -> None:
    pending = handed_in()
    with pytest.raises(SubmissionNotGraded):
        pending.returned(NOON)
    with pytest.raises(SubmissionNotGraded):
        pending.demand_grade()
    graded = pending.graded(grade())
    assert (graded.state, graded.standing(), graded.shown_grade) == (GRADED, grade(), None)
    returned = graded.returned(NOON)
    assert (returned.state, returned.shown_grade, returned.returned_at) == (RETURNED, grade(), NOON)
    assert returned.returned(NOON + timedelta(hours=1)) is returned


def test_a_newer_version_waits_while_the_returned_grade_of_the_older_one_shows() -> None:
    again = handed_in().graded(grade()).returned(NOON).handed_in(version(2), resubmissions=1)
    assert (again.state, again.standing(), again.shown_grade) == (PENDING, None, grade())
    regraded = again.graded(grade(2, 90))
    assert (regraded.state, regraded.shown_grade) == (GRADED, None)
    assert [(each.version, each.feedback) for each in regraded.earlier] == [(1, "")]


def test_a_grade_that_was_not_returned_stays_hidden_when_work_is_handed_in_anew() -> None:
    again = handed_in().graded(grade()).handed_in(version(2), resubmissions=1)
    assert (again.state, again.shown_grade) == (PENDING, None)


def test_another_grade_for_returned_work_shows_at_once_and_the_earlier_one_is_kept() -> None:
    returned = handed_in().graded(grade()).returned(NOON)
    other = replace(grade(points=60, reason="A page was missing."), at=NOON + timedelta(hours=1))
    found = returned.graded(other)
    assert (found.state, found.shown_grade, found.returned_at) == (RETURNED, other, other.at)
    assert [(each.points, each.marks, each.feedback) for each in found.earlier] == [(80, {}, "")]


def test_only_so_many_earlier_grades_are_kept_the_newest_of_them() -> None:
    found = handed_in()
    for points in range(30):
        found = found.graded(grade(points=points))
    assert [each.points for each in found.earlier] == list(range(29 - EARLIER_GRADES_KEPT, 29))


def test_the_same_grade_is_recognised() -> None:
    assert grade().says_the_same(replace(grade(), at=NOON + timedelta(1), reason="other"))
    assert not grade().says_the_same(None)
    for other in (grade(2), grade(points=1), replace(grade(), by=LEARNER), replace(grade(), feedback="")):
        assert not grade().says_the_same(other)
    assert not grade().says_the_same(replace(grade(), marks={}))


@pytest.mark.parametrize(
    ("points", "maximum", "percent"),
    [("1", "3", "33.33"), ("2", "3", "66.67"), ("0", "0", "100"), ("20", "20", "100"), ("0.5", "1", "50")],
)
def test_the_percentage_has_two_places(points: str, maximum: str, percent: str) -> None:
    given = replace(grade(), points=Decimal(points), maximum=Decimal(maximum))
    assert given.percent == Decimal(percent)


def test_an_id_of_anything_but_two_ulids_is_none() -> None:
    for id in (f"{LEARNER}0", LEARNER[1:], LEARNER.lower(), "0123456789ABCDEFGHIJKLMNOP"):
        for parts in ((id, ASSIGNMENT), (LEARNER, id)):
            with pytest.raises(SubmissionNotFound):
                SubmissionId.parse(compound_id(*parts))


def test_what_was_not_said_is_empty() -> None:
    assert Work(WorkForm.TEXT) == Work(WorkForm.TEXT, text="", file=None)
    assert HandedIn(1, "x", NOON, WorkForm.LINK, False).body_hash is None
    made = empty()
    assert (made.state, made.versions, made.grade, made.earlier) == (PENDING, (), None, ())
    assert (made.returned_at, made.rev) == (None, 0)
    given = SubmissionGrade(version=1, given=TEN, points=TEN, maximum=TEN, by=LEARNER, at=NOON)
    assert given.without_peers is False
    assert (given.feedback, given.marks, given.reason) == ("", {}, "")


def test_twenty_earlier_grades_are_kept() -> None:
    assert EARLIER_GRADES_KEPT == 20


def test_the_grade_that_is_asked_for_is_the_newest() -> None:
    assert handed_in().graded(grade(points=1)).graded(grade(points=2)).demand_grade() == grade(points=2)


def test_an_earlier_grade_keeps_all_but_its_words() -> None:
    first = grade(points=1, reason="A page was missing.")
    regraded = handed_in().graded(first).graded(grade(points=2))
    assert regraded.earlier == (replace(first, feedback="", marks={}),)


def test_grading_returning_and_handing_in_change_nothing_else() -> None:
    begun = replace(handed_in(), rev=3)
    graded = begun.graded(grade())
    assert graded == replace(begun, state=GRADED, grade=grade())
    returned = graded.returned(NOON)
    assert returned == replace(graded, state=RETURNED, returned_at=NOON)
    again = returned.handed_in(version(2), resubmissions=1)
    assert again == replace(returned, state=PENDING, versions=(version(1), version(2)))


def test_versions_are_found_by_number() -> None:
    found = handed_in(2)
    assert (found.version(1).number, found.version(2), found.newest.number) == (1, found.newest, 2)
    for number in (0, 3, -1):
        with pytest.raises(SubmissionNotFound):
            found.version(number)


class Life(RuleBasedStateMachine):
    """A learner hands in, graders grade, return and change their minds, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.versions = handed_in(), 1
        self.shown: SubmissionGrade | None = None

    @rule()
    def hand_in(self) -> None:
        if self.versions >= 4:
            with pytest.raises(NoResubmissionsLeft):
                self.now.handed_in(version(self.versions + 1), resubmissions=3)
            return
        self.versions += 1
        self.now = self.now.handed_in(version(self.versions), resubmissions=3)

    @rule(points=st.integers(0, 100))
    def grade(self, points: int) -> None:
        was_returned = self.now.state is RETURNED
        self.now = self.now.graded(grade(self.versions, points))
        self.shown = self.now.grade if was_returned else None

    @precondition(lambda self: self.now.state is PENDING)
    @rule()
    def return_too_early(self) -> None:
        with pytest.raises(SubmissionNotGraded):
            self.now.returned(NOON)

    @precondition(lambda self: self.now.state is not PENDING)
    @rule()
    def give_back(self) -> None:
        self.now = self.now.returned(NOON)
        self.shown = self.now.grade

    @invariant()
    def nothing_is_lost_and_nothing_shows_too_early(self) -> None:
        assert [each.number for each in self.now.versions] == list(range(1, self.versions + 1))
        assert self.now.shown_grade == self.shown
        assert (self.now.state is PENDING) == (self.now.standing() is None)
        assert self.now.state is not RETURNED or self.now.shown_grade is not None


TestLife = Life.TestCase
