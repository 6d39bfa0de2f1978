"""Oversize and malformed bodies: every route that takes one answers with a problem document, and writes nothing."""

import json
import urllib.request
from collections.abc import Mapping

import pytest

from tests.e2e.deployed import School
from tests.e2e.security.routes import Operation, operations
from tools.demo.api import Answer, exchange

pytestmark = [pytest.mark.e2e, pytest.mark.security, pytest.mark.timeout(300)]

WITH_BODY = [one for one in operations() if one.example is not None]

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAW"
VALUES = {
    name: ULID for one in WITH_BODY for name in (part[1:-1] for part in one.path.split("/") if part.startswith("{"))
} | {"template": "enrolled", "language": "en"}

JSON: Mapping[str, str] = {"Content-Type": "application/json"}
BODIES: Mapping[str, tuple[bytes, Mapping[str, str]]] = {
    "oversize": (json.dumps({"title": {"en": "x" * 300_000}}).encode(), JSON),
    "not JSON": (b'{"title": ', JSON),
    "empty": (b"", JSON),
    "not an object": (b"[1, 2, 3]", JSON),
    "a number": (b"7", JSON),
    "nothing": (b"null", JSON),
    "NaN": (b'{"title": NaN}', JSON),
    "deeply nested": (b"[" * 100_000 + b"]" * 100_000, JSON),
    "nested": (b'{"a":' * 2_000 + b"1" + b"}" * 2_000, JSON),
    "not UTF-8": (b'{"title": "\xff\xfe"}', JSON),
    "lone surrogate": (b'{"title": {"en": "\\ud800"}, "name": "\\ud800"}', JSON),
    "unknown fields": (b'{"__proto__": {}, "constructor": 1, "roles__": ["administrator"]}', JSON),
    "form": (b"title=x", {"Content-Type": "application/x-www-form-urlencoded"}),
    "multipart without boundary": (b"--x\r\n\r\n", {"Content-Type": "multipart/form-data"}),
    "XML": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', {"Content-Type": "application/xml"}),
}


@pytest.fixture(scope="module")
def everything(school: School) -> str:
    """The token of somebody who may do everything."""
    return school.administrator.renewed()


@pytest.mark.parametrize("one", WITH_BODY, ids=str)
def test_a_body_that_cannot_be_is_refused_with_a_problem(school: School, everything: str, one: Operation) -> None:
    answers = {name: send(school, everything, one, *body) for name, body in BODIES.items()}

    assert {name: answer.body[:300] for name, answer in answers.items() if not is_problem(answer)} == {}


def test_a_body_above_the_limit_is_named_so(school: School, everything: str) -> None:
    one = next(one for one in WITH_BODY if str(one) == "POST /v1/{tenant}/courses")

    answer = send(school, everything, one, *BODIES["oversize"])

    assert (answer.status, answer.problem) == (413, "payload-too-large")


def is_problem(answer: Answer) -> bool:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    return 400 <= answer.status < 500 and kind == "application/problem+json" and answer.json["status"] == answer.status


def send(school: School, token: str, one: Operation, body: bytes, headers: Mapping[str, str]) -> Answer:
    url = school.place.api_url + one.at({**VALUES, "tenant": school.tenant})
    sent = {**headers, "Authorization": f"Bearer {token}"}
    return exchange(urllib.request.Request(url, data=body, headers=sent, method=one.method))
