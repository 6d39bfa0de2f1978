"""Accommodations in the table: granted, listed, and taken up by attempts, whenever those began."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.accommodate import (
    Place,
    accommodate,
    find_accommodation,
    list_accommodations,
    my_accommodations,
)
from lyceum.assessment.errors import (
    AccommodationNotFound,
    AssessmentNotFound,
    CourseLearnerNotFound,
    CourseNotFound,
    DeadlinePassed,
    InvalidAccommodation,
    NoAttemptsLeft,
)
from lyceum.assessment.extend_attempts import extend_attempts
from lyceum.assessment.model.accommodation import Accommodation
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.terms import NONE, Terms
from lyceum.assessment.navigate_attempt import enter_section
from lyceum.assessment.responses import ChoiceResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store import accommodations
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.store.terms_items import AccommodationItem, accommodation_key
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import MINUTE, NOON, two_parts

pytestmark = pytest.mark.store

TWICE = Terms(time_factor=Decimal(2))


def grant(
    world: World, learner: Caller, terms: Terms, assessment: str | None = None, *, minute: int = 0, **more: Any
) -> Accommodation:
    tutor, place = world.caller("tutor", "instructor"), Place(learner.person, world.course, assessment)
    return accommodate(tutor, place, terms, expected_revision=None, at=NOON + minute * MINUTE, **more)


def due_of(world: World, attempt: Attempt) -> datetime | None:
    item = get(AttemptItem, attempt_key(world.tenant, attempt.id), consistent=True)
    assert item is not None
    due: datetime | None = item.due
    return due


def save(ada: Caller, attempt: Attempt, minute: int) -> None:
    response = ChoiceResponse(choice="true")
    save_answer(ada, str(attempt.id), "round", response, revision=minute + 1, at=NOON + minute * MINUTE)


def test_what_was_granted_holds_for_the_next_attempt(world: World) -> None:
    exam, ada, bo = world.live(time_limit_minutes=10), world.enrolled("ada"), world.enrolled("bo")
    grant(world, ada, TWICE)
    begun = world.begin(ada, exam)
    assert (begun.deadline, begun.terms, world.kept(begun)) == (NOON + 20 * MINUTE, TWICE, begun)
    assert due_of(world, begun) == NOON + 20 * MINUTE
    assert world.begin(bo, exam).deadline == NOON + 10 * MINUTE


def test_more_attempts_and_an_earlier_beginning(world: World) -> None:
    exam = world.live(max_attempts=1, available_from=NOON)
    ada = world.enrolled("ada")
    grant(world, ada, Terms(extra_attempts=1, available_from=NOON - MINUTE), exam)
    for _ in range(2):
        submit_attempt(ada, str(world.begin(ada, exam, NOON - MINUTE).id), at=NOON - MINUTE)
    with pytest.raises(NoAttemptsLeft):
        world.begin(ada, exam)


@pytest.mark.parametrize("in_course", [True, False])
def test_an_open_attempt_gets_it_at_once(world: World, in_course: bool) -> None:
    exam, ada = world.live(structure=two_parts(), time_limit_minutes=30), world.enrolled("ada")
    attempt = world.begin(ada, exam)
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    grant(world, ada, TWICE, None if in_course else exam, minute=9)
    kept = world.kept(attempt)
    assert (kept.deadline, kept.sections[0].until) == (NOON + 60 * MINUTE, NOON + 20 * MINUTE)
    assert due_of(world, attempt) == NOON + 60 * MINUTE
    assert events_of(world.tenant, AttemptItem, attempt_key(world.tenant, attempt.id)) == ["AttemptExtended"]
    save(ada, attempt, 19)
    enter_section(ada, str(attempt.id), "reading", at=NOON + 30 * MINUTE)
    assert world.kept(attempt).sections[1].until == NOON + 70 * MINUTE
    assert due_of(world, attempt) == NOON + 60 * MINUTE


def test_the_timer_that_came_too_early_leaves_the_attempt_open(world: World) -> None:
    exam, ada = world.live(time_limit_minutes=10), world.enrolled("ada")
    attempt = world.begin(ada, exam)
    grant(world, ada, TWICE, exam, minute=9)
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 10 * MINUTE)
    assert world.kept(attempt).state is State.IN_PROGRESS
    save(ada, attempt, 19)
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 20 * MINUTE)
    assert world.kept(attempt).state is State.GRADED


def test_what_is_over_stays_over_though_no_timer_has_come(world: World) -> None:
    exam, ada = world.live(time_limit_minutes=10), world.enrolled("ada")
    attempt = world.begin(ada, exam)
    grant(world, ada, TWICE, exam, minute=10)
    assert world.kept(attempt) == attempt
    with pytest.raises(DeadlinePassed):
        save(ada, attempt, 11)


def test_nothing_is_taken_from_an_open_attempt(world: World) -> None:
    exam, ada = world.live(time_limit_minutes=10, max_attempts=2), world.enrolled("ada")
    grant(world, ada, TWICE, exam)
    attempt = world.begin(ada, exam)
    grant(world, ada, NONE, exam)
    assert world.kept(attempt) == attempt
    submit_attempt(ada, str(attempt.id), at=NOON)
    assert world.begin(ada, exam).deadline == NOON + 10 * MINUTE


def test_attempts_elsewhere_are_left_alone(world: World) -> None:
    exam, other = world.draft(time_limit_minutes=10), world.draft(time_limit_minutes=10)
    world.publish()
    ada, bo = world.enrolled("ada"), world.enrolled("bo")
    others = [world.begin(ada, other), world.begin(bo, exam)]
    grant(world, ada, TWICE, exam)
    assert [world.kept(each) for each in others] == others
    assert my_accommodations(bo) == []


def test_an_attempt_begun_in_the_same_moment_is_found_when_the_grant_is_told(world: World) -> None:
    """As a start leaves it that read what was granted before."""
    exam, ada = world.live(time_limit_minutes=10), world.enrolled("ada")
    attempt = world.begin(ada, exam)
    granted = Accommodation(
        learner=ada.person, course=world.course, terms=TWICE, granted_by=world.person("tutor").id, granted_at=NOON
    )
    accommodations.keep(world.tenant, granted)
    assert world.kept(attempt).deadline == NOON + 10 * MINUTE
    moved = [extend_attempts(world.tenant, ada.person, world.course, None, at=NOON) for _ in range(2)]
    assert (moved, world.kept(attempt).deadline) == ([1, 0], NOON + 20 * MINUTE)


def test_the_same_once_more_tells_nothing_and_less_is_listed_no_longer(world: World) -> None:
    exam, ada = world.live(), world.enrolled("ada")
    first = grant(world, ada, TWICE, exam)
    assert first == grant(world, ada, TWICE, exam, minute=1)
    key = accommodation_key(world.tenant, ada.person, world.course, exam)
    assert events_of(world.tenant, AccommodationItem, key) == ["AccommodationChanged"]
    tutor = world.caller("tutor", "instructor")
    listed = list_accommodations(tutor, world.course, after=None, limit=20).items
    assert [(each.learner, each.assessment, each.terms) for each in listed] == [(ada.person, exam, TWICE)]
    gone = grant(world, ada, NONE, exam, minute=2)
    assert (gone.rev, gone.granted_at) == (2, NOON + 2 * MINUTE)
    assert list_accommodations(tutor, world.course, after=None, limit=20).items == my_accommodations(ada) == []
    assert find_accommodation(tutor, Place(ada.person, world.course, exam)) == gone
    again = grant(world, ada, TWICE, exam, minute=3)
    assert my_accommodations(ada) == [again]


def test_two_members_of_staff_are_told_of_each_other(world: World) -> None:
    exam, ada = world.live(), world.enrolled("ada")
    grant(world, ada, TWICE, exam)
    place, tutor = Place(ada.person, world.course, exam), world.caller("tutor", "instructor")
    for revision in (0, 2):
        with pytest.raises(ChangedInTheMeantime):
            accommodate(tutor, place, NONE, expected_revision=revision, at=NOON)
    assert accommodate(tutor, place, NONE, expected_revision=1, at=NOON).rev == 2


def test_only_learners_of_the_course_are_accommodated_in_its_assessments(world: World) -> None:
    exam, ada = world.live(), world.enrolled("ada")
    with pytest.raises(CourseLearnerNotFound):
        grant(world, world.caller("stranger"), TWICE)
    tutor = world.caller("tutor", "instructor")
    for place in (Place(ada.person, world.course, new_id()), Place(ada.person, new_id(), exam)):
        with pytest.raises(AssessmentNotFound):
            accommodate(tutor, place, TWICE, expected_revision=None, at=NOON)
        with pytest.raises(AssessmentNotFound):
            find_accommodation(tutor, place)
    with pytest.raises(InvalidAccommodation):
        grant(world, ada, Terms(time_factor=Decimal("0.5")))
    with pytest.raises(AccommodationNotFound):
        find_accommodation(tutor, Place(ada.person, world.course))
    with pytest.raises(CourseNotFound):
        list_accommodations(tutor, new_id(), after=None, limit=20)
    assert my_accommodations(ada) == []


def test_the_key_is_withheld_while_a_granted_attempt_is_left(world: World) -> None:
    exam, ada = world.live(max_attempts=1), world.enrolled("ada")
    attempt = world.begin(ada, exam)
    submit_attempt(ada, str(attempt.id), at=NOON)
    assert view_attempt(ada, str(attempt.id), at=NOON).disclosed.correct_answers
    grant(world, ada, Terms(extra_attempts=1), exam)
    assert not view_attempt(ada, str(attempt.id), at=NOON).disclosed.correct_answers
    assert world.kept(attempt).terms == NONE  # what was handed in never changes
