"""Somebody misuses an invitation: replays it, uses it late or elsewhere, guesses it, learns from it, gives too much."""

import secrets
from datetime import timedelta

import pytest

from lyceum.identity.accept_invitation import accept_invitation
from lyceum.identity.ban_member import ban_member
from lyceum.identity.errors import MembershipClosed
from lyceum.identity.model.membership import Profile
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso, now
from lyceum.kernel.invitation_tokens import new_token
from tests.http import Answer
from tests.identity_school import School
from tests.invited_school import ADA, InvitingSchool, inviting, kind

pytestmark = [pytest.mark.store, pytest.mark.security]
__all__ = ["inviting"]
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"
NOT_FOUND = (404, "invitation-not-found")


def travel(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    then = now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: then)


def told(answer: Answer) -> dict[str, object]:
    """What a refusal says, without what differs from request to request."""
    return {name: value for name, value in answer.json.items() if name not in {"request_id", "instance"}}


def test_by_replaying_it_as_somebody_else(inviting: InvitingSchool) -> None:
    token = inviting.token(inviting.invited())
    assert inviting.accept(token, by=inviting.outsider()).status == 200
    assert kind(inviting.accept(token, by=inviting.outsider("eve"))) == (409, "invitation-used")


def test_by_replaying_it_after_the_roles_were_taken_back(inviting: InvitingSchool) -> None:
    ada, token = inviting.outsider(), inviting.token(inviting.invited(roles=["instructor"]))
    inviting.accept(token, by=ada)
    inviting.set_roles(ada.id, "learner")
    assert inviting.accept(token, by=inviting.signed_in(ada)).json["roles"] == ["learner"]


