"""What learners were granted reaches assignments: dates, versions, and what they see."""

from datetime import timedelta
from typing import Any

import pytest

from lyceum.assessment.accommodate import Place, accommodate, find_accommodation
from lyceum.assessment.errors import AssessmentNotFound, AssignmentClosed, NoResubmissionsLeft
from lyceum.assessment.hand_in import hand_in
from lyceum.assessment.model.submission import WorkForm
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.upload_work import upload_work
from lyceum.assessment.view_submission import my_assignment, my_assignments
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.store.assessment.work import FILES, assign, hand
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
HOUR = timedelta(hours=1)
LATER = NOON + 5 * HOUR


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


def grant(world: World, learner: Caller, assignment: str | None, **terms: Any) -> None:
    staff = world.caller("staff", "instructor")
    place = Place(learner.person, world.course, assignment)
    granted = accommodate(staff, place, Terms(**terms), expected_revision=None, at=NOON)
    assert find_accommodation(staff, place) == granted


def late(learner: Caller, assignment: str, text: str = "work") -> bool:
    made = hand_in(learner, assignment, WorkForm.TEXT, text, creation=Creation(new_id()), at=LATER)
    return made.newest.late


def test_another_due_date_is_theirs_alone(world: World, ada: Caller) -> None:
    bob = world.enrolled("bob")
    assignment = assign(world, due_at=NOON + HOUR, late_penalty_percent=20)
    grant(world, ada, assignment, due_at=LATER)
    assert (late(ada, assignment), late(bob, assignment)) == (False, True)
    shown = {learner.person: my_assignment(learner, assignment)[0].settings.due_at for learner in (ada, bob)}
    assert shown == {ada.person: LATER, bob.person: NOON + HOUR}
    cards = {each.person: my_assignments(each, world.course, after=None, limit=20).cards for each in (ada, bob)}
    assert {person: [card["due"] for card in found] for person, found in cards.items()} == {
        ada.person: [iso(LATER)],
        bob.person: [iso(NOON + HOUR)],
    }


def test_who_has_longer_sends_files_and_text_when_others_cannot(world: World, ada: Caller) -> None:
    bob = world.enrolled("bob")
    assignment = assign(world, due_at=NOON + HOUR, late_allowed=False, accepts=FILES)
    grant(world, ada, assignment, due_at=LATER)

    def send(learner: Caller) -> str:
        wish: dict[str, Any] = {"name": "a.pdf", "size": 10, "media_type": "application/pdf"}
        return upload_work(learner, assignment, **wish, creation=Creation(new_id()), at=LATER)[0].id

    assert send(ada)
    assert not late(ada, assignment)
    for refused in (send, lambda learner: late(learner, assignment)):
        with pytest.raises(AssignmentClosed):
            refused(bob)


def test_extra_attempts_of_the_course_are_more_versions(world: World, ada: Caller) -> None:
    assignment = assign(world)
    hand(ada, assignment, "one")
    grant(world, ada, None, extra_attempts=1)
    assert hand(ada, assignment, "two").newest.number == 2
    with pytest.raises(NoResubmissionsLeft):
        hand(ada, assignment, "three")


def test_what_is_no_assignment_of_the_course_is_refused(world: World, ada: Caller) -> None:
    assignment, staff = assign(world), world.caller("staff", "instructor")
    for course, place in ((world.course, new_id()), (new_id(), assignment)):
        with pytest.raises(AssessmentNotFound):
            accommodate(
                staff, Place(ada.person, course, place), Terms(extra_attempts=1), expected_revision=None, at=NOON
            )
