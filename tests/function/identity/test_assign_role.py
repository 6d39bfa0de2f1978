"""PUT /v1/{tenant}/members/{person}/roles, and the first administrator."""

import json
from pathlib import Path
from typing import Any

import pytest

from identity.appoint_administrator import handler as appoint
from identity.assign_role import handler
from lyceum.identity.join import join
from lyceum.identity.model.membership import Profile
from lyceum.identity.store import memberships as store
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.tenancy.found_tenant import found_tenant
from tests.http import Answer, person, request
from tests.members import roles_by_tenant

pytestmark = pytest.mark.store
ROUTE = "PUT /v1/{tenant}/members/{person}/roles"
SAMPLE = json.loads(Path("events/identity/appoint_administrator.json").read_text(encoding="utf-8"))


@pytest.fixture
def school(table: str, tenant: str) -> str:
    head = person("head", tenant)
    found_tenant(tenant, name={"en": "S"}, language="en", self_registration=True, administrator=head.id, at=now())
    appoint(founded(tenant, head.id), None)
    join(Caller(person("ada", tenant).id, tenant), Profile(name="Ada"), at=now())
    return tenant


def founded(tenant: str, administrator: str) -> Any:
    return SAMPLE | {"tenant": tenant, "person": administrator}


def assign(tenant: str, roles: Any, *, to: str = "ada", by: str = "head", **options: Any) -> Answer:
    caller = person(by, tenant, "administrator")
    return request(
        handler, ROUTE, caller=caller, body={"roles": roles}, tenant=tenant, person=person(to, tenant).id, **options
    )


def test_the_founder_administers_and_a_repeated_event_changes_nothing(school: str) -> None:
    head = person("head", school).id
    before = store.find(school, head)
    appoint(founded(school, head), None)
    assert store.find(school, head) == before
    assert roles_by_tenant(head) == {school: {"administrator"}}


def test_a_founder_who_had_joined_before_becomes_administrator_too(table: str, tenant: str) -> None:
    head = person("head", tenant).id
    found_tenant(tenant, name={"en": "S"}, language="en", self_registration=True, administrator=head, at=now())
    join(Caller(head, tenant), Profile(), at=now())
    appoint(founded(tenant, head), None)
    assert roles_by_tenant(head) == {tenant: {"administrator", "learner"}}


def test_a_member_gets_exactly_these_roles_on_both_sides(school: str) -> None:
    answer = assign(school, ["instructor", "learner"])
    assert (answer.status, answer.json["roles"]) == (200, ["instructor", "learner"])
    assert roles_by_tenant(person("ada", school).id) == {school: {"instructor", "learner"}}


def test_setting_the_same_roles_again_changes_nothing(school: str) -> None:
    first = assign(school, ["instructor"])
    assert assign(school, ["instructor"]).headers["ETag"] == first.headers["ETag"]


def test_an_older_revision_is_refused(school: str) -> None:
    assign(school, ["instructor"])
    answer = assign(school, ["learner"], headers={"If-Match": '"1"'})
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (412, "changed-in-the-meantime")


@pytest.mark.parametrize("roles", [["operator"], ["emperor"], "instructor", [1]])
def test_roles_that_cannot_be_given_are_refused(school: str, roles: Any) -> None:
    assert assign(school, roles).status == 422
    assert roles_by_tenant(person("ada", school).id) == {school: {"learner"}}


def test_who_is_no_member_has_no_roles(school: str) -> None:
    assert assign(school, ["instructor"], to="stranger").status == 404


def test_an_administrator_cannot_leave_the_school_without_one(school: str) -> None:
    answer = assign(school, [], to="head")
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (409, "last-administrator")
