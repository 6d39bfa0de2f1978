"""Invitations by mail: somebody is asked by letter, and comes in with what it says; once, in time, and nobody else."""

import secrets
from datetime import timedelta
from typing import Any

import pytest

from lyceum.kernel.clock import iso, now
from tests.e2e.deployed import Deployed, School, sign_up
from tools.demo.api import Api, until
from tools.demo.letters import letters_to, token_for
from tools.demo.members import Member, Place, claims, signed_up
from tools.people import Person

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

ACCEPTANCE = "/invitations/acceptance"


def somebody(place: Place) -> Member:
    """With an account of their own, who is a member of nothing."""
    return sign_up(place, "guest")


def invited(school: School, address: str, **wish: Any) -> str:
    """Id of an invitation that is on its way."""
    return str(school.administrator.api.post("/invitations", {"email": address, **wish})["id"])


def accept(member: Member, token: str) -> Any:
    """As the page behind the letter's link does: accept, then refresh the token."""
    membership = member.api.post(ACCEPTANCE, {"token": token})
    member.api.token = member.renewed()
    return membership


def refused(member: Member, token: str) -> tuple[int, str]:
    return member.api.refusal("POST", ACCEPTANCE, {"token": token})


def test_somebody_without_an_account_is_invited_signs_up_and_comes_in(school: School) -> None:
    address = f"newcomer.{secrets.token_hex(6)}@tests.example"
    scope = "course:01ARZ3NDEKTSV4RRFFQ69G5FAV"
    preset = {"roles": ["learner"], "assignments": [{"role": "teaching_assistant", "scope": scope}]}
    id = invited(school, address, language="th", **preset)
    (letter,) = letters_to(school.place, address, invitation=id)
    assert school.administrator.api.get(f"/invitations/{id}")["state"] == "pending"
    assert school.tenant not in letter["Subject"]

    newcomer = signed_up(school.place, Person("guest", address, "three rivers meet here", "Nok"), language="th")
    assert newcomer.api.refusal("GET", "/me") == (403, "not-a-member")
    made = accept(newcomer, token_for(school.place, address, invitation=id))

    assert (made["tenant"], made["roles"]) == (school.tenant, ["learner"])
    explained = newcomer.api.get(f"/me/permissions?on={scope}")["permissions"]
    grading = next(one for one in explained if one["permission"] == "grade.give")
    assert (grading["allowed"], grading["role"], grading["scope"]) == (True, "teaching_assistant", scope)
    view = school.administrator.api.get(f"/invitations/{id}")
    assert (view["state"], view["accepted_by"]) == ("accepted", made["person"])


def test_a_letter_is_taken_once_and_by_its_addressee_alone(school: School) -> None:
    """Replayed by the same person it is the same membership; by another it is refused before and after."""
    guest, thief = somebody(school.place), somebody(school.place)
    id = invited(school, guest.person.email, roles=["instructor"])
    token = token_for(school.place, guest.person.email, invitation=id)

    assert refused(thief, token) == (403, "invitation-for-another")
    made = accept(guest, token)
    assert accept(guest, token) == made
    assert refused(thief, token) == (409, "invitation-used")
    assert thief.api.refusal("GET", "/me") == (403, "not-a-member")
    assert guest.who()["roles"] == ["instructor"]


def test_sent_again_only_the_newest_letter_is_good(school: School, stack: Deployed) -> None:
    guest = somebody(school.place)
    address = guest.person.email
    id = invited(school, address)
    first = token_for(school.place, address, invitation=id)
    path = f"/invitations/{id}/deliveries"
    hasty = Api(school.place.tenant_url(), school.administrator.renewed(), patient=False)
    assert hasty.refusal("POST", path) == (429, "invited-too-often")
    a_minute_passes(stack, school.tenant, id)

    sent = school.administrator.api.post(path)
    assert sent["deliveries"] == 2
    second = until(lambda: _newer(school.place, address, id, first), what="the second letter")
    assert refused(guest, first) == (404, "invitation-not-found")
    assert accept(guest, second)["roles"] == ["learner"]


def _newer(place: Place, address: str, id: str, than: str) -> str | None:
    token = token_for(place, address, invitation=id)
    return token if token != than else None


def a_minute_passes(stack: Deployed, tenant: str, id: str) -> None:
    """The last letter went out a minute earlier than it did."""
    stack.aws("dynamodb").update_item(
        TableName=stack.outputs["TableName"],
        Key={"PK": {"S": f"T#{tenant}#I#{id}"}, "SK": {"S": "INVITATION"}},
        UpdateExpression="SET sa = :sent",
        ConditionExpression="attribute_exists(sa)",
        ExpressionAttributeValues={":sent": {"S": iso(now() - timedelta(seconds=61))}},
    )


def test_taken_back_it_is_worth_nothing(school: School) -> None:
    guest = somebody(school.place)
    id = invited(school, guest.person.email)
    token = token_for(school.place, guest.person.email, invitation=id)
    for _ in range(2):
        school.administrator.api.put(f"/invitations/{id}/revocation", {"reason": "Invited by mistake"})

    assert refused(guest, token) == (410, "invitation-revoked")
    view = school.administrator.api.get(f"/invitations/{id}")
    assert (view["state"], view["reason"]) == ("revoked", "Invited by mistake")


def test_after_its_time_it_is_worth_nothing(school: School) -> None:
    guest = somebody(school.place)
    id = invited(school, guest.person.email, expires=iso(now() + timedelta(seconds=4)))
    token = token_for(school.place, guest.person.email, invitation=id)

    refusal = until(lambda: _over(guest, id, school), what="the end of the invitation", seconds=30)
    assert refusal == "expired"
    assert refused(guest, token) == (410, "invitation-expired")
    assert guest.api.refusal("GET", "/me") == (403, "not-a-member")


def _over(guest: Member, id: str, school: School) -> str | None:
    state = school.administrator.api.get(f"/invitations/{id}")["state"]
    return str(state) if state != "pending" else None


def test_a_letter_of_another_school_opens_nothing_here(school: School, stack: Deployed) -> None:
    """Foreign, truncated, guessed: all the same as one that never was."""
    guest, other = somebody(school.place), stack.found()
    id = invited(school, guest.person.email, roles=["administrator"])
    token = token_for(school.place, guest.person.email, invitation=id)
    there = Api(other.place.tenant_url(), guest.api.token)
    tries = [token, token[:-1], token[:27], f"{token[:27]}{'A' * 43}", secrets.token_urlsafe(40)]

    refusals = [there.send("POST", ACCEPTANCE, {"token": one}, expect=(404,)).json for one in tries]
    here = [refused(guest, one) for one in tries[1:]]

    assert {(one["status"], one["type"].rsplit("/", 1)[1]) for one in refusals} == {(404, "invitation-not-found")}
    assert set(here) == {(404, "invitation-not-found")}
    assert there.refusal("GET", "/me") == (403, "not-a-member")
    assert accept(guest, token)["roles"] == ["administrator"]
    assert f"{other.tenant}=" not in claims(guest.tokens.access)["memberships"]
