"""Sessions: noted, listed, ended one by one and all at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from identity.profile import handler as profile
from identity.sessions import handler
from lyceum.identity import pool
from lyceum.identity.model.session import SignIn
from lyceum.identity.sessions import note_session, renew_session_end
from lyceum.identity.store import sessions
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.directory import AddressItem, address_key
from lyceum.kernel.ids import new_id
from lyceum.kernel.revocation import not_before
from lyceum.kernel.table import get
from tests.school_of_people import SchoolOfPeople, problem

pytestmark = pytest.mark.store
MINE = "/v1/{tenant}/me/sessions"
THEIRS = "/v1/{tenant}/members/{person}/sessions"


@pytest.fixture
def school(table: str, tenant: str) -> SchoolOfPeople:
    return SchoolOfPeople.founded(tenant, "ada", "bo")


@pytest.fixture(autouse=True)
def signed_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom the pool was asked to sign out."""
    found: list[str] = []
    monkeypatch.setattr(pool, "sign_out_everywhere", found.append)
    return found


def token(school: SchoolOfPeople, name: str, family: str, **changed: str) -> dict[str, str]:
    claims = school.as_(name).claims(origin_jti=family, jti=new_id(), username=f"user-{name}")
    return claims | {"auth_time": str(int(now().timestamp()) - 60)} | changed


def note(school: SchoolOfPeople, name: str, family: str, device: str = "") -> Any:
    answer = school.ask(handler, f"PUT {MINE}/current", name, {"device": device}, claims=token(school, name, family))
    assert answer.status == 200, answer.text
    return answer.json


def test_a_session_is_listed_with_its_device(school: SchoolOfPeople) -> None:
    made = note(school, "ada", "family-1", "Ada's phone")
    note(school, "ada", "family-2")
    listed = school.ask(handler, f"GET {MINE}", "ada", claims=token(school, "ada", "family-1")).json["items"]
    assert {one["id"]: (one["device"], one["current"]) for one in listed}[made["id"]] == ("Ada's phone", True)
    assert [one["current"] for one in listed].count(True) == 1
    assert {one["address"] for one in listed} == {"203.0.113.1"}
    assert "family-1" not in str(listed)


def test_within_an_hour_nothing_is_written(school: SchoolOfPeople) -> None:
    first = note(school, "ada", "family-1", "Phone")
    assert note(school, "ada", "family-1", "Other") == first


def test_one_session_ends_and_its_tokens_with_it(school: SchoolOfPeople) -> None:
    made = note(school, "ada", "family-1")
    note(school, "ada", "family-2")
    other = token(school, "ada", "family-2")
    route = f"DELETE {MINE}/{{session}}"
    for _ in range(2):
        assert school.ask(handler, route, "ada", claims=other, session=made["id"]).status == 204
    memory.forget()
    read = "GET /v1/{tenant}/me/profile"
    assert problem(school.ask(profile, read, "ada", claims=token(school, "ada", "family-1"))) == (401, "token-revoked")
    assert school.ask(profile, read, "ada", claims=other).status == 200
    assert len(school.ask(handler, f"GET {MINE}", "ada", claims=other).json["items"]) == 1
    assert problem(school.ask(handler, route, "ada", claims=other, session=new_id())) == (404, "session-not-found")


def test_an_ended_session_is_said_again_until_it_cannot_live(school: SchoolOfPeople) -> None:
    made = note(school, "ada", "family-1")
    sessions.end(school.tenant, school.id("ada"), made["id"], at=now(), by=school.id("ada"))
    id = f"{school.id('ada')}.{made['id']}"
    later = now() + timedelta(days=30)
    renew_session_end(school.tenant, id, at=later)
    memory.forget()
    assert not_before(school.tenant)["f:family-1"] == later
    renew_session_end(school.tenant, id, at=now() + timedelta(days=120))
    kept = get(sessions.SessionItem, sessions._key(school.tenant, school.id("ada"), made["id"]))
    assert kept is not None
    assert kept.gsi2pk is None
    renew_session_end(school.tenant, f"{school.id('bo')}.{new_id()}", at=later)


