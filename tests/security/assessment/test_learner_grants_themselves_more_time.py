import pytest

from tests.function.assessment.client import Client, problem
from tests.http import person
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]

MORE = {"time_factor": "2"}


def test_learners_grant_nothing_and_see_their_own_alone(world: World, ada: Client, mallory: Client) -> None:
    exam, course = world.live(), world.course
    for assessment in ("", exam):
        assert mallory.accommodate(course, mallory.person.id, MORE, assessment=assessment).status == 403
        assert mallory.accommodation(course, ada.person.id, assessment=assessment).status == 403
    assert mallory.accommodations(course).status == 403
    assert mallory.my_accommodations().json["items"] == []


def test_staff_who_learn_in_their_course_do_not_accommodate_themselves(world: World) -> None:
    world.enrolled("tutor")
    tutor = Client(world.person("tutor", "instructor"), world.tenant)
    assert problem(tutor.accommodate(world.course, tutor.person.id, MORE)) == "own-accommodation"
    assert tutor.my_accommodations().json["items"] == []


def test_assistants_grant_nothing(world: World, ada: Client) -> None:
    exam = world.live()
    assistant = Client(world.person("assistant", "teaching_assistant"), world.tenant)
    assert assistant.accommodate(world.course, ada.person.id, MORE, assessment=exam).status == 403


def test_staff_of_another_school_reach_nobody(world: World, ada: Client, tutor: Client) -> None:
    exam = world.live()
    tutor.accommodate(world.course, ada.person.id, MORE, assessment=exam)
    stranger = Client(person("stranger", "elsewhere", "administrator"), world.tenant)
    assert stranger.accommodate(world.course, ada.person.id, MORE, assessment=exam).status in (403, 404)
    abroad = Client(person("stranger", "elsewhere", "administrator"), "elsewhere")
    assert problem(abroad.accommodation(world.course, ada.person.id, assessment=exam)) == "assessment-not-found"
    assert problem(abroad.accommodate(world.course, ada.person.id, MORE)) == "course-learner-not-found"
    assert problem(abroad.accommodations(world.course)) == "course-not-found"
