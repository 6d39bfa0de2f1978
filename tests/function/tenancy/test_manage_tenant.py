"""GET and PATCH /v1/{tenant}, GET /v1/{tenant}/profile."""

import json
from pathlib import Path
from typing import Any

import pytest

from tenancy.manage_tenant import handler
from tests.http import Answer, Person, request
from tests.schools import enter, open_school

pytestmark = pytest.mark.store
DARK = {"logo_url": "https://cdn.example/logo.svg", "primary": "#102030", "on_primary": "#ffffff"}


@pytest.fixture
def head(table: str, tenant: str) -> Person:
    return open_school(tenant, name={"en": "Acme", "th": "แอคมี"})


def send(method: str, tenant: str, caller: Person | None, body: Any = None, part: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return request(handler, f"{method} /v1/{{tenant}}{part}", caller=caller, body=body, tenant=tenant, headers=named)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_members_see_it_and_its_administrator_changes_it(head: Person, tenant: str) -> None:
    ada = enter(tenant, "ada")
    before = send("GET", tenant, ada)
    assert (before.status, before.json["language"], before.json["time_zone"]) == (200, "en", "UTC")
    change = {
        "languages": ["th", "en"],
        "time_zone": "Asia/Bangkok",
        "contact": {"email": "office@acme.example", "phone": "+66 2 000 0000", "address": ["1 Rama I Road", "Bangkok"]},
        "branding": DARK,
    }
    after = send("PATCH", tenant, head, change, If_Match=before.headers["ETag"])
    assert after.status == 200, after.text
    assert after.json["branding"] == DARK
    assert after.json["languages"] == ["en", "th"]
    assert send("GET", tenant, ada).json == after.json
    assert after.headers["ETag"] != before.headers["ETag"]
    same = send("PATCH", tenant, head, change)
    assert same.headers["ETag"] == after.headers["ETag"]
    assert refusal(send("PATCH", tenant, head, change, If_Match=before.headers["ETag"])) == (
        412,
        "changed-in-the-meantime",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": {}},
        {"self_registration": 1},
        {"time_zone": "../../etc/passwd"},
        {"branding": {"primary": "red"}},
        {"branding": {"logo_url": "http://cdn.example/logo.svg"}},
        {"branding": {"logo_url": "https://user@cdn.example/logo.svg"}},
        {"branding": {"logo_url": "javascript:alert(1)"}},
        {"contact": {"email": "a@b.example\nBcc: c@d.example"}},
        {"contact": {"address": ["a"] * 7}},
        {"contact": {"fax": "1"}},
    ],
)
def test_what_is_no_value_is_refused(head: Person, tenant: str, change: Any) -> None:
    before = send("GET", tenant, head)
    assert refusal(send("PATCH", tenant, head, change)) == (422, "invalid-request")
    assert send("GET", tenant, head).json == before.json


def test_a_time_zone_that_nobody_knows_is_refused(head: Person, tenant: str) -> None:
    assert refusal(send("PATCH", tenant, head, {"time_zone": "Mars/Olympus"})) == (422, "unknown-time-zone")


def test_colours_that_cannot_be_read_are_refused(head: Person, tenant: str) -> None:
    change = {"branding": {"primary": "#ffff00", "on_primary": "#ffffff"}}
    assert refusal(send("PATCH", tenant, head, change)) == (422, "colours-too-close")


def test_a_sign_in_page_is_branded_before_sign_in(head: Person, tenant: str) -> None:
    send("PATCH", tenant, head, {"branding": DARK, "contact": {"email": "office@acme.example"}})
    shown = send("GET", tenant, None, part="/profile")
    assert shown.json == {
        "tenant": tenant,
        "name": {"en": "Acme", "th": "แอคมี"},
        "language": "en",
        "languages": ["en"],
        "self_registration": True,
        "branding": DARK,
        "open": True,
    }
    assert shown.headers["Cache-Control"] == "public, max-age=60"
    assert send("GET", tenant, None, part="/profile", If_None_Match=shown.headers["ETag"]).status == 304
    assert refusal(send("GET", "nowhere", None, part="/profile")) == (404, "school-not-found")


def test_the_sample_event_is_understood(table: str) -> None:
    event = json.loads(Path("events/tenancy/manage_tenant.json").read_text(encoding="utf-8"))
    assert handler(event, None)["statusCode"] in (200, 404)
