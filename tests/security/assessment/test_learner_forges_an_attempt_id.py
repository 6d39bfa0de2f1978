import pytest

from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.kernel.clock import now
from lyceum.kernel.ids import compound_id
from tests.function.assessment.client import Client
from tests.store.assessment.world import World
from tests.unit.assessment.samples import choice_question

pytestmark = [pytest.mark.store, pytest.mark.security]


def test_the_questions_of_a_draft_version_are_not_reached(world: World, ada: Client) -> None:
    attempt = AttemptId.parse(ada.start(exam := world.live()).json["id"])
    change = Change(questions=[choice_question("secret-next-question")])
    author = world.caller("author", "instructor")
    change_assessment(author, world.course, exam, change, expected_revision=None, at=now())
    forged = str(AttemptId(attempt.learner, attempt.assessment, attempt.number, 2))
    for answer in (
        ada.view(forged),
        ada.submit(forged),
        ada.save(forged, "secret-next-question", {"response": None, "revision": 1}),
    ):
        assert answer.status == 404
        assert "Stem of" not in answer.text


@pytest.mark.parametrize(
    "parts", [("ENROLLMENT#x", "b", "1", "1"), ("", "", "", ""), ("a", "b#ANSWER", "1", "1"), ("a", "b", "1e9", "1")]
)
def test_no_other_key_can_be_written_through_an_id(ada: Client, parts: tuple[str, ...]) -> None:
    forged = compound_id(*parts)
    assert ada.view(forged).status in {404, 422}
    assert ada.submit(forged).status in {404, 422}


def test_a_number_never_begun_is_no_attempt(world: World, ada: Client) -> None:
    attempt = AttemptId.parse(ada.start(world.live()).json["id"])
    assert ada.view(str(AttemptId(attempt.learner, attempt.assessment, 2, 1))).status == 404
