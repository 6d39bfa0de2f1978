"""After somebody is forgotten, the table knows neither their name nor their address: looked for in every item."""

import json
import zlib
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from identity.forget_invitee import handler
from identity.profile import handler as profile
from identity.sessions import handler as sessions
from lyceum.identity.ban_member import ban_member
from lyceum.identity.join import join
from lyceum.identity.model.membership import Profile
from lyceum.identity.model.person_profile import username_claims
from lyceum.identity.store import batches, forgotten
from lyceum.identity.store import sessions as of_sessions
from lyceum.identity.store.addresses import follow
from lyceum.identity.store.profiles import UsernameItem, username_key
from lyceum.kernel import clock, memory, revocation
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import Key, get, transaction
from lyceum.kernel.table.items import CompressedJSONAttribute
from tests.http import Person, request
from tests.identity_school import School
from tests.members import roles_by_tenant
from tests.store.identity.test_invitation_batches import Lists, lists

pytestmark = pytest.mark.store
__all__ = ["lists"]
SAMPLE = json.loads((Path(__file__).parents[3] / "events/identity/forget_invitee.json").read_text())
NAME, ADDRESS = "Zenobia", "zenobia@palmyra.example"
_PACKED = CompressedJSONAttribute()


def forget(school: School, person: str) -> None:
    detail = SAMPLE["detail"] | {"id": new_id(), "tenant": school.tenant, "data": {"person": person}}
    handler({**SAMPLE, "detail": detail}, None)


def everything() -> list[dict[str, Any]]:
    """The whole table, what is compressed in it unpacked."""
    pages = client("dynamodb").get_paginator("scan").paginate(TableName=settings().table)
    found = [one for page in pages for one in page["Items"]]
    return [{name: _plain(value) for name, value in one.items()} for one in found]


def _plain(value: Any) -> Any:
    if "B" not in value:
        return value
    try:
        return _PACKED.deserialize(value["B"])
    except zlib.error:
        return value  # of another test, and sealed


def places(tenant: str) -> set[str]:
    """Where in the school's items the name or the address stands, in any case."""
    return {
        one["SK"]["S"]
        for one in everything()
        if f"#{tenant}" in one["PK"]["S"] + one["SK"]["S"]
        and (NAME.casefold() in str(one).casefold() or ADDRESS in str(one))
    }


def settled(lists: Lists) -> str:
    """A member whose name and address stand wherever they can: invited by lists, accepted, with a profile."""
    lists.invite_all(ADDRESS, "bo@example.com")
    (invitation,) = (one["id"] for one in lists.invitations().json["items"] if one["email"] == ADDRESS)
    who = lists.outsider("zenobia")
    assert lists.accept(lists.token(invitation), by=who, email=ADDRESS).status == 200
    lists.invite_all(ADDRESS.title(), dry_run=True)
    member = Person(who.id, f"{lists.tenant}=learner")
    said = {"names": {"en": {"given": NAME, "family": "Septimia"}}, "username": NAME.lower(), "bio": f"I am {NAME}."}
    answer = lists.ask(profile, "PATCH /v1/{tenant}/me/profile", member, body=said)
    assert answer.status == 200, answer.text
    return who.id


def test_a_scan_finds_neither_name_nor_address(lists: Lists) -> None:
    person = settled(lists)
    assert (
        {"MEMBER", "PROFILE", "INVITATION", "ROWS#00000", "CLAIM"} >= places(lists.tenant) >= {"MEMBER", "ROWS#00000"}
    )
    for _ in range(2):
        forget(lists, person)
    assert places(lists.tenant) == set()
    assert any("bo@example.com" in str(one) for one in everything())


def test_a_list_that_is_being_worked_at_is_left_until_it_is_done(lists: Lists) -> None:
    person = settled(lists)
    asked = lists.ask_for(rows=[{"email": ADDRESS}, {"email": "cy@example.com"}]).json["id"]
    with pytest.raises(Busy):
        forget(lists, person)
    lists.work(asked)
    forget(lists, person)
    assert places(lists.tenant) == set()
    assert batches.find(lists.tenant, asked).total == 2