def test_by_using_it_late(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    token = inviting.token(inviting.invited())
    travel(monkeypatch, days=14, seconds=1)
    assert kind(inviting.accept(token, by=inviting.outsider())) == (410, "invitation-expired")


def test_by_using_one_that_was_taken_back(inviting: InvitingSchool) -> None:
    id = inviting.invited()
    inviting.withdraw(id)
    assert kind(inviting.accept(inviting.token(id), by=inviting.outsider())) == (410, "invitation-revoked")


def test_by_using_the_token_of_an_earlier_letter(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    id = inviting.invited()
    travel(monkeypatch, seconds=61)
    inviting.send_again(id)
    ada = inviting.outsider()
    assert kind(inviting.accept(inviting.token(id, 1), by=ada)) == NOT_FOUND
    assert kind(inviting.accept(inviting.token(id, 3), by=ada)) == NOT_FOUND
    assert inviting.accept(inviting.token(id, 2), by=ada).status == 200


def test_by_using_it_in_another_school(inviting: InvitingSchool) -> None:
    token = inviting.token(inviting.invited())
    other = InvitingSchool(f"{inviting.tenant}b")
    nowhere = other.accept(new_token(other.tenant, "01ARZ3NDEKTSV4RRFFQ69G5FAV", 1), by=other.outsider())
    foreign = other.accept(token, by=other.outsider())
    assert kind(foreign) == NOT_FOUND
    assert {**told(foreign), "facts": None} == {**told(nowhere), "facts": None}
    head = other.head
    assert kind(other.invitation(token.partition(".")[0], by=head)) == NOT_FOUND
    assert kind(other.withdraw(token.partition(".")[0], by=head)) == NOT_FOUND


@pytest.mark.parametrize(
    "guess",
    [
        *("", "x", "{id}", "{id}.", "{id}.{short}", "{id}.{zeros}", "{id}.{random}", "{random_id}.{random}"),
        *("{token} ", "{token}=", "{lower}", "{token}\x00", "{hash}"),
    ],
)
def test_by_guessing_it(inviting: InvitingSchool, guess: str) -> None:
    id = inviting.invited()
    token = inviting.token(id)
    made = guess.format(
        id=id,
        short=token.partition(".")[2][:42],
        zeros="A" * 43,
        random=secrets.token_urlsafe(32),
        random_id="01ARZ3NDEKTSV4RRFFQ69G5FAV",
        token=token,
        lower=token.lower(),
        hash=f"{id}.{'0' * 64}",
    )
    answer = inviting.accept(made, by=inviting.outsider())
    assert kind(answer) in {NOT_FOUND, (422, "invalid-request")}
    assert inviting.invitation(id).json["state"] == "pending"


@pytest.mark.parametrize(
    ("email", "verified"),
    [
        ("eve@example.com", "true"),
        (ADA, "false"),
        (ADA, ""),
        (None, "true"),
        ("ada@exаmple.com", "true"),  # a Cyrillic а
        ("ａda@example.com", "true"),  # full width
        ("ada@example.com.", "true"),
        ("ada+x@example.com", "true"),
    ],
)
def test_by_signing_in_with_another_address(inviting: InvitingSchool, email: str | None, verified: str) -> None:
    token = inviting.token(inviting.invited())
    refused = inviting.accept(token, by=inviting.outsider("eve"), email=email, verified=verified)
    assert kind(refused) == (403, "invitation-for-another")


def test_by_a_kelvin_sign_for_a_k(inviting: InvitingSchool) -> None:
    token = inviting.token(inviting.invited("kim@example.com"))
    refused = inviting.accept(token, by=inviting.outsider("eve"), email="\u212aim@example.com")
    assert kind(refused) == (403, "invitation-for-another")


def test_by_asking_whether_an_address_has_an_account(inviting: InvitingSchool) -> None:
    """Somebody of another school, somebody of this one, and nobody at all: the same answer but for what was asked."""
    School(f"{inviting.tenant}b").member("bob")
    inviting.accept(inviting.token(inviting.invited()), by=inviting.outsider())
    own = {"id", "email", "expires", "invited_at", "sent_at"}
    answers = [inviting.invite(email) for email in (ADA, "bob@example.com", "nobody@example.com")]
    assert {answer.status for answer in answers} == {201}
    said = [{name: value for name, value in answer.json.items() if name not in own} for answer in answers]
    assert said[0] == said[1] == said[2]


def test_by_inviting_to_what_they_could_not_assign(inviting: InvitingSchool) -> None:
    inviting.define("clerk", grants=["invitation.manage", "role.assign", "grade.view"])
    clerk = inviting.member("clerk", "clerk", "learner")
    for roles in (["administrator"], ["instructor"], ["learner", "auditor"]):
        assert kind(inviting.invite(roles=roles, by=clerk)) == (403, "permission-not-held")
    place = [{"role": "administrator", "scope": COURSE}]
    assert kind(inviting.invite(assignments=place, by=clerk)) == (403, "permission-not-held")
    inviting.define("viewer", grants=["grade.view"])
    assert inviting.invite(roles=["viewer"], by=clerk).status == 201


def test_by_inviting_to_a_role_without_the_right_to_assign_any(inviting: InvitingSchool) -> None:
    support = inviting.member("support", "support")
    assert kind(inviting.invite(roles=["support"], by=support)) == (403, "permission-denied")
    assert inviting.invite(by=support).status == 201


def test_by_inviting_beyond_the_place_that_is_theirs(inviting: InvitingSchool) -> None:
    dean = inviting.member("dean")
    inviting.assign(dean.id, "administrator", scope=COURSE)
    dean = inviting.signed_in(dean)
    place = [{"role": "teaching_assistant", "scope": COURSE}]
    id = inviting.invited(assignments=place, by=dean)
    assert inviting.withdraw(id, by=dean).status == 204
    other = [{"role": "teaching_assistant", "scope": "course:other"}]
    assert kind(inviting.invite(assignments=other, by=dean)) == (403, "permission-denied")
    assert kind(inviting.invite(by=dean)) == (403, "permission-denied")
    assert kind(inviting.invitations(by=dean)) == (403, "permission-denied")
    everywhere = inviting.invited("bob@example.com")
    for answer in (
        inviting.invitation(everywhere, by=dean),
        inviting.withdraw(everywhere, by=dean),
        inviting.send_again(everywhere, by=dean),
    ):
        assert kind(answer) == (403, "permission-denied")


def test_by_inviting_themselves(inviting: InvitingSchool) -> None:
    token = inviting.token(inviting.invited("head@example.com", roles=["instructor"]))
    assert kind(inviting.accept(token, by=inviting.head, email="head@example.com")) == (403, "self-assignment")


def test_by_an_invitation_that_outlives_the_inviters_rights(inviting: InvitingSchool) -> None:
    judge = inviting.member("judge", "administrator")
    token = inviting.token(inviting.invited(roles=["administrator"], by=judge))
    inviting.set_roles(judge.id, "learner")
    assert kind(inviting.accept(token, by=inviting.outsider())) == (409, "inviter-lost-rights")
    assert inviting.signed_in(inviting.outsider()).memberships == ""


def test_by_sending_more_fields_than_there_are(inviting: InvitingSchool) -> None:
    for more in (
        {"state": "accepted"},
        {"invited_by": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
        {"tenant": "other"},
        {"token_hash": "0" * 64},
        {"assignments": [{"role": "learner", "by": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}]},
    ):
        assert kind(inviting.invite(**more)) == (422, "invalid-request")
    assert inviting.invitations().json["items"] == []


def test_by_naming_a_role_of_the_platform(inviting: InvitingSchool) -> None:
    assert kind(inviting.invite(roles=["operator"])) == (422, "unknown-role")
    assert kind(inviting.invite(roles=["nobody"])) == (422, "unknown-role")


def test_by_flooding_an_address_with_letters(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    id = inviting.invited(expires=iso(now() + timedelta(days=89)))
    sent = 0
    for attempt in range(200):
        travel(monkeypatch, seconds=30 * attempt)
        sent += inviting.send_again(id).status == 201
    assert sent <= 7  # 100 minutes


def test_a_learner_by_any_of_these(inviting: InvitingSchool) -> None:
    id, eve = inviting.invited(), inviting.member("eve")
    for answer in (
        inviting.invite("friend@example.com", by=eve),
        inviting.invitations(by=eve),
        inviting.invitation(id, by=eve),
        inviting.withdraw(id, by=eve),
        inviting.send_again(id, by=eve),
    ):
        assert kind(answer) == (403, "permission-denied")


def test_by_coming_back_from_a_ban(inviting: InvitingSchool) -> None:
    bob, head = inviting.member("bob"), Caller(inviting.head.id, inviting.tenant, frozenset({"administrator"}))
    ban_member(head, bob.id, reason="Rude", until=None, at=now())
    token = inviting.token(inviting.invited("bob@example.com", roles=["instructor"]))
    refused = inviting.accept(token, by=inviting.signed_in(bob), email="bob@example.com")
    # A token of before the ban is refused as such, one of after it for the ban.
    assert kind(refused) in {(403, "membership-closed"), (403, "token-stale")}
    with pytest.raises(MembershipClosed):
        accept_invitation(
            Caller(bob.id, inviting.tenant), token, Profile("Bob", "bob@example.com"), verified=True, at=now()
        )
    assert inviting.signed_in(bob).memberships == ""