@pytest.mark.security
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_who_is_no_member_has_no_sessions_here(school: SchoolOfPeople, method: str, signed_out: list[str]) -> None:
    assert problem(school.ask(handler, f"{method} {THEIRS}", of="nobody")) == (404, "member-not-found")
    assert signed_out == []
    for _ in range(2):
        assert school.ask(handler, f"{method} {THEIRS}", of="bo").status == (200 if method == "GET" else 204)


@pytest.mark.parametrize("by", ["ada", "head"])
def test_all_sessions_end_known_or_not(school: SchoolOfPeople, by: str, signed_out: list[str]) -> None:
    note(school, "ada", "family-1")
    if by == "ada":
        answer = school.ask(handler, f"DELETE {MINE}", "ada", claims=token(school, "ada", "family-1"))
    else:
        assert len(school.ask(handler, f"GET {THEIRS}", of="ada").json["items"]) == 1
        answer = school.ask(handler, f"DELETE {THEIRS}", of="ada")
    assert answer.status == 204
    assert signed_out == ["user-ada"]
    memory.forget()
    read = "GET /v1/{tenant}/me/profile"
    for family in ("family-1", "never-noted"):
        # A refresh makes new tokens of an old sign-in.
        refreshed = token(school, "ada", family, iat=str(int(now().timestamp()) + 1))
        assert problem(school.ask(profile, read, "ada", claims=refreshed)) == (401, "token-revoked")
    again = token(school, "ada", "family-3", auth_time=str(int(now().timestamp()) + 2))
    assert school.ask(handler, f"GET {MINE}", "ada", claims=again).json["items"] == []
    assert school.ask(profile, read, "ada", claims=again).status == 200


def sign_in_with(place: SchoolOfPeople, name: str, address: str, verified: str = "true", **more: str) -> None:
    claims = token(place, name, new_id(), email=address, email_verified=verified) | more
    answer = place.ask(handler, f"PUT {MINE}/current", name, {"device": ""}, claims=claims)
    assert answer.status == 200, answer.text


def whose(school: SchoolOfPeople, address: str) -> str | None:
    item = get(AddressItem, address_key(school.tenant, address), consistent=True)
    return item.person if item is not None else None


def test_the_school_follows_a_changed_address(school: SchoolOfPeople) -> None:
    old, new = "ada@example.com", "ada.l@example.com"
    for address in (new, new, new.upper()):
        sign_in_with(school, "ada", address)
    seen = school.ask(profile, "GET /v1/{tenant}/me/profile", "ada")
    assert seen.json["email"] == new
    assert (whose(school, old), whose(school, new)) == (None, school.id("ada"))
    sign_in_with(school, "bo", old)  # an address that is free again
    assert whose(school, old) == school.id("bo")
    assert whose(school, "bo@example.com") is None
    assert whose(school, new) == school.id("ada")


@pytest.mark.parametrize(
    ("verified", "more"), [("false", {}), ("", {}), ("true", {"school": ""})], ids=["unverified", "unsaid", "school's"]
)
def test_but_none_that_nobody_verified(school: SchoolOfPeople, verified: str, more: dict[str, str]) -> None:
    said = {"school": school.tenant} if more else {}
    sign_in_with(school, "ada", "mallory@example.com", verified, **said)
    assert school.ask(profile, "GET /v1/{tenant}/me/profile", "ada").json["email"] == "ada@example.com"
    assert whose(school, "mallory@example.com") is None


def test_two_devices_at_once_follow_the_same_address(school: SchoolOfPeople) -> None:
    together, new = Barrier(2), "ada.l@example.com"

    def one(number: int) -> None:
        sign_in = SignIn(f"family-{number}", "user-ada", "203.0.113.1", "a browser")
        together.wait()
        note_session(Caller(school.id("ada"), school.tenant), sign_in, device="", at=now(), address=new)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))
    assert (whose(school, new), whose(school, "ada@example.com")) == (school.id("ada"), None)
