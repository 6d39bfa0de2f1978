"""What members ask about their data is theirs, and of who may answer in their school."""

from typing import Any

import pytest

from compliance.data_requests import handler
from lyceum.kernel import sealing
from lyceum.kernel import terms as gate
from tests.http import Answer, person, request

pytestmark = [pytest.mark.store, pytest.mark.security]
MINE, ALL = "/v1/{tenant}/me/data-requests", "GET /v1/{tenant}/data-requests"
ONE = "/v1/{tenant}/members/{person}/data-requests/{data_request}"


@pytest.fixture
def made(table: str, tenant: str) -> Answer:
    gate.forget_known()
    sealing._kept.clear()
    body = {"kind": "erasure", "text": "A secret of mine."}
    return request(handler, f"POST {MINE}", caller=person("ada", tenant, "learner"), body=body, tenant=tenant)


def at(made: Answer, tenant: str) -> dict[str, Any]:
    return {"tenant": tenant, "person": made.json["person"], "data_request": made.json["id"]}


@pytest.mark.parametrize("role", ["learner", "instructor", "teaching_assistant", "support", "auditor", "finance"])
def test_who_may_not_answer_sees_nothing(made: Answer, tenant: str, role: str) -> None:
    curious = person("curious", tenant, role)
    answers = [
        request(handler, ALL, caller=curious, tenant=tenant),
        request(handler, f"GET {ONE}", caller=curious, **at(made, tenant)),
        request(handler, f"PATCH {ONE}", caller=curious, body={"state": "refused"}, **at(made, tenant)),
    ]
    assert [answer.status for answer in answers] == [403, 403, 403]
    assert all("secret" not in answer.text for answer in answers)
    assert request(handler, f"GET {MINE}", caller=curious, tenant=tenant).json["items"] == []


def test_another_schools_administrator_finds_what_is_nowhere(made: Answer, tenant: str) -> None:
    other = f"{tenant}x"
    stranger = person("stranger", other, "administrator")
    there = {**at(made, tenant), "tenant": other}
    nowhere = {**there, "data_request": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}
    for method, body in (("GET", None), ("PATCH", {"state": "done"})):
        found = request(handler, f"{method} {ONE}", caller=stranger, body=body, **there)
        assert found.status == 404
        missing = request(handler, f"{method} {ONE}", caller=stranger, body=body, **nowhere)
        assert (missing.status, missing.json["type"]) == (found.status, found.json["type"])
    assert request(handler, f"GET {MINE}", caller=person("ada", tenant, "learner"), tenant=tenant).json["items"] != []


def test_nobody_asks_in_anothers_name(made: Answer, tenant: str) -> None:
    head = person("head", tenant, "administrator")
    forged = {"kind": "access", "person": made.json["person"]}
    assert request(handler, f"POST {MINE}", caller=head, body=forged, tenant=tenant).status == 422
    own = request(handler, f"POST {MINE}", caller=head, body={"kind": "access"}, tenant=tenant)
    assert own.json["person"] == head.id
