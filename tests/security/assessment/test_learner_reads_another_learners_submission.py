from collections.abc import Callable
from decimal import Decimal

import pytest

from lyceum.assessment.grade_submission import GradeWish, grade_submission, list_submissions, return_submission
from lyceum.assessment.model.submission import SubmissionId
from lyceum.assessment.view_submission import view_submission, view_version
from lyceum.kernel.access import Caller, Source, Statement
from lyceum.kernel.errors import NotFound
from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.security.assessment.work import ASSIGNMENT, SUBMISSION, handed_in, open_assignment
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.security]


def looks(client: Client, submission: str) -> list[tuple[int, str]]:
    answers = [
        client.see(SUBMISSION, submission=submission),
        client.see(f"{SUBMISSION}/versions/{{version}}", submission=submission, version="1"),
    ]
    assert all("nobody else" not in answer.text for answer in answers)
    return [(answer.status, problem(answer)) for answer in answers]


def test_another_learners_work_looks_like_work_that_is_not_there(world: World, ada: Client, mallory: Client) -> None:
    assignment = open_assignment(world)
    submission = handed_in(ada, assignment)
    nowhere = str(SubmissionId(ada.person.id, new_id()))
    assert looks(mallory, submission) == looks(mallory, nowhere) == [(404, "submission-not-found")] * 2
    assert mallory.see(ASSIGNMENT, course_assignment=assignment).json.get("submission") is None


def test_staff_of_another_course_find_nothing_of_it(world: World, ada: Client) -> None:
    assignment = open_assignment(world)
    submission = handed_in(ada, assignment)
    rights = ("grade.view", "grade.give")

    def aide(course: str) -> Caller:
        stated = [Statement(right, Source.ROLE_GRANT, allows=True, scope=f"course:{course}") for right in rights]
        return Caller(new_id(), world.tenant, stated=stated)

    def all_of_it(caller: Caller) -> list[Callable[[], object]]:
        wish = GradeWish(version=1, points=Decimal(1))
        return [
            lambda: view_submission(caller, submission, at=NOON),
            lambda: view_version(caller, submission, 1, at=NOON),
            lambda: list_submissions(caller, assignment, state=None, after=None, limit=9, at=NOON),
            lambda: grade_submission(caller, submission, wish, expected_revision=None, at=NOON),
            lambda: return_submission(caller, submission, expected_revision=None, at=NOON),
        ]

    for call in all_of_it(aide(new_id())):
        with pytest.raises(NotFound):
            call()
    for call in all_of_it(aide(world.course)):
        call()


def test_who_is_not_enrolled_sees_no_assignment(world: World, ada: Client) -> None:
    assignment = open_assignment(world)
    stranger = Client(world.person("stranger"), world.tenant)
    assert problem(stranger.see(ASSIGNMENT, course_assignment=assignment)) == "not-enrolled"
    assert problem(stranger.see("/me/courses/{course}/assignments", course=world.course)) == "not-enrolled"
