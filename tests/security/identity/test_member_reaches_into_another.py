"""A learner reads or changes what is another member's, or makes more of their own than a profile."""

from typing import Any

import pytest

from identity.ban_member import handler as ban_member
from identity.impersonate import handler as impersonate
from identity.list_members import handler as list_members
from identity.presence import handler as presence
from identity.profile import handler as profile
from identity.profile_fields import handler as profile_fields
from identity.reset_password import handler as reset_password
from identity.sessions import handler as sessions
from lyceum.identity.model.session import Session, SignIn, session_id
from lyceum.identity.store import sessions as store
from lyceum.identity.store import standings
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = [pytest.mark.store, pytest.mark.security]
MEMBER = "/v1/{tenant}/members/{person}"
MINE = "PATCH /v1/{tenant}/me/profile"


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    return SchoolOfPeople.founded(tenant, "ada", "eve")


@pytest.mark.parametrize(
    ("handler", "route", "body"),
    [
        (profile, f"GET {MEMBER}", None),
        (profile, f"PATCH {MEMBER}", {"bio": "x"}),
        (ban_member, f"GET {MEMBER}/standing", None),
        (ban_member, f"PUT {MEMBER}/ban", {"reason": "For fun."}),
        (ban_member, f"DELETE {MEMBER}/ban", None),
        (ban_member, f"PUT {MEMBER}/status", {"status": "inactive"}),
        (sessions, f"GET {MEMBER}/sessions", None),
        (sessions, f"DELETE {MEMBER}/sessions", None),
        (impersonate, f"POST {MEMBER}/impersonation", {"reason": "For fun."}),
        (reset_password, f"PUT {MEMBER}/password-reset", None),
        (list_members, "GET /v1/{tenant}/members", None),
        (presence, "GET /v1/{tenant}/presence", None),
        (presence, "GET /v1/{tenant}/courses/{course}/presence", None),
        (profile_fields, "PUT /v1/{tenant}/profile-fields", {"fields": []}),
    ],
)
def test_by_the_routes_of_staff(school: SchoolOfPeople, handler: Any, route: str, body: Any) -> None:
    # Issued after joining: in the same second the answer could be that the token is stale.
    claims = school.as_("eve").claims(iat=str(int(now().timestamp()) + 1))
    options = {"of": "ada"} if "{person}" in route else {"course": new_id()} if "{course}" in route else {}
    answer = school.ask(handler, route, "eve", body, claims=claims, **options)
    assert problem(answer) == (403, "permission-denied")


@pytest.mark.parametrize(
    "body",
    [
        {"status": "active"},
        {"roles": ["administrator"]},
        {"person": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
        {"email": "head@example.com"},
        {"supervisor": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
        {"rev": 7},
        {"fields": {"r": {"S": "administrator"}}},
    ],
)
def test_by_parts_that_a_profile_does_not_have(school: SchoolOfPeople, body: Any) -> None:
    assert problem(school.ask(profile, MINE, "eve", body)) == (422, "invalid-request")


@pytest.mark.parametrize("body", [{"status": "inactive"}, {"roles": []}, {"email": "eve@example.com"}])
def test_staff_change_no_role_and_no_status_through_a_profile(school: SchoolOfPeople, body: Any) -> None:
    assert problem(school.ask(profile, f"PATCH {MEMBER}", body=body, of="ada")) == (422, "invalid-request")


def test_by_a_field_that_staff_alone_see(school: SchoolOfPeople) -> None:
    note = {"key": "note", "kind": "text", "label": {"en": "Note"}, "seen_by": "staff"}
    school.ask(profile_fields, "PUT /v1/{tenant}/profile-fields", body={"fields": [note]})
    school.ask(profile, f"PATCH {MEMBER}", body={"fields": {"note": "Watch her."}}, of="eve")
    assert school.ask(profile, "GET /v1/{tenant}/me/profile", "eve").json["fields"] == {}
    answer = school.ask(profile, MINE, "eve", {"fields": {"note": "Trust her."}})
    assert problem(answer) == (422, "field-unknown")
    assert school.ask(profile, f"GET {MEMBER}", of="eve").json["fields"] == {"note": "Watch her."}


def test_by_ending_anothers_session(school: SchoolOfPeople) -> None:
    session = Session.of(SignIn("family-a", "user-ada", "203.0.113.1", ""), device="", at=now())
    store.seen(school.tenant, school.id("ada"), session, at=now())
    route = "DELETE /v1/{tenant}/me/sessions/{session}"
    answer = school.ask(sessions, route, "eve", session=session_id("family-a"))
    assert problem(answer) == (404, "session-not-found")
    assert len(store.alive(school.tenant, school.id("ada"), after=None, limit=5).items) == 1


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: x=1", "a\nb", "a\x00b", "a\u202eb", "a\u2028b", "a\x1b[31mb"])
@pytest.mark.parametrize("part", ["name", "prefix"])
def test_by_lines_and_signs_that_break_headers_and_logs(school: SchoolOfPeople, part: str, text: str) -> None:
    assert school.ask(profile, MINE, "eve", {part: text}).status == 422
    device = school.ask(sessions, "PUT /v1/{tenant}/me/sessions/current", "eve", {"device": text})
    assert device.status == 422


def test_somebody_who_was_banned_uses_an_old_token(school: SchoolOfPeople) -> None:
    from lyceum.kernel import memory

    old = school.as_("eve").claims(auth_time=str(int(now().timestamp()) - 60))
    school.ask(ban_member, f"PUT {MEMBER}/ban", body={"reason": "Sells answers."}, of="eve")
    memory.forget()
    refreshed = old | {"iat": str(int(now().timestamp()) + 5)}
    for claims in (old, refreshed):
        assert problem(school.ask(profile, "GET /v1/{tenant}/me/profile", "eve", claims=claims)) == (
            401,
            "token-revoked",
        )
    standing = standings.find(school.tenant, school.id("eve"))
    assert standing is not None
    assert standing.status == "suspended"
