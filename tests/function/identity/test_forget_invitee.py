"""On PersonForgotten: addresses go from invitations."""

import json
from pathlib import Path

import pytest

from compliance.forget_person import handler as forget_person
from identity.forget_invitee import handler
from lyceum.identity.forget_invitee import forget_invitee
from lyceum.kernel import memory
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.walk import walk_tenant
from tests.http import Person
from tests.invited_school import ADA, InvitingSchool, inviting, kind

pytestmark = pytest.mark.store
__all__ = ["inviting"]
SAMPLE = json.loads((Path(__file__).parents[3] / "events/identity/forget_invitee.json").read_text())
ELSEWHERE = "ada.l@elsewhere.example"


def forget(inviting: InvitingSchool, person: str) -> None:
    detail = SAMPLE["detail"] | {"id": new_id(), "tenant": inviting.tenant, "data": {"person": person}}
    handler({**SAMPLE, "detail": detail}, None)


def places_of(inviting: InvitingSchool, address: str) -> list[str]:
    """Where in the tenant's items the address stands."""
    found = (item for item in walk_tenant(inviting.tenant) if address in str(item))
    return sorted(item["SK"]["S"] for item in found)


def joined(inviting: InvitingSchool) -> Person:
    ada = inviting.outsider("ada")
    assert inviting.accept(inviting.token(inviting.invited(ADA)), by=ada).status == 200
    return ada


def test_the_address_is_in_no_invitation_any_more(inviting: InvitingSchool) -> None:
    inviting.invited("bo@example.com")
    ada = joined(inviting)
    assert places_of(inviting, ADA) == ["INVITATION", "MEMBER"]
    for _ in range(2):
        forget(inviting, ada.id)
    assert places_of(inviting, ADA) == []
    assert places_of(inviting, "bo@example.com") == ["INVITATION"]
    listed = inviting.invitations().json["items"]
    assert sorted((one["email"], one["state"]) for one in listed) == [("", "accepted"), ("bo@example.com", "pending")]


def test_what_was_accepted_under_another_address_goes_too(
    inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lyceum.identity.accept_invitation.setting", lambda *_: True)
    ada, id = inviting.outsider("ada"), inviting.invited(ELSEWHERE)
    assert inviting.accept(inviting.token(id), by=ada).status == 200
    forget(inviting, ada.id)
    assert places_of(inviting, ELSEWHERE) == []


def test_one_that_waits_is_taken_back(inviting: InvitingSchool) -> None:
    ada = joined(inviting)
    waiting = inviting.invited(ADA, roles=["support"])
    token = inviting.token(waiting)
    assert forget_invitee(inviting.tenant, ada.id, at=now()) == 2
    assert inviting.invitation(waiting).json["state"] == "revoked"
    memory.forget()
    assert kind(inviting.accept(token, by=ada)) == (401, "token-revoked")
    signed_in_again = Person(ada.id, "", read_at=int(now().timestamp() * 1000) + 5_000)
    assert kind(inviting.accept(token, by=signed_in_again)) == (410, "invitation-revoked")
    assert forget_invitee(inviting.tenant, ada.id, at=now()) == 0


def test_who_was_never_invited_is_forgotten_as_well(inviting: InvitingSchool) -> None:
    inviting.invited(ADA)
    forget(inviting, inviting.member("bo").id)
    forget(inviting, new_id())
    assert places_of(inviting, ADA) == ["INVITATION"]


def test_the_address_can_be_invited_again(inviting: InvitingSchool) -> None:
    ada = joined(inviting)
    forget(inviting, ada.id)
    assert inviting.invite(ADA).status == 201


def test_forgetting_is_told_by_compliance(inviting: InvitingSchool) -> None:
    from lyceum.kernel.table import query
    from lyceum.kernel.table.items import Item, tenant_key

    ada = joined(inviting)
    forget_person({"tenant": inviting.tenant, "person": ada.id}, None)
    told = [item.events for item in query(Item, tenant_key(inviting.tenant, "U", ada.id)).items if item.events]
    assert "PersonForgotten" in str(told)
