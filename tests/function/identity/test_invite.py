"""Invitations on the wire: made, listed, sent again, taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from lyceum.kernel import clock
from lyceum.kernel.clock import iso, now
from tests.invited_school import ADA, InvitingSchool, inviting, kind

pytestmark = pytest.mark.store
__all__ = ["inviting"]
COURSE = "course:01ARZ3NDEKTSV4RRFFQ69G5FAX"


def travel(monkeypatch: pytest.MonkeyPatch, **by: float) -> None:
    """From now on the clock is this much ahead."""
    then = now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_an_address_is_invited_to_be_a_learner(inviting: InvitingSchool) -> None:
    answer = inviting.invite(language="th")
    assert answer.status == 201
    said = answer.json
    assert answer.headers["Location"] == f"/v1/{inviting.tenant}/invitations/{said['id']}"
    assert (said["email"], said["language"], said["state"]) == (ADA, "th", "pending")
    assert (said["roles"], said["assignments"], said["deliveries"]) == (["learner"], [], 1)
    assert said["invited_by"] == inviting.head.id
    ends = datetime.fromisoformat(said["expires"])
    assert timedelta(days=13, hours=23) < ends - datetime.now(UTC) <= timedelta(days=14)
    assert inviting.invitation(said["id"]).json == said


def test_the_answer_has_no_token(inviting: InvitingSchool) -> None:
    id = inviting.invited()
    secret = inviting.token(id).partition(".")[2]
    assert secret not in inviting.invitation(id).text + inviting.invitations().text


def test_roles_and_places_are_promised(inviting: InvitingSchool) -> None:
    end = iso(now() + timedelta(days=200))
    assignments = [{"role": "teaching_assistant", "scope": COURSE, "expires": end}]
    said = inviting.invite(roles=["instructor", "learner"], assignments=assignments).json
    assert said["roles"] == ["instructor", "learner"]
    assert said["assignments"] == assignments
    only = inviting.invite("bob@example.com", assignments=assignments).json
    assert only["roles"] == []


@pytest.mark.parametrize(
    "email",
    [
        *(
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a da@example.com",
            "ada@@example.com",
            '"a b"@example.com',
        ),
        *("ada@ex\u0430mple.com", "\uff41da@example.com", "ada@example.com\nBcc: eve@example.com"),
        "a" * 250 + "@example.com",
    ],
    ids=ascii,
)
def test_what_is_no_address_is_refused(inviting: InvitingSchool, email: str) -> None:
    assert kind(inviting.invite(email)) == (422, "invalid-request")


def test_an_end_lies_ahead_and_within_90_days(inviting: InvitingSchool) -> None:
    assert kind(inviting.invite(expires=iso(now() - timedelta(hours=1)))) == (422, "ends-in-the-past")
    assert kind(inviting.invite(expires=iso(now() + timedelta(days=91)))) == (422, "expiry-too-far")
    over = [{"role": "instructor", "scope": COURSE, "expires": iso(now() - timedelta(hours=1))}]
    assert kind(inviting.invite(assignments=over)) == (422, "ends-in-the-past")
    assert inviting.invite(expires=iso(now() + timedelta(days=90))).status == 201


def test_one_address_has_one_invitation_that_waits(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    first = inviting.invited(expires=iso(now() + timedelta(days=1)))
    again = inviting.invite("ADA@Example.com")
    assert kind(again) == (409, "already-invited")
    assert inviting.withdraw(first).status == 204
    second = inviting.invited(expires=iso(now() + timedelta(days=1)))
    travel(monkeypatch, days=1, seconds=1)
    # Nobody has swept yet.
    assert inviting.invited() != second


def test_a_repeat_by_its_key_invites_once(inviting: InvitingSchool) -> None:
    first, second = inviting.invite(key="key-00001"), inviting.invite(key="key-00001")
    assert (second.status, second.json) == (201, first.json)
    other = inviting.invite("bob@example.com", key="key-00001")
    assert kind(other) == (422, "idempotency-key-reused")
    assert len(inviting.invitations().json["items"]) == 1


def test_lists_go_by_state_page_by_page(inviting: InvitingSchool) -> None:
    ids = [inviting.invited(f"p{number}@example.com") for number in range(5)]
    inviting.withdraw(ids[0])
    page = inviting.invitations(state="pending", limit="3").json
    rest = inviting.invitations(state="pending", limit="3", cursor=page["next_cursor"]).json
    assert [one["id"] for one in page["items"] + rest["items"]] == ids[:0:-1]
    assert [one["id"] for one in inviting.invitations(state="revoked").json["items"]] == [ids[0]]
    assert len(inviting.invitations().json["items"]) == 5
    assert kind(inviting.invitations(state="revoked", cursor=page["next_cursor"])) == (422, "invalid-cursor")


def test_a_read_after_the_deadline_says_expired(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    id = inviting.invited()
    travel(monkeypatch, days=14, seconds=1)
    assert inviting.invitation(id).json["state"] == "expired"
    assert inviting.invitations(state="pending").json["items"] == []
    assert kind(inviting.send_again(id)) == (410, "invitation-expired")
    assert kind(inviting.withdraw(id)) == (410, "invitation-expired")


def test_it_is_sent_again_after_a_minute_then_two(inviting: InvitingSchool, monkeypatch: pytest.MonkeyPatch) -> None:
    id = inviting.invited()
    refused = inviting.send_again(id)
    assert kind(refused) == (429, "invited-too-often")
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    travel(monkeypatch, seconds=61)
    sent = inviting.send_again(id, key="delivery-1")
    assert (sent.status, sent.json["deliveries"]) == (201, 2)
    assert inviting.send_again(id, key="delivery-1").json == sent.json
    travel(monkeypatch, seconds=61 + 110)
    assert kind(inviting.send_again(id)) == (429, "invited-too-often")
    travel(monkeypatch, seconds=61 + 125)
    assert inviting.send_again(id).json["deliveries"] == 3


def test_it_is_taken_back_with_a_reason(inviting: InvitingSchool) -> None:
    id = inviting.invited()
    assert inviting.withdraw(id, reason="Wrong").status == 204
    assert inviting.withdraw(id, reason="Again").status == 204
    said = inviting.invitation(id).json
    assert (said["state"], said["reason"]) == ("revoked", "Wrong")
    assert kind(inviting.send_again(id)) == (410, "invitation-revoked")


def test_what_nobody_made_is_not_found(inviting: InvitingSchool) -> None:
    nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    for answer in (inviting.invitation(nowhere), inviting.withdraw(nowhere), inviting.send_again(nowhere)):
        assert kind(answer) == (404, "invitation-not-found")
