"""PUT /v1/{tenant}/me/membership and GET /v1/{tenant}/me."""

import threading
from typing import Any

import pytest

from identity.join import handler
from lyceum.identity.store import memberships as store
from lyceum.kernel.clock import now
from lyceum.tenancy.found_tenant import found_tenant
from tests.http import person, request
from tests.members import roles_by_tenant

pytestmark = pytest.mark.store
JOIN = "PUT /v1/{tenant}/me/membership"
ME = "GET /v1/{tenant}/me"


def found(tenant: str, *, open_to_all: bool = True) -> None:
    found_tenant(
        tenant,
        name={"en": "School"},
        language="en",
        self_registration=open_to_all,
        administrator=person("head", tenant).id,
        at=now(),
    )


def join(tenant: str, name: str = "ada", body: Any = None, **claims: str) -> Any:
    return request(handler, JOIN, claims=person(name, tenant).claims(**claims), body=body or {}, tenant=tenant)


def test_a_person_becomes_a_learner(table: str, tenant: str) -> None:
    found(tenant)
    answer = join(tenant, body={"name": "Ada", "language": "th"}, email="ada@example.com")
    assert answer.status == 200
    assert answer.json | {"joined_at": ""} == {
        "person": person("ada", tenant).id,
        "tenant": tenant,
        "name": "Ada",
        "language": "th",
        "roles": ["learner"],
        "joined_at": "",
        "past": [],
    }
    assert roles_by_tenant(person("ada", tenant).id) == {tenant: {"learner"}}


def test_what_is_not_said_comes_from_the_sign_in(table: str, tenant: str) -> None:
    found(tenant)
    answer = request(
        handler, JOIN, claims=person("bob", tenant).claims(name="Bob B.", locale="th"), body={}, tenant=tenant
    )
    assert (answer.json["name"], answer.json["language"]) == ("Bob B.", "th")


def test_joining_twice_is_the_same_as_once(table: str, tenant: str) -> None:
    found(tenant)
    first = join(tenant, body={"name": "Ada"})
    second = join(tenant, body={"name": "Somebody else"})
    assert second.status == 200
    assert second.json == first.json


def test_ten_times_at_once_is_one_membership(table: str, tenant: str) -> None:
    found(tenant)
    barrier, answers = threading.Barrier(10), []

    def go() -> None:
        barrier.wait()
        answers.append(join(tenant, body={"name": "Ada"}))

    callers = [threading.Thread(target=go) for _ in range(10)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["joined_at"] for answer in answers}) == 1


def test_a_school_by_invitation_lets_nobody_in(table: str, tenant: str) -> None:
    found(tenant, open_to_all=False)
    answer = join(tenant)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "registration-closed")
    assert roles_by_tenant(person("ada", tenant).id) == {}


def test_there_is_no_joining_a_school_that_is_not_there(table: str, tenant: str) -> None:
    answer = join(tenant)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "tenant-not-found")
    assert store.find(tenant, person("ada", tenant).id) is None


def test_me_shows_roles_membership_and_permissions(table: str, tenant: str) -> None:
    found(tenant)
    join(tenant, body={"name": "Ada"})
    answer = request(handler, ME, caller=person("ada", tenant, "learner"), tenant=tenant)
    assert answer.status == 200
    assert answer.json["roles"] == ["learner"]
    assert answer.json["membership"]["name"] == "Ada"
    assert "learning.study" in answer.json["permissions"]
    assert "course.publish" not in answer.json["permissions"]


def test_a_token_from_before_joining_is_stale(table: str, tenant: str) -> None:
    found(tenant)
    before = str(int(now().timestamp()) - 5)
    join(tenant)
    answer = request(handler, ME, claims=person("ada", tenant).claims(iat=before), tenant=tenant)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (403, "token-stale")


def test_too_many_memberships_for_a_token_are_read_instead(table: str, tenant: str) -> None:
    found(tenant)
    join(tenant)
    answer = request(handler, ME, claims=person("ada", tenant).claims(memberships="*"), tenant=tenant)
    assert (answer.status, answer.json["roles"]) == (200, ["learner"])
