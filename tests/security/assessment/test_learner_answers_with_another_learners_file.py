from collections.abc import Iterator

import pytest

from tests.function.assessment.client import Client, problem
from tests.imports import buckets, post_form
from tests.store.assessment.work import PDF
from tests.store.assessment.world import World
from tests.unit.assessment.samples import file_question

pytestmark = [pytest.mark.store, pytest.mark.security]

WISH = {"question": "file_upload", "name": "notes.pdf", "size": 1000, "media_type": "application/pdf"}


@pytest.fixture(scope="module", autouse=True)
def files(table: str) -> Iterator[None]:
    with buckets():
        yield


@pytest.fixture
def exam(world: World) -> str:
    return world.live((file_question(),))


def begun(client: Client, exam: str) -> str:
    return str(client.start(exam).json["id"])


def test_a_file_is_its_learners_own(world: World, ada: Client, mallory: Client, exam: str) -> None:
    attempt, foreign = begun(ada, exam), begun(mallory, exam)
    file = ada.send_file(attempt, "file_upload", PDF, "notes.pdf", "application/pdf")
    answer = {"response": {"files": [file]}, "revision": 1}
    refused = [
        mallory.save(foreign, "file_upload", answer),
        mallory.save(attempt, "file_upload", answer),
        mallory.complete(foreign, file["upload"]),
        mallory.complete(attempt, file["upload"]),
        mallory.ask_answer_upload(attempt, WISH),
    ]
    missing, strange = (404, "answer-file-not-found"), (404, "attempt-not-found")
    assert [(each.status, problem(each)) for each in refused] == [missing, strange, missing, strange, strange]
    assert ada.save(attempt, "file_upload", answer).status == 200
    assert mallory.view(foreign).json["answers"] == []


def test_it_is_fetched_by_its_learner_and_staff_alone(
    world: World, ada: Client, mallory: Client, tutor: Client, exam: str
) -> None:
    attempt = begun(ada, exam)
    file = ada.send_file(attempt, "file_upload", PDF, "notes.pdf", "application/pdf")
    assert ada.save(attempt, "file_upload", {"response": {"files": [file]}, "revision": 1}).status == 200
    ada.submit(attempt)
    for client, status in ((ada, 200), (tutor, 200), (mallory, 404)):
        seen = client.view(attempt)
        assert seen.status == status
        assert ("X-Amz-Signature" in seen.text) == (status == 200)


@pytest.mark.parametrize("content", [b"MZ\x90\x00\x03", b"<!doctype html><script>alert(1)</script>"])
def test_a_foreign_type_under_a_type_that_is_taken(world: World, ada: Client, exam: str, content: bytes) -> None:
    attempt = begun(ada, exam)
    form = ada.ask_answer_upload(attempt, WISH).json
    assert post_form(form, content) == 204
    refused = ada.complete(attempt, form["id"])
    assert (refused.status, problem(refused)) == (422, "file-not-what-it-says")
    answer = {"response": {"files": [{"upload": form["id"], "name": "notes.pdf"}]}, "revision": 1}
    assert problem(ada.save(attempt, "file_upload", answer)) == "answer-file-not-found"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"media_type": "text/html"}, "file-kind-not-accepted"),
        ({"media_type": "image/svg+xml"}, "file-kind-not-accepted"),
        ({"media_type": "image/png"}, "answer-file-not-accepted"),
        ({"size": 100 * 1024 * 1024 + 1}, "invalid-request"),
        ({"name": "../notes.pdf"}, "invalid-request"),
        ({"learner": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "invalid-request"),
    ],
)
def test_what_is_not_taken_is_not_even_asked_for(
    world: World, ada: Client, exam: str, changed: dict[str, object], refusal: str
) -> None:
    refused = ada.ask_answer_upload(begun(ada, exam), WISH | changed)
    assert (refused.status, problem(refused)) == (422, refusal)
