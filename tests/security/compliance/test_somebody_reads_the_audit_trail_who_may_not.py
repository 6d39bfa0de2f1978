"""The trail of another school, a learner's curiosity, cursors and exports of others."""

from typing import Any

import pytest

from compliance.query_audit import handler
from lyceum.compliance.record_audit import record_audit
from lyceum.kernel.clock import iso
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.store.compliance.trail import COURSE, HEAD, NOON, Trail, envelope

pytestmark = [pytest.mark.security, pytest.mark.store]
ROUTES: dict[str, dict[str, Any]] = {
    "GET /v1/{tenant}/audit": {},
    "GET /v1/{tenant}/audit/objects/{object}": {"object": COURSE},
    "POST /v1/{tenant}/audit/exports": {},
    "GET /v1/{tenant}/audit/exports/{export}": {"export": new_id()},
}
WISH = {"format": "csv", "first": "2026-11-22", "last": "2026-11-22"}


def send(route: str, caller: Person, tenant: str, **options: str) -> Answer:
    body = WISH if route.startswith("POST") else None
    query = {"day": "2026-11-22"} | options if route.endswith("/audit") else None
    return request(handler, route, caller=caller, body=body, query=query, tenant=tenant, **ROUTES[route])


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_learners_and_instructors_read_no_audit(trail: Trail, route: str, role: str) -> None:
    answer = send(route, person("Ada", trail.tenant, role), trail.tenant)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "permission-denied")


@pytest.mark.parametrize("route", ROUTES)
def test_the_administrator_of_another_school_reads_none_of_ours(trail: Trail, route: str) -> None:
    stranger = person("Head", f"{trail.tenant}x", "administrator")
    assert send(route, stranger, trail.tenant).status == 403


def test_the_platforms_own_trail_has_no_route(trail: Trail) -> None:
    operator = Person(HEAD, "*=operator,administrator")
    assert send("GET /v1/{tenant}/audit", operator, "*").status in (403, 422)


def test_a_cursor_of_another_schools_trail_is_refused(trail: Trail) -> None:
    other = f"{trail.tenant}x"
    for tenant in (trail.tenant, other):
        for _ in range(3):
            record_audit(envelope(tenant), at=NOON)
    theirs = send("GET /v1/{tenant}/audit", person("Head", other, "administrator"), other, limit="1")
    ours = person("Head", trail.tenant, "administrator")
    answer = send("GET /v1/{tenant}/audit", ours, trail.tenant, cursor=theirs.json["next_cursor"])
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (422, "invalid-cursor")


def test_a_cursor_of_a_day_does_not_open_a_person(trail: Trail) -> None:
    for _ in range(3):
        record_audit(envelope(trail.tenant), at=NOON)
    ours = person("Head", trail.tenant, "administrator")
    cursor = send("GET /v1/{tenant}/audit", ours, trail.tenant, limit="1").json["next_cursor"]
    query = {"person": HEAD, "cursor": cursor}
    answer = request(handler, "GET /v1/{tenant}/audit", caller=ours, query=query, tenant=trail.tenant)
    assert answer.status == 422


def test_another_schools_export_is_not_found(trail: Trail) -> None:
    ours = person("Head", trail.tenant, "administrator")
    made = send("POST /v1/{tenant}/audit/exports", ours, trail.tenant).json["id"]
    stranger = person("Head", f"{trail.tenant}x", "administrator")
    look = "GET /v1/{tenant}/audit/exports/{export}"
    answer = request(handler, look, caller=stranger, tenant=f"{trail.tenant}x", export=made)
    assert answer.status == 404


@pytest.mark.parametrize("object", ["a#b", "a/b", "T#other", "..", "x" * 201, "a b", "%00"])
def test_an_object_that_names_another_key_is_refused(trail: Trail, object: str) -> None:
    ours = person("Head", trail.tenant, "administrator")
    query = {"object": object}
    assert request(handler, "GET /v1/{tenant}/audit", caller=ours, query=query, tenant=trail.tenant).status == 422


def test_an_entry_says_when_in_utc(trail: Trail) -> None:
    record_audit(envelope(trail.tenant), at=NOON)
    ours = person("Head", trail.tenant, "administrator")
    (entry,) = send("GET /v1/{tenant}/audit", ours, trail.tenant).json["items"]
    assert entry["at"] == iso(NOON)
