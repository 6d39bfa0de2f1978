import pytest

from tests.function.assessment.client import Client, problem
from tests.http import person
from tests.security.assessment.work import ASSIGNMENT, SUBMISSION, handed_in, open_assignment
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]
GRADE = {"number": 1, "points": 100}


def everything(client: Client, assignment: str, submission: str) -> list[tuple[int, str]]:
    answers = [
        client.staff(f"PUT {SUBMISSION}/grade", GRADE, submission=submission),
        client.staff(f"PUT {SUBMISSION}/return", submission=submission),
        client.staff(f"GET {ASSIGNMENT}/submissions", course_assignment=assignment),
    ]
    return [(answer.status, problem(answer)) for answer in answers]


def test_learners_neither_grade_nor_list(world: World, ada: Client, mallory: Client) -> None:
    assignment = open_assignment(world)
    submission = handed_in(ada, assignment)
    for client in (ada, mallory):
        assert {status for status, _ in everything(client, assignment, submission)} == {403}
    assert ada.see(SUBMISSION, submission=submission).headers["ETag"] == '"1"'


def test_nobody_grades_their_own_work_whatever_roles_they_have(world: World) -> None:
    world.enrolled("both")
    both = Client(world.person("both", "learner", "instructor", "administrator"), world.tenant)
    assignment = open_assignment(world)
    submission = handed_in(both, assignment)
    graded, returned, listed = everything(both, assignment, submission)
    assert graded == returned == (403, "own-submission")
    assert listed[0] == 200
    assert both.see(SUBMISSION, submission=submission).headers["ETag"] == '"1"'


def test_a_grader_of_another_school_finds_nothing(world: World, ada: Client) -> None:
    assignment = open_assignment(world)
    submission = handed_in(ada, assignment)
    foreign = person("tutor", f"{world.tenant}x", "instructor")
    ours, theirs = (Client(foreign, tenant) for tenant in (world.tenant, f"{world.tenant}x"))
    assert {status for status, _ in everything(ours, assignment, submission)} == {403}
    assert {status for status, _ in everything(theirs, assignment, submission)} == {404}


def test_a_learner_does_not_see_a_grade_before_it_is_returned(world: World, ada: Client, tutor: Client) -> None:
    submission = handed_in(ada, open_assignment(world))
    secret = {"number": 1, "points": 37, "feedback": "Not for their eyes yet."}
    assert tutor.staff(f"PUT {SUBMISSION}/grade", secret, submission=submission).status == 200
    for answer in (
        ada.see(SUBMISSION, submission=submission),
        ada.see("/me/courses/{course}/assignments", course=world.course),
        ada.my_grades(),
    ):
        assert "Not for their eyes" not in answer.text
        assert '"points":"37"' not in answer.text.replace(" ", "")


def test_learners_author_no_assignments(world: World, ada: Client) -> None:
    wish = {"title": {"en": "Mine"}, "instructions": {"en": "Give me points."}}
    assignment = open_assignment(world)
    there = {"course": world.course, "course_assignment": assignment}
    assert ada.assignments("POST ", wish, course=world.course).status == 403
    assert ada.assignments("GET ", course=world.course).status == 403
    assert ada.assignments("GET /{course_assignment}", **there).status == 403
    assert ada.assignments("PATCH /{course_assignment}", {"points": 1}, **there).status == 403
