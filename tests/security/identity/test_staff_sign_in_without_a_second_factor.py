"""Staff of a school that demands a second factor sign in with a password alone."""

from typing import Any

import pytest

from identity.join import handler as me
from identity.list_members import handler as list_members
from identity.profile import handler as profile
from lyceum.identity import pool
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.api_keys import Admission
from lyceum.kernel.second_factor import demand_second_factor
from lyceum.kernel.settings import settings
from lyceum.kernel.table import remembered
from tenancy.settings import handler as set_setting
from tests.federated import SignedIn, by_password, by_provider
from tests.http import Person, request
from tests.identity_school import School, kind, school

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["school"]
MEMBERS, MINE = "GET /v1/{tenant}/members", "GET /v1/{tenant}/me/profile"
REFUSED = (403, "second-factor-required")


def demand(school: School, value: bool = True) -> None:
    route = "PUT /v1/{tenant}/settings/{category}/{key}"
    path: dict[str, Any] = {"category": "security", "key": "staff_second_factor"}
    claims = school.head.claims(second_factor="true")
    answer = request(set_setting, route, claims=claims, body={"value": value}, tenant=school.tenant, **path)
    assert answer.status in (200, 204), answer.text
    remembered.forget()
    memory.forget()


def ask(school: School, by: Person, function: Any = list_members, route: str = MEMBERS, **claims: str) -> Any:
    memory.forget()
    return request(function, route, claims=by.claims(**claims), tenant=school.tenant)


def test_they_are_refused_until_they_have_one(school: School) -> None:
    assert ask(school, school.head).status == 200
    demand(school)
    assert kind(ask(school, school.head)) == REFUSED
    assert ask(school, school.head, second_factor="true").status == 200
    demand(school, value=False)
    assert ask(school, school.head).status == 200


def test_also_by_what_is_no_true_claim(school: School) -> None:
    demand(school)
    for said in ("false", "1", "True", "", "yes"):
        assert kind(ask(school, school.head, second_factor=said)) == REFUSED
    assert kind(ask(school, school.head, amr="mfa")) == REFUSED  # the pool says no such thing


@pytest.mark.parametrize("role", ["instructor", "teaching_assistant", "support", "auditor", "finance"])
def test_whatever_their_role(school: School, role: str) -> None:
    somebody = school.member("somebody", role)
    demand(school)
    assert kind(ask(school, somebody, profile, MINE)) == REFUSED


def test_with_a_role_in_one_course_or_a_single_permission(school: School) -> None:
    assistant, favoured = school.member("assistant"), school.member("favoured")
    given = school.assign(assistant.id, "teaching_assistant", scope="course:01ARZ3NDEKTSV4RRFFQ69G5FAX")
    assert given.status == 201, given.text
    assert school.override(favoured.id, "member.view", True).status == 200
    demand(school)
    for one in (assistant, favoured):
        assert kind(ask(school, school.signed_in(one), profile, MINE)) == REFUSED
        asking = Person(one.id, "*")  # a token that leaves it to the table
        assert kind(ask(school, asking, profile, MINE)) == REFUSED


def test_learners_are_not_asked(school: School) -> None:
    ada = school.member("ada")
    demand(school)
    assert ask(school, ada, profile, MINE).status == 200
    assert ask(school, Person(ada.id, "*"), profile, MINE).status == 200


def test_by_acting_as_a_learner(school: School) -> None:
    """The administrator's own sign-in is looked at, whoever they act as."""
    from identity.impersonate import handler as impersonate

    ada = school.member("ada")
    route = "POST /v1/{tenant}/members/{person}/impersonation"
    grant = school.ask(impersonate, route, None, body={"reason": "help"}, person=ada.id).json["grant"]
    demand(school)
    answer = request(
        profile, MINE, claims=school.head.claims(), tenant=school.tenant, headers={"Lyceum-Impersonation": grant}
    )
    assert kind(answer) == REFUSED


def test_they_still_see_who_they_are(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    demand(school)
    for known in (True, False, None):
        monkeypatch.setattr(pool, "has_second_factor", lambda _, known=known: known)
        answer = ask(school, school.head, me, "GET /v1/{tenant}/me", username="user-1")
        assert (answer.status, answer.json["second_factor"]) == (200, known)


def test_programs_have_none(school: School) -> None:
    demand(school)
    caller = Caller("01ARZ3NDEKTSV4RRFFQ69G5FAV", school.tenant, roles=frozenset({"x"}), is_service=True)
    demand_second_factor({}, caller)
    assert Admission.of({"routeKey": MEMBERS}) is None


def test_another_issuer_says_how_they_signed_in(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    demand(school)
    monkeypatch.setenv("ISSUER", "https://issuer.example")
    settings.cache_clear()
    try:
        assert kind(ask(school, school.head, amr="[pwd]")) == REFUSED
        assert kind(ask(school, school.head, second_factor="true")) == REFUSED
        assert ask(school, school.head, amr="[pwd mfa]").status == 200
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def appointed(school: School, who: SignedIn) -> SignedIn:
    who.ask(me, "PUT /v1/{tenant}/me/membership", {})
    assert school.set_roles(who.person, "instructor").status == 200
    return who.refresh()


def test_the_token_says_so_for_staff(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def looked_up(username: str, **_: Any) -> bool:
        asked.append(username)
        return True

    monkeypatch.setattr("identity.issue_token.has_second_factor", looked_up)
    ines = by_password(school.tenant, "ines")
    assert asked == []  # nobody asks for who is no staff
    assert "second_factor" not in ines.claims
    assert appointed(school, ines).claims["second_factor"] == "true"
    assert len(asked) == 1
    google = appointed(school, by_provider(school.tenant, "bo", "Google"))
    assert len(asked) == 1  # the pool knows nothing of how somebody signs in elsewhere
    okta = appointed(school, by_provider(school.tenant, "chai", f"{school.tenant}.okta"))
    demand(school)
    assert kind(google.ask(profile, MINE)) == REFUSED
    assert okta.ask(profile, MINE).status == 200  # what the school's own provider demands is the school's affair


def test_a_pool_that_does_not_answer_gives_no_claim(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("identity.issue_token.has_second_factor", lambda *_, **__: None)
    assert "second_factor" not in appointed(school, by_password(school.tenant, "ines")).claims
