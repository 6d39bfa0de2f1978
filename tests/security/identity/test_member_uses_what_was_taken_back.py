"""A right that was taken back, or has run out, is used with a token from before, or with one refreshed since."""

from datetime import timedelta
from typing import Any

import pytest

from identity.join import handler as me
from lyceum.identity.issue_token import claims_for
from lyceum.kernel import clock, memory
from lyceum.kernel.clock import iso, now
from lyceum.kernel.revocation import MARGIN, revoke, session, sessions_of
from lyceum.kernel.table import transaction
from tests.http import Person, request
from tests.identity_school import ROLES, School, kind, school

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["school"]


def roles_as(school: School, who: Person) -> Any:
    """Something that takes `member.view`."""
    from identity.define_roles import handler

    return school.ask(handler, f"GET {ROLES}", who)


def test_a_token_from_before_the_revocation(school: School) -> None:
    ada = school.member("ada", "support")
    school.assign(ada.id, "auditor")
    ada = school.signed_in(ada)
    assert roles_as(school, ada).status == 200
    assert school.set_roles(ada.id).status == 200
    given = school.assignments(ada.id).json["items"][0]["id"]
    assert school.revoke(ada.id, given).status == 204
    assert kind(roles_as(school, Person(ada.id, f"{school.tenant}=support"))) == (403, "token-stale")


def test_a_refresh_while_it_is_being_taken_back_brings_nothing_back(school: School) -> None:
    ada = school.member("ada")
    given = school.assign(ada.id, "auditor").json["id"]
    school.revoke(ada.id, given)
    refreshed = claims_for(ada.id, at=now())
    assert refreshed["memberships"] == f"{school.tenant}=*"
    asked = Person(ada.id, refreshed["memberships"], read_at=int(refreshed["memberships_at"]))
    assert kind(roles_as(school, asked)) == (403, "permission-denied")
    later = claims_for(ada.id, at=now() + MARGIN + timedelta(seconds=1))
    assert later["memberships"] == f"{school.tenant}=learner"


def test_an_environment_that_has_just_looked_lets_it_pass_for_less_than_a_minute(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    monkeypatch.setattr(memory, "ticks", lambda: seconds)
    ada = school.member("ada")
    school.set_roles(ada.id, "support", "learner")
    ada = Person(ada.id, f"{school.tenant}=support", read_at=int(now().timestamp() * 1000))
    route, tenant = "GET /v1/{tenant}/me", school.tenant
    assert request(me, route, caller=ada, tenant=tenant).status == 200
    monkeypatch.setattr(memory, "forget", lambda: None)
    assert school.set_roles(ada.id).status == 200
    assert request(me, route, caller=ada, tenant=tenant).status == 200
    seconds += 51
    assert kind(request(me, route, caller=ada, tenant=tenant)) == (403, "token-stale")


def test_an_assignment_that_has_run_out(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = school.member("ada")
    school.assign(ada.id, "auditor", expires=iso(now() + timedelta(minutes=5)))
    ada = school.signed_in(ada)
    assert roles_as(school, ada).status == 200
    later = now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert kind(roles_as(school, ada)) == (403, "permission-denied")


def test_a_denial_that_has_run_out_counts_no_more(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = school.member("ada", "auditor")
    school.override(ada.id, "member.view", False, expires=iso(now() + timedelta(minutes=5)))
    ada = school.signed_in(ada)
    assert kind(roles_as(school, ada)) == (403, "permission-denied")
    later = now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert roles_as(school, ada).status == 200


def test_a_role_that_was_made_smaller(school: School) -> None:
    school.define("registrar", grants=["member.view"])
    school.define("deputy", parent="registrar")
    ada = school.member("ada", "deputy")
    assert roles_as(school, ada).status == 200
    old = Person(ada.id, f"{school.tenant}=deputy,+member.view", read_at=int(now().timestamp() * 1000))
    assert school.change("registrar", grants=[]).status == 200
    assert kind(roles_as(school, old)) == (403, "token-stale")
    assert kind(roles_as(school, school.signed_in(ada))) == (403, "permission-denied")


def test_a_session_that_was_ended_and_its_refreshed_tokens(school: School) -> None:
    ada = school.member("ada", "support")
    with transaction(tenant=school.tenant, at=now()) as write:
        revoke(write, session("origin-1"))
    memory.forget()
    route = f"GET {ROLES}"
    from identity.define_roles import handler

    for claims in (ada.claims(origin_jti="origin-1"), ada.claims(jti="origin-1"), ada.claims(origin_jti="origin-1")):
        answer = request(handler, route, claims=claims, tenant=school.tenant)
        assert kind(answer) == (401, "token-revoked")
    assert request(handler, route, claims=ada.claims(origin_jti="origin-2"), tenant=school.tenant).status == 200


def test_somebody_who_was_signed_out_everywhere(school: School) -> None:
    ada = school.member("ada", "support")
    with transaction(tenant=school.tenant, at=now()) as write:
        revoke(write, sessions_of(ada.id))
    assert kind(roles_as(school, ada)) == (401, "token-revoked")
