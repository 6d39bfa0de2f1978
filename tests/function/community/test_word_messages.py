"""A school's own wording over HTTP."""

from typing import Any

import pytest

from community.word_messages import handler
from tests.http import Answer, Person, person, request

pytestmark = pytest.mark.store
GET = "GET /v1/{tenant}/message-templates/{template}/{language}"
PUT = "PUT /v1/{tenant}/message-templates/{template}/{language}"
WORDS = {"subject": "Welcome", "note": "Hello", "text": "Hello $name"}


@pytest.fixture
def head(table: str, tenant: str) -> Person:
    return person("head", tenant, "administrator")


def send(route: str, head: Person, tenant: str, *, slug: str = "enrolled", **more: Any) -> Answer:
    return request(handler, route, caller=head, tenant=tenant, template=slug, language="en", **more)


def test_the_shipped_wording_names_its_variables(head: Person, tenant: str) -> None:
    answer = send(GET, head, tenant)
    assert (answer.status, answer.headers["ETag"], answer.json["version"]) == (200, '"0"', 0)
    assert answer.json["variables"] == ["course", "name", "school"]


def test_a_wording_is_changed_by_whoever_saw_the_last_one(head: Person, tenant: str) -> None:
    first = send(PUT, head, tenant, body=WORDS, headers={"If-Match": '"0"'})
    assert (first.status, first.headers["ETag"], first.json["text"]) == (200, '"1"', "Hello $name")
    late = send(PUT, head, tenant, body={**WORDS, "note": "Late"}, headers={"If-Match": '"0"'})
    assert late.status == 412
    assert send(GET, head, tenant).json["note"] == "Hello"


@pytest.mark.parametrize(
    ("slug", "body", "status", "problem"),
    [
        ("enrolled", {**WORDS, "text": "$percent"}, 422, "unknown-variable"),
        ("enrolled", {**WORDS, "text": "$ "}, 422, "malformed-template"),
        ("enrolled", {**WORDS, "text": ""}, 422, "invalid-request"),
        ("enrolled", {**WORDS, "html": "<b>"}, 422, "invalid-request"),
        ("farewell", WORDS, 404, "template-not-found"),
    ],
)
def test_what_cannot_be_said_is_refused(
    head: Person, tenant: str, slug: str, body: dict[str, str], status: int, problem: str
) -> None:
    answer = send(PUT, head, tenant, slug=slug, body=body)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (status, problem)
