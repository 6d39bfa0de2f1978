"""Become a member, or more of one, by an invitation."""

from dataclasses import replace
from datetime import datetime

from lyceum.identity.errors import (
    InvitationForAnother,
    InvitationNotFound,
    InviterLostRights,
    MemberNotFound,
    PermissionNotHeld,
)
from lyceum.identity.holding import demand_another
from lyceum.identity.invite import known_roles
from lyceum.identity.inviting import as_of_now, demand_preset
from lyceum.identity.model.invitation import Invitation, with_preset
from lyceum.identity.model.membership import Membership, Profile
from lyceum.identity.settled import settled
from lyceum.identity.store import acceptances, memberships
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import NotAMember, PermissionDenied
from lyceum.kernel.invitation_tokens import invitation_of, is_token
from lyceum.kernel.mail_addresses import same_address
from lyceum.kernel.permissions import ROLE_GRANTS
from lyceum.kernel.setting_catalogue import FOREIGN_ADDRESS
from lyceum.kernel.tenant_settings import setting


def accept_invitation(caller: Caller, token: str, profile: Profile, *, verified: bool, at: datetime) -> Membership:
    """The caller gets what the invitation gives; once more by the same person is the same as once.

    `verified`: whether the caller's address was. What the inviter could not give any more is not given.
    Raises InvitationNotFound, InvitationExpired, InvitationRevoked, InvitationUsed, InvitationForAnother,
    InviterLostRights, SelfAssignment, MembershipClosed, TenantSuspended, UnknownRole, TooManyAssignments.
    2 round trips, 3 where more than a learner's place is given. The client refreshes its token afterwards.
    Source: RULES S1-5, S3-24; FEATURES TE5.
    """
    id = invitation_of(token)
    if id is None:
        raise InvitationNotFound

    def act() -> Membership:
        arrival = acceptances.read(caller.tenant, id, caller.person)
        invitation = arrival.invitation
        if not is_token(token, invitation.token_hash):
            raise InvitationNotFound
        if invitation.accepted_by == caller.person:
            return _kept(caller, arrival.membership)
        invitation.demand_pending(at)
        demand_another(Caller(invitation.invited_by, caller.tenant), caller.person)
        _demand_address(invitation, profile, verified=verified)
        _demand_inviter(invitation, at=at)
        before = arrival.membership or Membership.begin(caller.tenant, caller.person, profile, roles=(), at=at)
        after = replace(with_preset(before, invitation, at=at), past=arrival.past or before.past)
        if after == before and arrival.membership is not None:
            after = replace(after, changed_at=at)
        may_deny = bool(invitation.preset.names() - ROLE_GRANTS.keys())
        fresh = acceptances.accept(arrival, after, may_deny=may_deny)
        return after if fresh else _kept(caller, None)

    return settled(act)


def _demand_address(invitation: Invitation, profile: Profile, *, verified: bool) -> None:
    """Raises InvitationForAnother."""
    if verified and same_address(invitation.address, profile.email):
        return
    if not setting(invitation.tenant, FOREIGN_ADDRESS):
        raise InvitationForAnother(invitation=invitation.id)


def _demand_inviter(invitation: Invitation, *, at: datetime) -> None:
    """An invitation does not outlive the rights of who made it. Raises InviterLostRights."""
    if not any(invitation.preset.beyond_joining()):
        return
    inviter = as_of_now(invitation.tenant, invitation.invited_by)
    try:
        demand_preset(inviter, invitation.preset, known_roles(invitation.tenant, invitation.preset), at=at)
    except (NotAMember, PermissionDenied, PermissionNotHeld) as error:
        raise InviterLostRights(invitation=invitation.id) from error


def _kept(caller: Caller, read: Membership | None) -> Membership:
    if read is not None:
        return read
    found = memberships.find(caller.tenant, caller.person)
    if found is None:
        raise MemberNotFound(tenant=caller.tenant)
    return found[0]