def username(lists: Lists) -> Key:
    (claim,) = username_claims(NAME.lower())
    return username_key(lists.tenant, claim)


def given_to(lists: Lists, claim: Key, whose: str | None) -> None:
    """The claim is another's, or nobody's."""
    with transaction(tenant=lists.tenant, at=clock.now()) as write:
        if whose is None:
            write.delete(UsernameItem, claim)
        else:
            write.update(UsernameItem, claim, [UsernameItem.owner.set(whose)])


@pytest.mark.parametrize("whose", [None, "somebody else"])
def test_a_username_that_is_not_theirs_keeps_nothing_from_being_erased(lists: Lists, whose: str | None) -> None:
    person = settled(lists)
    given_to(lists, username(lists), whose)
    forget(lists, person)
    assert places(lists.tenant) - {"CLAIM"} == set()
    kept = get(UsernameItem, username(lists), consistent=True)
    assert (kept.owner if kept is not None else None) == whose


@pytest.mark.parametrize("whose", [None, "somebody else"])
def test_a_username_that_goes_between_reading_and_writing_is_read_again(
    lists: Lists, whose: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = settled(lists)
    times = count()

    def taken_meanwhile(**said: Any) -> Any:
        if not next(times):
            given_to(lists, username(lists), whose)
        return transaction(**said)

    erase = forgotten.erase_member

    def erased(*said: Any, **more: Any) -> bool:
        monkeypatch.setattr("lyceum.identity.store.forgotten.transaction", taken_meanwhile)
        return erase(*said, **more)

    monkeypatch.setattr(forgotten, "erase_member", erased)
    forget(lists, person)
    assert places(lists.tenant) - {"CLAIM"} == set()
    kept = get(UsernameItem, username(lists), consistent=True)
    assert (kept.owner if kept is not None else None) == whose


def sign_in(lists: Lists, person: str, family: str) -> str:
    """A device of theirs, at a moment when nothing of before is refused; id of the session."""
    member = Person(person, f"{lists.tenant}=learner", read_at=int(clock.now().timestamp() * 1000) + 5_000)
    said = {**member.claims(), "origin_jti": family, "username": "zenobia-7", "auth_time": "9999999999"}
    route = "PUT /v1/{tenant}/me/sessions/current"
    answer = request(sessions, route, claims=said, body={"device": f"{NAME}'s telephone"}, tenant=lists.tenant)
    assert answer.status == 200, answer.text
    return str(answer.json["id"])


def test_sessions_and_devices_go_and_the_membership_ends(lists: Lists) -> None:
    person = settled(lists)
    sign_in(lists, person, "phone")
    ended = sign_in(lists, person, "tablet")
    of_sessions.end(lists.tenant, person, ended, at=clock.now(), by=person)
    assert any(place.startswith("SESSION#") for place in places(lists.tenant))
    for _ in range(2):
        forget(lists, person)
    assert places(lists.tenant) == set()
    assert "zenobia-7" not in str(everything())
    assert roles_by_tenant(person) == {}
    memory.forget()
    refused = {whose for whose in revocation.not_before(lists.tenant) if whose.endswith(person)}
    assert refused == {f"s:{person}", f"p:{person}"}
    # What was ended by itself goes on being said, until its refresh token is worth nothing.
    of_sessions.end_again(lists.tenant, person, ended, at=clock.now() + timedelta(days=1))


def test_who_is_shut_out_is_forgotten_and_stays_shut_out(lists: Lists) -> None:
    person = settled(lists)
    ban_member(Caller(lists.head.id, lists.tenant), person, reason="Sells.", until=None, at=clock.now())
    forget(lists, person)
    assert places(lists.tenant) == set()
    joined = join(Caller(person, lists.tenant), Profile(NAME, ADDRESS), at=clock.now())
    assert (joined.past, roles_by_tenant(person)) == ((), {})


def test_an_address_does_not_come_back_with_a_session(lists: Lists) -> None:
    person = settled(lists)
    forget(lists, person)
    follow(lists.tenant, person, ADDRESS, at=clock.now())
    assert places(lists.tenant) == set()
