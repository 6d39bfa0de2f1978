"""Invite somebody, with or without an account; see, send again and revoke invitations."""

from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.identity.errors import EndsInThePast, InvitationRevoked
from lyceum.identity.inviting import PERMISSION, demand_places, demand_preset
from lyceum.identity.model.invitation import USUAL, Invitation, InvitationState, Preset
from lyceum.identity.model.role import Roles
from lyceum.identity.settled import settled, settled_without
from lyceum.identity.store import invitations, roles
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import NotFound
from lyceum.kernel.invitation_tokens import hashed, new_token
from lyceum.kernel.pages import Page
from lyceum.kernel.permissions import ROLE_GRANTS


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to invite to what."""

    address: str
    language: str
    preset: Preset
    expires: datetime | None = None
    """None: after 14 days."""
    batch: str = ""


def invite(caller: Caller, wish: Wish, *, creation: Creation, at: datetime) -> Invitation:
    """Invite an address. Whether it has an account anywhere changes nothing, and nothing tells.

    Raises PermissionDenied, PermissionNotHeld, UnknownRole, EndsInThePast, ExpiryTooFar, AlreadyInvited,
    IdempotencyKeyReused. 1 round trip, 2 with a role of the school's own or an idempotency key. Source: FEATURES TE5.
    """
    demand_wish(caller, wish, known_roles(caller.tenant, wish.preset), at=at)
    made = invitation_from(caller, wish, creation.id, at=at)
    invitations.add(made, creation)
    return made if creation.key_hash is None else invitations.find(caller.tenant, made.id).invitation


def demand_wish(caller: Caller, wish: Wish, known: Roles, *, at: datetime) -> None:
    """The caller may give what is wished, and none of it has ended. Raises as `invite`."""
    demand_preset(caller, wish.preset, known, at=at)
    ends = [one.expires for one in wish.preset.assignments if one.expires is not None]
    if any(end <= at for end in ends):
        raise EndsInThePast


def invitation_from(caller: Caller, wish: Wish, id: str, *, at: datetime) -> Invitation:
    """The invitation that a wish makes, with the hash of its first token. Raises EndsInThePast, ExpiryTooFar."""
    return Invitation(
        tenant=caller.tenant,
        id=id,
        address=wish.address,
        language=wish.language,
        preset=wish.preset,
        expires=wish.expires or at + USUAL,
        invited_by=caller.person,
        invited_at=at,
        sent_at=at,
        token_hash=hashed(new_token(caller.tenant, id, 1)),
        batch=wish.batch,
    ).checked()


def known_roles(tenant: str, preset: Preset) -> Roles:
    """The tenant's own roles, read only where the preset names one."""
    return roles.read(tenant)[0] if preset.names() - ROLE_GRANTS.keys() else Roles()


def invitations_of(
    caller: Caller, state: InvitationState | None, *, after: str | None, limit: int, at: datetime
) -> Page[Invitation]:
    """The school's invitations, by state and then newest first. 1 round trip.

    Those whose time is over are no longer among the pending; among the expired they are within a minute.
    """
    caller.demand(PERMISSION, at=at)
    page = invitations.listed(caller.tenant, state, after=after, limit=limit)
    return Page([one for one in page.items if state is None or one.state_at(at) is state], page.next_key)


def find_invitation(caller: Caller, id: str, *, at: datetime) -> Invitation:
    """One invitation. Raises InvitationNotFound, PermissionDenied. 1 round trip."""
    return _found(caller, id, at).invitation


def send_again(caller: Caller, id: str, *, creation: Creation, at: datetime) -> Invitation:
    """Send an invitation once more, with a new token; the old one is refused from then on. 2 round trips.

    Raises InvitationNotFound, PermissionDenied, InvitedTooOften, InvitationExpired, InvitationRevoked, InvitationUsed.
    """

    def act() -> Invitation:
        before = _found(caller, id, at)
        if creation.key_hash is not None and before.delivery_key == creation.key_hash:
            return before.invitation
        after = before.invitation.sent_again(at)
        after = replace(after, token_hash=hashed(new_token(caller.tenant, id, after.delivery)))
        invitations.send_again(before, after, delivery_key=creation.key_hash, actor=caller.person)
        return after

    return settled(act)


def revoke_invitation(caller: Caller, id: str, *, reason: str, at: datetime) -> None:
    """Take an invitation back, and say why; once more changes nothing. 2 round trips.

    Raises InvitationNotFound, PermissionDenied, InvitationExpired, InvitationUsed.
    """

    def act() -> None:
        before = _found(caller, id, at)
        try:
            before.invitation.demand_pending(at)
        except InvitationRevoked:
            return
        invitations.revoke(before, reason=reason, actor=caller.person, at=at)

    settled_without(act, gone=NotFound)


def expire_invitation(tenant: str, id: str, *, at: datetime) -> None:
    """Its time is over: write that down, unless it was accepted or revoked before; repeats change nothing.

    Raises InvitationNotFound. 2 round trips.
    """

    def act() -> None:
        before = invitations.find(tenant, id)
        written = before.invitation.state is not InvitationState.PENDING
        if not written and before.invitation.state_at(at) is InvitationState.EXPIRED:
            invitations.expire(before, at=at)

    settled(act)


def _found(caller: Caller, id: str, at: datetime) -> invitations.Kept:
    found = invitations.find(caller.tenant, id)
    demand_places(caller, found.invitation.preset, at=at)
    return found
