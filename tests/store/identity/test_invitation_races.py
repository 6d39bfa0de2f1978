"""Invitations that several use, make or end at the same moment, and writes whose answer was lost."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lyceum.identity.accept_invitation import accept_invitation
from lyceum.identity.errors import AlreadyInvited, InvitationRevoked, InvitationUsed
from lyceum.identity.invite import Wish, expire_invitation, invite, revoke_invitation, send_again
from lyceum.identity.model.invitation import Invitation, InvitationState, Preset
from lyceum.identity.model.membership import Membership, Profile
from lyceum.identity.store import invitations, memberships
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.ids import derived_id, new_id
from lyceum.kernel.invitation_tokens import new_token
from lyceum.kernel.table.client import dynamodb
from tests.schools import open_school

pytestmark = pytest.mark.store
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA = Profile("Ada", "ada@example.com", "en")


@dataclass
class Scene:
    head: Caller
    made: Invitation

    def person(self, name: str) -> Caller:
        return Caller(derived_id("race", self.head.tenant, name), self.head.tenant)

    def accept(self, name: str = "ada", at: datetime = NOON) -> Any:
        token = new_token(self.head.tenant, self.made.id, 1)
        return accept_invitation(self.person(name), token, ADA, verified=True, at=at)

    def now(self) -> Invitation:
        return invitations.find(self.head.tenant, self.made.id).invitation


def wish(*roles: str) -> Wish:
    return Wish("ada@example.com", "en", Preset(roles or ("learner",)))


@pytest.fixture
def scene(table: str, tenant: str) -> Scene:
    memory.forget()
    head = Caller(open_school(tenant).id, tenant, frozenset({"administrator"}))
    return Scene(head, invite(head, wish(), creation=Creation(new_id()), at=NOON))


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each gave, or the name of its refusal, in the order of the calls; all begin together."""
    barrier, ended = threading.Barrier(len(calls)), [None] * len(calls)

    def go(number: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            ended[number] = call() or "done"  # type: ignore[call-overload]
        except DomainError as refusal:
            ended[number] = type(refusal)  # type: ignore[call-overload]

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(ended)


def test_one_person_four_times_joins_once(scene: Scene) -> None:
    ended = at_once(*[scene.accept] * 4)
    joined = [membership for membership in ended if isinstance(membership, Membership)]
    assert {membership.person for membership in joined} == {scene.person("ada").person}
    assert all(isinstance(one, Membership) or one is Busy for one in ended)
    assert scene.now().accepted_by == scene.person("ada").person


def test_of_two_people_one_has_it(scene: Scene) -> None:
    ended = at_once(lambda: scene.accept("one"), lambda: scene.accept("two"))
    assert ended.count(InvitationUsed) == 1
    members = [name for name in ("one", "two") if memberships.find(scene.head.tenant, scene.person(name).person)]
    assert [scene.person(name).person for name in members] == [scene.now().accepted_by]


def test_accepted_and_revoked_is_one_of_both(scene: Scene) -> None:
    revoke = lambda: revoke_invitation(scene.head, scene.made.id, reason="No", at=NOON)  # noqa: E731
    accepted, revoked = at_once(scene.accept, revoke)
    joined = memberships.find(scene.head.tenant, scene.person("ada").person) is not None
    outcome = (scene.now().state, joined, accepted, revoked)
    assert outcome[:2] in {(InvitationState.ACCEPTED, True), (InvitationState.REVOKED, False)}
    if joined:
        assert revoked is InvitationUsed
    else:
        assert (accepted, revoked) == (InvitationRevoked, "done")


def test_accepted_and_sent_again_loses_neither(scene: Scene) -> None:
    later = NOON + timedelta(minutes=2)
    again = lambda: send_again(scene.head, scene.made.id, creation=Creation(new_id()), at=later)  # noqa: E731
    accepted, _ = at_once(lambda: scene.accept(at=later), again)
    if isinstance(accepted, type):  # the letter was overtaken by the next one
        assert (scene.now().delivery, scene.now().state) == (2, InvitationState.PENDING)
    else:
        assert scene.now().state is InvitationState.ACCEPTED


def test_of_three_invitations_of_one_address_one_is_made(scene: Scene) -> None:
    revoke_invitation(scene.head, scene.made.id, reason="No", at=NOON)
    ended = at_once(*[lambda: invite(scene.head, wish(), creation=Creation(new_id()), at=NOON)] * 3)
    assert ended.count(AlreadyInvited) == 2


def test_expiry_is_written_once_and_not_over_what_happened(scene: Scene) -> None:
    expire_invitation(scene.head.tenant, scene.made.id, at=NOON)
    assert scene.now().state is InvitationState.PENDING
    late = NOON + timedelta(days=15)
    for _ in range(2):
        expire_invitation(scene.head.tenant, scene.made.id, at=late)
    assert (scene.now().state, scene.now().ended_at) == (InvitationState.EXPIRED, late)
    other = invite(scene.head, wish(), creation=Creation(new_id()), at=late)
    revoke_invitation(scene.head, other.id, reason="No", at=late)
    expire_invitation(scene.head.tenant, other.id, at=late + timedelta(days=30))
    assert invitations.find(scene.head.tenant, other.id).invitation.state is InvitationState.REVOKED


@pytest.mark.parametrize("operation", ["invite", "accept", "revoke"])
def test_a_write_whose_answer_was_lost_counts(scene: Scene, operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table has it, the caller hears a failure and asks once more."""
    client = dynamodb()
    lost: list[int] = []
    real = client.transact_write_items

    def losing(**request: Any) -> Any:
        answer = real(**request)
        if not lost:
            lost.append(1)
            raise Busy("The answer was lost.")
        return answer

    monkeypatch.setattr(client, "transact_write_items", losing)
    creation = Creation.of("key-00001", tenant=scene.head.tenant, caller="c", operation="o", body="b")
    other = Wish("bob@example.com", "", Preset(("learner",)))
    act: Callable[[], object] = {
        "invite": lambda: invite(scene.head, other, creation=creation, at=NOON),
        "accept": scene.accept,
        "revoke": lambda: revoke_invitation(scene.head, scene.made.id, reason="No", at=NOON),
    }[operation]
    with pytest.raises(Busy):
        act()
    act()
    assert lost
    expected = {
        "invite": InvitationState.PENDING,
        "accept": InvitationState.ACCEPTED,
        "revoke": InvitationState.REVOKED,
    }
    assert scene.now().state is expected[operation]
