"""GET …/standing, PUT …/status, PUT and DELETE …/ban of a member, and the end of a ban."""

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from identity.ban_member import handler
from identity.lift_ban import handler as lift
from lyceum.identity.ban_member import lift_ban
from lyceum.identity.store import standings
from lyceum.identity.store.standings import BAN_DUE
from lyceum.kernel import memory
from lyceum.kernel.clock import iso, now
from lyceum.kernel.directory import member_key
from lyceum.kernel.revocation import not_before
from lyceum.kernel.table import get
from tests.members import roles_by_tenant
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = pytest.mark.store
BAN = "/v1/{tenant}/members/{person}/ban"
STATUS = "PUT /v1/{tenant}/members/{person}/status"
STANDING = "GET /v1/{tenant}/members/{person}/standing"
SAMPLE = json.loads(Path("events/identity/lift_ban.json").read_text(encoding="utf-8"))


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    return SchoolOfPeople.founded(tenant, "ada", "bo")


def due(school: SchoolOfPeople, name: str) -> Any:
    event = copy.deepcopy(SAMPLE)
    event["detail"] |= {"tenant": school.tenant, "data": {"id": school.id(name), "due": iso(now())}}
    return event


def test_a_ban_for_good_takes_the_membership_out_of_the_next_token(school: SchoolOfPeople) -> None:
    answer = school.ask(handler, f"PUT {BAN}", body={"reason": "Sells answers."}, of="ada")
    assert (answer.status, answer.json["status"], answer.json["ban"]["until"]) == (200, "suspended", None)
    assert roles_by_tenant(school.id("ada")) == {}
    memory.forget()
    assert f"s:{school.id('ada')}" in not_before(school.tenant)
    kept = school.ask(handler, STANDING, of="ada").json
    assert (kept["status"], kept["ban"]["reason"], kept["ban"]["by"]) == (
        "suspended",
        "Sells answers.",
        school.id("head"),
    )


def test_who_is_let_in_again_has_what_they_had(school: SchoolOfPeople) -> None:
    school.ask(handler, STATUS, body={"status": "inactive"}, of="bo")
    for name, status in (("ada", "active"), ("bo", "inactive")):
        school.ask(handler, f"PUT {BAN}", body={"reason": "Sells answers."}, of=name)
        answer = school.ask(handler, f"DELETE {BAN}", of=name)
        assert (answer.json["status"], answer.json["ban"]) == (status, None)
        assert school.ask(handler, f"DELETE {BAN}", of=name).json == answer.json
    assert roles_by_tenant(school.id("ada")) == {school.tenant: {"learner"}}


def test_the_same_ban_again_changes_nothing(school: SchoolOfPeople) -> None:
    body = {"reason": "Sells answers.", "until": iso(now() + timedelta(days=1))}
    first = school.ask(handler, f"PUT {BAN}", body=body, of="ada")
    assert school.ask(handler, f"PUT {BAN}", body=body, of="ada").json == first.json
    standing = standings.find(school.tenant, school.id("ada"))
    assert standing is not None
    assert standing.rev == 2


def test_a_ban_ends_when_its_time_is_over_and_not_before(school: SchoolOfPeople) -> None:
    until = now() + timedelta(minutes=5)
    school.ask(handler, f"PUT {BAN}", body={"reason": "Sells answers.", "until": iso(until)}, of="ada")
    lift(due(school, "ada"), None)
    assert roles_by_tenant(school.id("ada")) == {}
    for _ in range(2):
        lift_ban(school.tenant, school.id("ada"), at=until)
    assert roles_by_tenant(school.id("ada")) == {school.tenant: {"learner"}}
    lift(due(school, "nobody"), None)


def test_the_timer_stands_for_a_ban_with_an_end_alone(school: SchoolOfPeople) -> None:
    until = now() + timedelta(minutes=5)
    for body, timed in (({"until": iso(until)}, True), ({}, False)):
        school.ask(handler, f"PUT {BAN}", body={"reason": "Sells answers.", **body}, of="ada")
        kept = get(standings.StandingItem, member_key(school.tenant, school.id("ada")))
        assert kept is not None
        assert (BAN_DUE in str(kept.gsi2sk)) is timed


def test_the_status_of_who_is_banned_is_that_of_afterwards(school: SchoolOfPeople) -> None:
    school.ask(handler, f"PUT {BAN}", body={"reason": "Sells answers."}, of="ada")
    assert school.ask(handler, STATUS, body={"status": "active"}, of="ada").json["status"] == "suspended"
    assert school.ask(handler, STATUS, body={"status": "inactive"}, of="ada").json["status"] == "suspended"
    assert school.ask(handler, f"DELETE {BAN}", of="ada").json["status"] == "inactive"


@pytest.mark.parametrize("status", ["inactive", "suspended", "pending"])
def test_only_who_is_active_is_let_in(school: SchoolOfPeople, status: str) -> None:
    assert school.ask(handler, STATUS, body={"status": status}, of="ada").json["status"] == status
    assert roles_by_tenant(school.id("ada")) == {}
    school.ask(handler, STATUS, body={"status": "active"}, of="ada")
    assert roles_by_tenant(school.id("ada")) == {school.tenant: {"learner"}}


@pytest.mark.parametrize(("route", "body"), [(f"PUT {BAN}", {"reason": "For fun."}), (STATUS, {"status": "inactive"})])
def test_nobody_shuts_out_themselves_or_who_runs_the_school(school: SchoolOfPeople, route: str, body: Any) -> None:
    assert problem(school.ask(handler, route, body=body, of="head")) == (403, "not-yourself")
    other = school.as_("bo", "administrator")
    assert problem(school.ask(handler, route, other, body, of="head")) == (409, "administrator-protected")
    assert problem(school.ask(handler, route, body=body, of="nobody")) == (404, "member-not-found")


def test_a_ban_lasts_a_minute_at_least(school: SchoolOfPeople) -> None:
    body = {"reason": "For fun.", "until": iso(now())}
    assert problem(school.ask(handler, f"PUT {BAN}", body=body, of="ada")) == (422, "ban-too-short")
