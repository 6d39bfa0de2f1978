"""Schools as operators of the platform found, see and suspend them."""

import json
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel.ids import derived_id
from lyceum.kernel.table.remembered import forget
from tenancy.manage_tenant import handler as manage
from tenancy.onboard_tenant import handler
from tests.http import Answer, Person, person, request
from tests.schools import enter, open_school

pytestmark = pytest.mark.store
OPERATOR = Person(derived_id("operator"), "*=operator")
SCHOOL = "/v1/tenants/{tenant}"


def wish(tenant: str, **changed: Any) -> dict[str, Any]:
    return {"tenant": tenant, "name": {"en": "Acme"}, "administrator": person("head", tenant).id} | changed


def post(body: Any, caller: Person = OPERATOR) -> Answer:
    return request(handler, "POST /v1/tenants", caller=caller, body=body)


def send(method: str, tenant: str, part: str = "", body: Any = None, caller: Person = OPERATOR) -> Answer:
    return request(handler, f"{method} {SCHOOL}{part}", caller=caller, body=body, tenant=tenant)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_a_school_is_wished_for_and_looked_at(table: str, tenant: str) -> None:
    asked = post(wish(tenant))
    assert (asked.status, asked.headers["Location"]) == (202, f"/v1/tenants/{tenant}")
    assert asked.json["state"] == "pending"
    assert post(wish(tenant)).json == asked.json
    assert refusal(post(wish(tenant, name={"en": "Other"}))) == (409, "tenant-exists")
    assert send("GET", tenant).json == asked.json
    assert refusal(send("GET", "nowhere")) == (404, "school-not-found")


def test_operators_page_through_schools(table: str, tenant: str) -> None:
    post(wish(tenant))
    seen, cursor = [], None
    while True:
        query = {"limit": "100", **({"cursor": cursor} if cursor else {})}
        page = request(handler, "GET /v1/tenants", caller=OPERATOR, query=query)
        assert page.status == 200, page.text
        seen += [line["tenant"] for line in page.json["items"]]
        cursor = page.json["next_cursor"]
        if cursor is None:
            break
    assert tenant in seen


def test_a_suspended_school_can_be_used_by_nobody_until_it_is_taken_up_again(table: str, tenant: str) -> None:
    open_school(tenant)
    ada = enter(tenant, "ada")

    def look() -> Answer:
        return request(manage, "GET /v1/{tenant}", caller=ada, tenant=tenant)

    assert look().status == 200
    assert send("PUT", tenant, "/suspension", {"reason": "unpaid"}).json["state"] == "suspended"
    assert send("PUT", tenant, "/suspension", {"reason": "unpaid"}).json["state"] == "suspended"
    assert look().status == 200  # remembered, for 50 s at most
    forget()
    assert refusal(look()) == (403, "tenant-suspended")
    shown = request(manage, "GET /v1/{tenant}/profile", tenant=tenant)
    assert (shown.status, shown.json["open"]) == (200, False)
    back = send("DELETE", tenant, "/suspension")
    assert (back.json["state"], back.json.get("reason")) == ("active", None)
    forget()
    assert look().status == 200
    assert refusal(send("PUT", "nowhere", "/suspension", {"reason": "x"})) == (404, "school-not-found")


def test_what_is_not_open_is_not_suspended(table: str, tenant: str) -> None:
    post(wish(tenant))
    assert refusal(send("PUT", tenant, "/suspension", {"reason": "x"})) == (409, "tenant-not-active")


def test_the_sample_event_is_understood(table: str) -> None:
    event = json.loads(Path("events/tenancy/onboard_tenant.json").read_text(encoding="utf-8"))
    assert handler(event, None)["statusCode"] in (202, 409)
