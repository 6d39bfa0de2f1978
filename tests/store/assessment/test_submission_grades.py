"""Grades of submissions in the table: who sees them when, overriding, the list, and two graders at once."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.errors import (
    CourseAssignmentNotFound,
    GradedInTheMeantime,
    PointsOrMarksNeeded,
    PointsOutOfRange,
    ReasonNeeded,
    RubricMarksIncomplete,
    SubmissionMovedOn,
    SubmissionNotGraded,
    UnknownRubricMark,
)
from lyceum.assessment.grade_submission import list_submissions, return_submission
from lyceum.assessment.model.submission import Submission, SubmissionState
from lyceum.assessment.record_submission_grade import ReturnedWork, record_submission_grade
from lyceum.assessment.view_submission import my_assignment, view_submission
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.ids import new_id
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import (
    ESSAY_RUBRIC,
    assign,
    give_back,
    grade,
    hand,
    kept,
    states,
    told,
)
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
HOUR, INSTANT = timedelta(hours=1), timedelta(milliseconds=1)


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


def test_pending_graded_returned(world: World, ada: Caller, tutor: Caller) -> None:
    """RULES S3-16: the learner sees the grade when it was returned."""
    assignment = assign(world)
    handed_in = hand(ada, assignment)
    with pytest.raises(SubmissionNotGraded):
        give_back(tutor, handed_in)
    graded = grade(tutor, handed_in)
    assert (told(world, graded), kept(world, graded)) == (["SubmissionGraded"], graded)
    assert my_assignment(ada, assignment)[1] == graded
    assert graded.shown_grade is None
    returned = give_back(tutor, graded)
    assert (told(world, returned), kept(world, returned)) == (["SubmissionReturned"], returned)
    assert give_back(tutor, returned) == returned
    shown = view_submission(ada, str(returned.id), at=NOON).submission.shown_grade
    assert shown is not None
    assert (shown.points, shown.feedback) == (80, "Good.")


def test_a_repeated_grade_changes_nothing(world: World, ada: Caller, tutor: Caller) -> None:
    graded = grade(tutor, hand(ada, assign(world)))
    assert grade(tutor, graded) == graded
    assert kept(world, graded) == graded


def test_the_second_grader_gets_the_first_ones_grade(
    world: World, ada: Caller, tutor: Caller, other_tutor: Caller
) -> None:
    graded = grade(tutor, hand(ada, assign(world)), expected=1)
    for expected in (1, None):
        with pytest.raises(GradedInTheMeantime) as refusal:
            grade(other_tutor, graded, 10, expected=expected, reason="I think otherwise.")
        assert refusal.value.facts["points"] == "80"
        assert refusal.value.facts["by"] == tutor.person
        assert refusal.value.facts["revision"] == "2"
    with pytest.raises(ReasonNeeded):
        grade(other_tutor, graded, 10, expected=2)
    overridden = grade(other_tutor, graded, 10, expected=2, reason="A page was missing.")
    assert (overridden.rev, overridden.state) == (3, SubmissionState.GRADED)
    assert [(each.points, each.by) for each in overridden.earlier] == [(80, tutor.person)]


def test_a_returned_grade_that_changes_is_told_anew(world: World, ada: Caller, tutor: Caller) -> None:
    returned = give_back(tutor, grade(tutor, hand(ada, assign(world))))
    changed = grade(tutor, returned, 90, expected=3, reason="Counted again.")
    assert (changed.state, told(world, changed)) == (SubmissionState.RETURNED, ["SubmissionReturned"])
    assert changed.shown_grade == changed.grade


def test_a_grade_is_for_the_version_that_was_looked_at(world: World, ada: Caller, tutor: Caller) -> None:
    assignment = assign(world, resubmissions=1)
    first = hand(ada, assignment)
    second = hand(ada, assignment, "better")
    with pytest.raises(SubmissionMovedOn) as refusal:
        grade(tutor, first)
    assert refusal.value.facts == {"newest": "2"}
    with pytest.raises(ChangedInTheMeantime):
        grade(tutor, second, expected=1)
    assert grade(tutor, second, expected=2).state is SubmissionState.GRADED


def test_points_come_from_the_rubric_or_from_the_grader(world: World, ada: Caller, tutor: Caller) -> None:
    """On paper: good (4) and poor (1) are 5 of 8; 100 points x 5/8 = 62.5."""
    handed_in = hand(ada, assign(world, judged_by=ESSAY_RUBRIC))
    marks = {"reasons": "good", "style": "poor"}
    refused: list[tuple[dict[str, Any], type[DomainError]]] = [
        ({"points": None}, PointsOrMarksNeeded),
        ({"points": None, "marks": {"reasons": "good"}}, RubricMarksIncomplete),
        ({"points": None, "marks": marks | {"style": "best"}}, UnknownRubricMark),
        ({"points": Decimal(1), "marks": {"spelling": "good"}}, UnknownRubricMark),
        ({"points": Decimal("100.0001")}, PointsOutOfRange),
    ]
    for wish, refusal in refused:
        with pytest.raises(refusal):
            grade(tutor, handed_in, **wish)
    assert kept(world, handed_in) == handed_in
    graded = grade(tutor, handed_in, points=None, marks=marks)
    assert graded.grade is not None
    assert (graded.grade.points, graded.grade.marks) == (Decimal("62.5"), marks)
    own = grade(tutor, graded, points=Decimal(70), marks={"reasons": "good"}, expected=2, reason="Very short.")
    assert own.grade is not None
    assert own.grade.points == 70


def test_marks_need_a_rubric(world: World, ada: Caller, tutor: Caller) -> None:
    handed_in = hand(ada, assign(world))
    wishes: list[dict[str, Any]] = [{"points": None}, {"points": None, "marks": {"a": "b"}}, {"marks": {"a": "b"}}]
    for wish in wishes:
        with pytest.raises(PointsOrMarksNeeded):
            grade(tutor, handed_in, **wish)


def test_staff_see_what_waits_first_and_by_state(world: World, tutor: Caller) -> None:
    assignment = assign(world)
    names = ("ada", "bo", "chai", "dao")
    people = {name: world.enrolled(name) for name in names}
    handed = {name: hand(people[name], assignment, at=NOON + HOUR * number) for number, name in enumerate(names)}
    grade(tutor, handed["ada"])
    give_back(tutor, grade(tutor, handed["bo"]))
    order = ["chai", "dao", "ada", "bo"]
    found = states(tutor, assignment)
    assert [person for person, _ in found] == [people[name].person for name in order]
    assert [state for _, state in found] == ["pending", "pending", "graded", "returned"]
    assert states(tutor, assignment, SubmissionState.GRADED) == [(people["ada"].person, "graded")]
    first = list_submissions(tutor, assignment, state=None, after=None, limit=3, at=NOON)
    rest = list_submissions(tutor, assignment, state=None, after=first.next_key, limit=3, at=NOON)
    assert [card["learner"] for card in (*first.cards, *rest.cards)] == [people[name].person for name in order]
    assert rest.next_key is None
    with pytest.raises(CourseAssignmentNotFound):
        list_submissions(tutor, new_id(), state=None, after=None, limit=3, at=NOON)


def test_what_was_returned_stands_in_the_gradebook_once(world: World, ada: Caller) -> None:
    def record(number: int, rev: int, percent: int) -> Decimal | None:
        work = ReturnedWork(
            learner=ada.person,
            course=world.course,
            assignment=assignment,
            number=number,
            rev=rev,
            percent=Decimal(percent),
            weight=Decimal(1),
            pass_mark=Decimal(60),
        )
        return record_submission_grade(world.tenant, work, at=NOON).shown.current

    assignment = new_id()
    assert record(1, 3, 80) == 80
    assert record(1, 3, 80) == 80
    assert record(1, 5, 90) == 90
    assert record(1, 4, 10) == 90, "older news"
    assert record(2, 8, 40) == 40, "the newest version counts, better or not (RULES X9)"
    assert record(1, 5, 90) == 40


def test_two_graders_at_once_leave_one_grade_and_the_other_learns_of_it(
    world: World, ada: Caller, tutor: Caller, other_tutor: Caller
) -> None:
    handed_in = hand(ada, assign(world))
    calls = [partial(grade, tutor, handed_in, 70), partial(grade, other_tutor, handed_in, 90)]
    results = at_once(calls)
    won = [each for each in results if isinstance(each, Submission)]
    lost = [each for each in results if isinstance(each, GradedInTheMeantime)]
    assert (len(won), len(lost)) == (1, 1)
    there = kept(world, handed_in)
    assert there == won[0]
    assert there.grade is not None
    assert Decimal(lost[0].facts["points"]) == there.grade.points
    assert there.earlier == ()


def test_a_grade_and_a_newer_version_at_once_never_lose_the_version(world: World, ada: Caller, tutor: Caller) -> None:
    assignment = assign(world, resubmissions=1)
    first = hand(ada, assignment)
    results = at_once([partial(grade, tutor, first), partial(hand, ada, assignment, "newer")])
    found = kept(world, first)
    assert isinstance(results[1], Submission)
    assert [each.number for each in found.versions] == [1, 2]
    assert found.state is SubmissionState.PENDING
    assert (found.grade is not None) == isinstance(results[0], Submission)
    assert isinstance(results[0], Submission | SubmissionMovedOn)


def test_returning_with_a_stale_revision_is_refused(world: World, ada: Caller, tutor: Caller) -> None:
    graded = grade(tutor, hand(ada, assign(world)))
    with pytest.raises(ChangedInTheMeantime):
        return_submission(tutor, str(graded.id), expected_revision=1, at=NOON)
    assert return_submission(tutor, str(graded.id), expected_revision=2, at=NOON).state is SubmissionState.RETURNED
