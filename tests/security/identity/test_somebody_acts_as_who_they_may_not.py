"""Somebody acts as an administrator, as more than they are, twice over, or goes on after it has ended."""

from typing import Any

import pytest

from identity.ban_member import handler as ban_member
from identity.impersonate import handler
from identity.join import handler as join
from identity.profile import handler as profile
from identity.sessions import handler as sessions
from identity.sign_ins import handler as sign_ins
from lyceum.identity.assign_role import set_roles
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.ids import new_id
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = [pytest.mark.store, pytest.mark.security]
BEGIN = "POST /v1/{tenant}/members/{person}/impersonation"
READ = "GET /v1/{tenant}/me/profile"
WHY = {"reason": "Sees no courses."}


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    memory.forget()
    return SchoolOfPeople.founded(tenant, "ada", "bo", "eve")


def give(school: SchoolOfPeople, name: str, *roles: str) -> None:
    set_roles(Caller(person=SYSTEM, tenant=school.tenant), school.id(name), list(roles), at=now())


def acting(school: SchoolOfPeople, of: str = "ada") -> dict[str, str]:
    began = school.ask(handler, BEGIN, body=WHY, of=of)
    assert began.status == 201, began.text
    return {"Lyceum-Impersonation": began.json["grant"]}


def test_as_another_administrator(school: SchoolOfPeople) -> None:
    give(school, "bo", "administrator", "learner")
    assert problem(school.ask(handler, BEGIN, body=WHY, of="bo")) == (403, "may-not-impersonate")


def test_as_themselves_or_as_who_is_no_member(school: SchoolOfPeople) -> None:
    assert problem(school.ask(handler, BEGIN, body=WHY, of="head")) == (403, "not-yourself")
    assert problem(school.ask(handler, BEGIN, body=WHY, of="nobody")) == (404, "member-not-found")


def test_as_somebody_with_rights_they_lack(school: SchoolOfPeople) -> None:
    give(school, "bo", "instructor")
    eve = school.as_("eve", "learner", "+member.impersonate")
    assert problem(school.ask(handler, BEGIN, eve, WHY, of="bo")) == (403, "may-not-impersonate")
    assert school.ask(handler, BEGIN, eve, WHY, of="ada").status == 201


def test_who_becomes_an_administrator_meanwhile(school: SchoolOfPeople) -> None:
    headers = acting(school, "bo")
    give(school, "bo", "administrator")
    memory.forget()
    assert problem(school.ask(profile, READ, headers=headers)) == (403, "impersonation-over")


def test_rights_given_meanwhile_are_not_used_by_who_lacks_them(school: SchoolOfPeople) -> None:
    eve = school.as_("eve", "learner", "+member.impersonate")
    headers = {"Lyceum-Impersonation": school.ask(handler, BEGIN, eve, WHY, of="bo").json["grant"]}
    give(school, "bo", "support")
    memory.forget()
    answer = school.ask(profile, "GET /v1/{tenant}/members/{person}", eve, headers=headers, of="ada")
    assert problem(answer) == (403, "permission-denied")


def test_nested(school: SchoolOfPeople) -> None:
    headers = acting(school)
    assert problem(school.ask(handler, BEGIN, body=WHY, of="bo", headers=headers)) == (403, "in-person-only")


def test_by_anothers_grant(school: SchoolOfPeople) -> None:
    headers = acting(school)
    eve = school.as_("eve", "learner", "+member.impersonate")
    assert problem(school.ask(profile, READ, eve, headers=headers)) == (403, "impersonation-over")


def test_in_another_school_where_both_are_known(school: SchoolOfPeople, tenant: str) -> None:
    """A grant of one school says nothing in another, though the same people be there and the same rights."""
    other = SchoolOfPeople.founded(f"{tenant}o", "ada")
    headers = acting(school)
    foreign, nobodys = (
        other.ask(profile, READ, headers={"Lyceum-Impersonation": grant})
        for grant in (headers["Lyceum-Impersonation"], new_id())
    )
    assert problem(foreign) == problem(nobodys) == (403, "impersonation-over")
    assert school.ask(profile, READ, headers=headers).status == 200
    assert problem(school.ask(profile, READ, other.as_("head", "administrator"), headers=headers))[0] == 403


def test_without_the_permission_any_more(school: SchoolOfPeople) -> None:
    headers = acting(school)
    former = school.as_("head", "instructor")
    assert problem(school.ask(profile, READ, former, headers=headers)) == (403, "impersonation-over")


def test_as_who_is_shut_out(school: SchoolOfPeople) -> None:
    headers = acting(school)
    school.ask(ban_member, "PUT /v1/{tenant}/members/{person}/ban", body={"reason": "Sells."}, of="ada")
    memory.forget()
    assert problem(school.ask(profile, READ, headers=headers)) == (403, "impersonation-over")


@pytest.mark.parametrize(
    ("of", "route", "body"),
    [
        (sessions, "GET /v1/{tenant}/me/sessions", None),
        (sessions, "PUT /v1/{tenant}/me/sessions/current", {}),
        (sessions, "DELETE /v1/{tenant}/me/sessions", None),
        (sign_ins, "GET /v1/{tenant}/me/sign-ins", None),
        (join, "PUT /v1/{tenant}/me/membership", {}),
        (ban_member, "PUT /v1/{tenant}/members/{person}/ban", {"reason": "Sells."}),
    ],
)
def test_what_is_done_in_person(school: SchoolOfPeople, of: Any, route: str, body: Any) -> None:
    options = {"of": "bo"} if "{person}" in route else {}
    answer = school.ask(of, route, body=body, headers=acting(school), **options)
    assert problem(answer) == (403, "in-person-only")


@pytest.mark.parametrize("route", ["DELETE /v1/{tenant}/me/membership", "PUT /v1/{tenant}/me/membership/primary"])
def test_to_have_them_leave_or_belong_elsewhere(school: SchoolOfPeople, route: str) -> None:
    assert problem(school.ask(join, route, headers=acting(school))) == (403, "in-person-only")
