"""Work in the table: versions, lateness by the server's clock, and two devices at once."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from lyceum.assessment.author_assignment import AssignmentChange, change_assignment
from lyceum.assessment.errors import (
    AssignmentClosed,
    CourseAssignmentNotFound,
    FormNotAccepted,
    NoResubmissionsLeft,
    NotEnrolled,
    SubmissionNotFound,
)
from lyceum.assessment.hand_in import hand_in
from lyceum.assessment.model.course_assignment import AcceptedForms
from lyceum.assessment.model.submission import Submission, SubmissionId, SubmissionState, WorkForm
from lyceum.assessment.store import course_assignments, submissions
from lyceum.assessment.view_submission import my_assignment, my_assignments, view_version
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import (
    assign,
    draft_assignment,
    grade,
    hand,
    kept,
    publish_assignments,
    told,
)
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
HOUR, INSTANT = timedelta(hours=1), timedelta(milliseconds=1)


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


def test_work_is_kept_as_it_was_handed_in(world: World, ada: Caller) -> None:
    assignment = assign(world)
    handed_in = hand(ada, assignment, "คิว: first in, first out")
    assert kept(world, handed_in) == handed_in
    assert (handed_in.state, handed_in.newest.number, handed_in.newest.late) == (SubmissionState.PENDING, 1, False)
    sight = view_version(ada, str(handed_in.id), 1, at=NOON)
    assert (sight.work.text, sight.url) == ("คิว: first in, first out", None)
    assert told(world, handed_in) == ["SubmissionHandedIn"]


def test_every_version_is_kept_and_the_newest_counts(world: World, ada: Caller) -> None:
    """RULES S3-16, X9."""
    assignment = assign(world, resubmissions=2)
    newest = [hand(ada, assignment, text) for text in ("one", "two", "three")][-1]
    assert (newest.newest.number, kept(world, newest)) == (3, newest)
    texts = [view_version(ada, str(newest.id), number, at=NOON).work.text for number in (1, 2, 3)]
    assert texts == ["one", "two", "three"]
    with pytest.raises(NoResubmissionsLeft):
        hand(ada, assignment, "four")
    with pytest.raises(SubmissionNotFound):
        view_version(ada, str(newest.id), 4, at=NOON)


def test_the_same_wish_is_one_version_also_after_others(world: World, ada: Caller) -> None:
    assignment = assign(world, resubmissions=5)
    creation = Creation(new_id(), "key", "body")
    first = hand(ada, assignment, creation=creation)
    hand(ada, assignment, "newer")
    again = hand(ada, assignment, creation=creation, at=NOON + HOUR)
    assert [each.number for each in again.versions] == [1, 2]
    assert again.versions[0] == first.newest
    with pytest.raises(IdempotencyKeyReused):
        hand(ada, assignment, creation=Creation(creation.id, "key", "other"))


def test_only_learners_of_the_course_hand_in_and_only_what_is_live(world: World, ada: Caller) -> None:
    draft = draft_assignment(world)
    with pytest.raises(CourseAssignmentNotFound):
        hand(ada, draft.id)
    publish_assignments(world)
    with pytest.raises(NotEnrolled):
        hand(world.caller("stranger"), draft.id)
    with pytest.raises(NotEnrolled):
        hand(world.enrolled("gone", "withdrawn"), draft.id)
    with pytest.raises(CourseAssignmentNotFound):
        hand(ada, new_id())
    with pytest.raises(SubmissionNotFound):
        submissions.find(world.tenant, SubmissionId(world.caller("stranger").person, draft.id))


def test_a_form_that_is_not_taken_is_refused(world: World, ada: Caller) -> None:
    assignment = assign(world, accepts=AcceptedForms(text=False))
    with pytest.raises(FormNotAccepted) as refusal:
        hand(ada, assignment)
    assert refusal.value.facts == {"accepted": "link"}
    link = hand_in(ada, assignment, WorkForm.LINK, "https://example.org/x", creation=Creation(new_id()), at=NOON)
    assert view_version(ada, str(link.id), 1, at=NOON).work.text == "https://example.org/x"


def test_lateness_goes_by_the_servers_clock_and_costs_its_penalty(world: World, ada: Caller, tutor: Caller) -> None:
    """RULES S1-22: 80 points less 25 % are 60."""
    assignment = assign(world, due_at=NOON, late_penalty_percent=Decimal(25), resubmissions=1)
    in_time = hand(ada, assignment, at=NOON)
    assert not in_time.newest.late
    late = hand(ada, assignment, at=NOON + INSTANT)
    assert [each.late for each in late.versions] == [False, True]
    graded = grade(tutor, late, 80)
    assert graded.grade is not None
    assert (graded.grade.given, graded.grade.points, graded.grade.percent) == (80, 60, 60)


def test_after_the_end_nothing_is_taken(world: World, ada: Caller) -> None:
    assignment = assign(world, due_at=NOON, late_allowed=False, resubmissions=5)
    hand(ada, assignment, at=NOON)
    with pytest.raises(AssignmentClosed):
        hand(ada, assignment, at=NOON + INSTANT)


def test_a_learner_sees_the_assignments_that_are_live(world: World, ada: Caller, tutor: Caller) -> None:
    assignment = assign(world, due_at=NOON)
    draft_assignment(world)
    found = my_assignments(ada, world.course, after=None, limit=10)
    assert ([card["id"] for card in found.cards], dict(found.work)) == ([assignment], {})
    handed_in = hand(ada, assignment)
    assert my_assignments(ada, world.course, after=None, limit=10).work == {assignment: handed_in}
    with pytest.raises(NotEnrolled):
        my_assignments(tutor, world.course, after=None, limit=10)
    with pytest.raises(NotEnrolled):
        my_assignment(tutor, assignment)


def test_two_devices_at_once_hand_in_both_where_that_is_allowed(world: World, ada: Caller) -> None:
    assignment = assign(world, resubmissions=3)
    results = at_once([partial(hand, ada, assignment, text) for text in ("phone", "laptop")])
    assert all(isinstance(each, Submission) for each in results)
    found = submissions.find(world.tenant, SubmissionId(ada.person, assignment))
    texts = {view_version(ada, str(found.id), number, at=NOON).work.text for number in (1, 2)}
    assert (len(found.versions), texts) == (2, {"phone", "laptop"})


def test_two_devices_at_once_hand_in_one_where_only_one_is_allowed(world: World, ada: Caller) -> None:
    assignment = assign(world)
    results = at_once([partial(hand, ada, assignment, text) for text in ("phone", "laptop", "tablet")])
    won = [each for each in results if isinstance(each, Submission)]
    assert [type(each) for each in results if each not in won] == [NoResubmissionsLeft] * 2
    assert [submissions.find(world.tenant, SubmissionId(ada.person, assignment))] == won


def test_one_wish_sent_twice_at_once_is_one_version(world: World, ada: Caller) -> None:
    assignment, creation = assign(world, resubmissions=5), Creation(new_id(), "key", "body")
    results = at_once([partial(hand, ada, assignment, creation=creation)] * 4)
    assert all(isinstance(each, Submission) and len(each.versions) == 1 for each in results)
    assert len(submissions.find(world.tenant, SubmissionId(ada.person, assignment)).versions) == 1


def test_who_hands_in_while_the_due_date_moves_is_judged_by_one_of_the_two(world: World, ada: Caller) -> None:
    assignment = assign(world, due_at=NOON, late_allowed=False, resubmissions=19)
    author = world.caller("author", "instructor")

    def move() -> object:
        wish = AssignmentChange(content={}, settings={"due_at": NOON + HOUR}, place={})
        return change_assignment(author, world.course, assignment, wish, expected_revision=None, at=NOON)

    late = [partial(hand, ada, assignment, at=NOON + INSTANT)] * 3
    in_time = [partial(hand, ada, assignment, at=NOON)] * 3
    results = at_once([move, *late, *in_time])
    assert all(isinstance(each, Submission) for each in results[4:])
    assert all(isinstance(each, (Submission, AssignmentClosed)) for each in results[1:4])
    found = submissions.find(world.tenant, SubmissionId(ada.person, assignment))
    taken = sum(isinstance(each, Submission) for each in results[1:])
    assert len(found.versions) == taken
    assert not any(each.late for each in found.versions)


def test_the_settings_of_the_assignment_are_those_of_now(world: World, ada: Caller) -> None:
    assignment = assign(world)
    hand(ada, assignment)
    wish = AssignmentChange(content={}, settings={"resubmissions": 1}, place={})
    author = world.caller("author", "instructor")
    change_assignment(author, world.course, assignment, wish, expected_revision=None, at=NOON)
    assert course_assignments.find(world.tenant, assignment).settings.resubmissions == 1
    assert hand(ada, assignment).newest.number == 2
