"""Nobody corrects a key but who may override grades in its course."""

from typing import Any

import pytest

from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.http import Answer, person
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]

WISH = {"question": "round", "correction": {"kind": "full_credit"}, "reason": "I was right."}


def every(client: Client, exam: str, regrade: str) -> list[Answer]:
    own: dict[str, Any] = {"assessment": exam, "regrade": regrade}
    return [
        client.regrades("POST ", WISH, assessment=exam),
        client.regrades("GET ", assessment=exam),
        client.regrades("GET /{regrade}", **own),
        client.regrades("PUT /{regrade}/application", **own),
        client.regrades("PUT /{regrade}/reversal", **own),
    ]


@pytest.fixture
def exam(world: World) -> str:
    return world.live()


@pytest.fixture
def regrade(tutor: Client, exam: str) -> str:
    return str(tutor.regrades("POST ", WISH, assessment=exam).json["id"])


def test_learners_correct_nothing_and_see_nobodys_changes(mallory: Client, exam: str, regrade: str) -> None:
    assert {answer.status for answer in every(mallory, exam, regrade)} == {403}


def test_assistants_do_not_override(world: World, exam: str, regrade: str) -> None:
    assistant = Client(world.person("assistant", "teaching_assistant"), world.tenant)
    assert {answer.status for answer in every(assistant, exam, regrade)} == {403}


def test_staff_of_another_school_reach_nothing(world: World, exam: str, regrade: str) -> None:
    stranger = Client(person("stranger", "elsewhere", "administrator"), world.tenant)
    assert {answer.status for answer in every(stranger, exam, regrade)} <= {403, 404}
    abroad = Client(person("stranger", "elsewhere", "administrator"), "elsewhere")
    assert {problem(answer) for answer in every(abroad, exam, regrade)} == {"assessment-not-found"}


def test_a_regrade_of_another_assessment_is_not_found(tutor: Client, world: World, exam: str, regrade: str) -> None:
    other = world.draft()
    refused = tutor.regrades("PUT /{regrade}/application", assessment=other, regrade=regrade)
    assert problem(refused) == "regrade-not-found"
    refused = tutor.regrades("PUT /{regrade}/application", assessment=exam, regrade=new_id())
    assert problem(refused) == "regrade-not-found"
