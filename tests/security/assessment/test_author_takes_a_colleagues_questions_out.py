"""Exports show questions with their keys: nobody gets a file of what they may not see, or keeps an address to one."""

import pytest

from lyceum.kernel.ids import new_id
from tests.function.assessment.client import Client, problem
from tests.http import Answer, person
from tests.imports import buckets
from tests.question_files import ask_export, carry_out, look
from tests.store.assessment.world import World
from tests.unit.assessment.samples import choice_question

pytestmark = [pytest.mark.store, pytest.mark.security]
CONTENT = {"content": choice_question().model_dump(mode="json")}


@pytest.fixture
def bank(tutor: Client) -> str:
    """A private bank with a question."""
    made = str(tutor.bank("POST ", {"title": {"en": "Secret exam"}}).json["id"])
    tutor.bank("POST /{bank}/questions", CONTENT, bank=made)
    return made


@pytest.fixture
def colleague(world: World) -> Client:
    return Client(world.person("colleague", "instructor"), world.tenant)


def wish(client: Client, **wanted: str) -> Answer:
    return ask_export(client.person, client.tenant, format="gift", **wanted)


def seen(client: Client, export: str) -> Answer:
    return look(client.person, client.tenant, export)


def test_a_colleague_exports_no_private_bank_and_does_not_learn_of_it(colleague: Client, bank: str) -> None:
    foreign, nowhere = wish(colleague, bank=bank), wish(colleague, bank=new_id())
    assert (problem(foreign), foreign.status) == (problem(nowhere), nowhere.status) == ("bank-not-found", 404)


def test_nobody_sees_anothers_export(tutor: Client, colleague: Client, bank: str) -> None:
    with buckets():
        export = wish(tutor, bank=bank).json["id"]
        carry_out(tutor.tenant, export)
        assert seen(tutor, export).json["download"]
        assert problem(seen(colleague, export)) == "question-export-not-found"
        tutor.bank("PATCH /{bank}", {"sharing": "school"}, bank=bank)
        assert problem(seen(colleague, export)) == "question-export-not-found"


def test_who_lost_the_bank_loses_the_address(tutor: Client, colleague: Client, bank: str) -> None:
    with buckets():
        tutor.bank("PATCH /{bank}", {"shared_with": {colleague.person.id: "use"}}, bank=bank)
        export = wish(colleague, bank=bank).json["id"]
        carry_out(colleague.tenant, export)
        assert seen(colleague, export).json["download"]
        tutor.bank("PATCH /{bank}", {"shared_with": {}}, bank=bank)
        assert problem(seen(colleague, export)) == "question-export-not-found"


def test_learners_and_assistants_export_nothing(world: World, tutor: Client, ada: Client, bank: str) -> None:
    tutor.bank("PATCH /{bank}", {"sharing": "school"}, bank=bank)
    exam = world.live()
    assistant = Client(world.person("assistant", "teaching_assistant"), world.tenant)
    for client in (ada, assistant):
        assert wish(client, bank=bank).status == 403
        assert wish(client, course=world.course, assessment=exam).status == 403


def test_another_school_exports_nothing_of_ours(tutor: Client, bank: str) -> None:
    stranger = person("stranger", "elsewhere", "instructor")
    assert ask_export(stranger, tutor.tenant, format="gift", bank=bank).status == 403
    assert problem(ask_export(stranger, "elsewhere", format="gift", bank=bank)) == "bank-not-found"
