from collections.abc import Iterator

import pytest

from tests.function.assessment.client import Client, problem
from tests.imports import buckets, post_form
from tests.security.assessment.work import SUBMISSION, UPLOAD, open_assignment
from tests.store.assessment.work import PDF
from tests.store.assessment.world import World

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture(scope="module", autouse=True)
def files(table: str) -> Iterator[None]:
    with buckets():
        yield


def sent(client: Client, assignment: str, body: bytes = PDF, **changed: str | int) -> str:
    form = client.ask_upload(assignment, UPLOAD | changed).json
    assert post_form(form, body) == 204
    return str(form["id"])


def test_an_upload_is_its_learners_own(world: World, ada: Client, mallory: Client) -> None:
    assignment = open_assignment(world)
    upload = sent(ada, assignment)
    stolen = mallory.hand_in(assignment, {"form": "file", "upload": upload})
    assert (stolen.status, problem(stolen)) == (404, "work-upload-not-found")
    assert ada.hand_in(assignment, {"form": "file", "upload": upload}).status == 201


def test_a_file_is_fetched_by_its_learner_and_staff_alone(
    world: World, ada: Client, mallory: Client, tutor: Client
) -> None:
    assignment = open_assignment(world)
    work = ada.hand_in(assignment, {"form": "file", "upload": sent(ada, assignment)}).json["id"]
    place = {"submission": work, "version": "1"}
    for client, status in ((ada, 200), (tutor, 200), (mallory, 404)):
        answer = client.see(f"{SUBMISSION}/versions/{{version}}", **place)
        assert answer.status == status
        assert ("X-Amz-Signature" in answer.text) == (status == 200)


@pytest.mark.parametrize(
    "body",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg onload=alert(1)>",
        b"PK\x03\x04",
    ],
    ids=["a program", "another program", "a page", "a picture with a script", "an archive"],
)
def test_a_file_of_a_foreign_type_under_a_type_that_is_taken(world: World, ada: Client, body: bytes) -> None:
    assignment = open_assignment(world)
    refused = ada.hand_in(assignment, {"form": "file", "upload": sent(ada, assignment, body)})
    assert (refused.status, problem(refused)) == (422, "file-not-what-it-says")


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/x-msdownload", "application/zip"])
def test_a_type_that_the_assignment_does_not_take(world: World, ada: Client, media_type: str) -> None:
    refused = ada.ask_upload(open_assignment(world), UPLOAD | {"media_type": media_type})
    assert (refused.status, problem(refused)) == (422, "file-kind-not-accepted")
