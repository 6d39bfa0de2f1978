"""Acting as another member: begun, seen, ended."""

from datetime import timedelta
from typing import Any

import pytest

from identity.impersonate import handler
from identity.join import handler as me
from identity.profile import handler as profile
from lyceum.identity.store import grants
from lyceum.identity.store.grants import Grant
from lyceum.identity.store.profiles import ProfileItem, profile_key
from lyceum.kernel import impersonation, memory
from lyceum.kernel.clock import now, parse
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.http import Answer
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = pytest.mark.store
BEGIN = "POST /v1/{tenant}/members/{person}/impersonation"
END = "DELETE /v1/{tenant}/me/impersonation"
ME = "GET /v1/{tenant}/me"


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    memory.forget()
    return SchoolOfPeople.founded(tenant, "ada", "bo")


def begin(school: SchoolOfPeople, of: str = "ada", **options: Any) -> Answer:
    body = options.pop("body", {"reason": "Sees no courses.", "minutes": 15})
    return school.ask(handler, BEGIN, body=body, of=of, **options)


def test_the_administrator_is_the_member_and_everybody_sees_it(school: SchoolOfPeople) -> None:
    began = begin(school)
    assert (began.status, began.json["header"]) == (201, "lyceum-impersonation")
    assert timedelta(minutes=14) < parse(began.json["until"]) - now() <= timedelta(minutes=15)
    seen = school.ask(me, ME, headers={"Lyceum-Impersonation": began.json["grant"]}).json
    assert (seen["person"], seen["roles"], seen["impersonated_by"]) == (
        school.id("ada"),
        ["learner"],
        school.id("head"),
    )
    assert seen["impersonated_until"] == began.json["until"]
    own = school.ask(me, ME).json
    assert (own["person"], own["impersonated_by"]) == (school.id("head"), None)


def test_both_are_in_every_event(school: SchoolOfPeople) -> None:
    grant = begin(school).json["grant"]
    headers = {"Lyceum-Impersonation": grant}
    assert school.ask(profile, "PATCH /v1/{tenant}/me/profile", body={"bio": "x"}, headers=headers).status == 200
    kept = get(ProfileItem, profile_key(school.tenant, school.id("ada")))
    assert kept is not None
    (told,) = kept.events
    assert (told["by"], told["o"]["im"]) == (school.id("ada"), school.id("head"))


def test_ended_is_over_at_once(school: SchoolOfPeople) -> None:
    headers = {"Lyceum-Impersonation": begin(school).json["grant"]}
    assert school.ask(handler, END, headers=headers).status == 204
    assert problem(school.ask(me, ME, headers=headers)) == (403, "impersonation-over")
    assert problem(school.ask(handler, END)) == (409, "not-impersonating")


def test_time_runs_out(school: SchoolOfPeople) -> None:
    grant = Grant(new_id(), school.id("head"), school.id("ada"), "Why.", now() - timedelta(seconds=1))
    grants.add(school.tenant, grant, Creation(grant.id), at=now() - timedelta(hours=1))
    assert problem(school.ask(me, ME, headers={"Lyceum-Impersonation": grant.id})) == (403, "impersonation-over")


def test_the_same_wish_again_is_the_same_grant(school: SchoolOfPeople) -> None:
    headers = {"Idempotency-Key": "key-of-the-client"}
    first = begin(school, headers=headers)
    assert begin(school, headers=headers).json == first.json
    other = begin(school, headers=headers, body={"reason": "Another reason."})
    assert problem(other) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("body", [{}, {"reason": "x"}, {"reason": "Long enough.", "minutes": 61}, {"reason": "   "}])
def test_a_reason_and_an_end_are_needed(school: SchoolOfPeople, body: Any) -> None:
    assert begin(school, body=body).status == 422


def test_a_request_without_the_header_reads_nothing_more(school: SchoolOfPeople, monkeypatch: Any) -> None:
    monkeypatch.setattr(impersonation, "acting", lambda *_, **__: pytest.fail("read"))
    assert school.ask(me, ME).status == 200
