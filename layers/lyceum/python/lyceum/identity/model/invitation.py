"""The invitation, what it promises, and what is true of it. Source: RULES S3-24, FEATURES TE5."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from lyceum.identity.errors import (
    EndsInThePast,
    ExpiryTooFar,
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    InvitedTooOften,
)
from lyceum.identity.model.membership import Membership
from lyceum.kernel.ids import derived_id
from lyceum.kernel.permissions import Role
from lyceum.kernel.rights import Assignment

LONGEST = timedelta(days=90)
USUAL = timedelta(days=14)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)


class InvitationState(StrEnum):
    """Where an invitation stands (RULES S3-24)."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Preset:
    """What whoever accepts is given."""

    roles: tuple[str, ...] = ()
    """For the whole school."""
    assignments: tuple[Assignment, ...] = ()
    """In one place, or until some time."""

    def given(self) -> Iterator[tuple[str, str]]:
        """Each role with its place, empty for the whole school."""
        yield from ((role, "") for role in self.roles)
        yield from ((one.role, one.scope) for one in self.assignments)

    def beyond_joining(self) -> Iterator[tuple[str, str]]:
        """What joining by oneself would not give: a learner of the whole school anybody can be made who is invited."""
        return ((role, scope) for role, scope in self.given() if (role, scope) != (Role.LEARNER, ""))

    def names(self) -> frozenset[str]:
        """Every role that it names."""
        return frozenset(role for role, _ in self.given())


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody is asked to become a member."""

    tenant: str
    id: str
    address: str
    language: str
    preset: Preset
    expires: datetime
    invited_by: str
    invited_at: datetime
    sent_at: datetime
    state: InvitationState = InvitationState.PENDING
    delivery: int = 1
    """How often it was sent; each time with another token."""
    token_hash: str = ""
    accepted_by: str = ""
    ended_at: datetime | None = None
    reason: str = ""
    """Why it was revoked."""
    batch: str = ""
    began_membership: bool = False
    """Whether its person was no member before."""

    def checked(self) -> Self:
        """Itself, if it ends in time. Raises EndsInThePast, ExpiryTooFar."""
        if self.expires <= self.invited_at:
            raise EndsInThePast
        if self.expires > self.invited_at + LONGEST:
            raise ExpiryTooFar(days=LONGEST.days)
        return self

    def state_at(self, at: datetime) -> InvitationState:
        """Where it stands then: after its end it is expired, whether or not that was written down."""
        overdue = self.state is InvitationState.PENDING and self.expires <= at
        return InvitationState.EXPIRED if overdue else self.state

    def demand_pending(self, at: datetime) -> None:
        """Raises InvitationExpired, InvitationRevoked, InvitationUsed."""
        refusals = {
            InvitationState.ACCEPTED: InvitationUsed,
            InvitationState.EXPIRED: InvitationExpired,
            InvitationState.REVOKED: InvitationRevoked,
        }
        refusal = refusals.get(self.state_at(at))
        if refusal is not None:
            raise refusal(invitation=self.id)

    def without_address(self) -> "Invitation":
        """With nothing that says to whom it went."""
        return replace(self, address="")

    def sent_again(self, at: datetime) -> "Invitation":
        """With one delivery more. Raises InvitedTooOften, and as `demand_pending`."""
        self.demand_pending(at)
        wait = self.sent_at + pause_after(self.delivery) - at
        if wait > timedelta(0):
            refusal = InvitedTooOften(invitation=self.id)
            refusal.retry_after = int(wait.total_seconds()) + 1
            raise refusal
        return replace(self, delivery=self.delivery + 1, sent_at=at)


def pause_after(delivery: int) -> timedelta:
    """How long after a delivery the next one may go out: a minute, two, four, up to a day."""
    return min(FIRST_PAUSE * (1 << min(delivery - 1, 20)), LONGEST_PAUSE)


def with_preset(before: Membership, invitation: Invitation, *, at: datetime) -> Membership:
    """The membership with what the invitation gives; what the member has already, or what has ended, is passed over.

    Raises TooManyAssignments.
    """
    preset = invitation.preset
    added = set(preset.roles) - set(before.roles)
    changed = before.with_roles(set(before.roles) | added, at=at) if added else before
    held = {(one.role, one.scope) for one in before.rights.assignments if one.expires is None or at < one.expires}
    for number, wish in enumerate(preset.assignments):
        if (wish.role, wish.scope) in held or (wish.expires is not None and wish.expires <= at):
            continue
        id = derived_id("invited", invitation.tenant, invitation.id, str(number))
        held.add((wish.role, wish.scope))
        given = replace(wish, id=id, by=invitation.invited_by, since=at)
        changed = changed.assigned(given, at=at)
    return changed
