"""An invitation is accepted: it and the membership change in one transaction, once."""

from dataclasses import dataclass

from lyceum.identity.errors import InvitationNotFound, InvitationUsed, MembershipClosed, TenantNotFound
from lyceum.identity.events import InvitationAccepted, MemberJoined, RoleAssigned, RolesAssigned
from lyceum.identity.model.invitation import Invitation, InvitationState
from lyceum.identity.model.membership import Membership, Past
from lyceum.identity.store import assignments, memberships
from lyceum.identity.store.invitations import InvitationItem, ending, free_address, invitation_key, kept
from lyceum.identity.store.memberships import RegistrationItem, membership_from
from lyceum.kernel.creation import Creation
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.mail_addresses import same_address
from lyceum.kernel.revocation import revoke, rights_of
from lyceum.kernel.suspension import TenantSuspended
from lyceum.kernel.table import Key, Transaction, batch_get, tenant_key, transaction
from lyceum.kernel.table.write import Explanation


@dataclass(frozen=True, slots=True)
class Arrival:
    """An invitation, and what its bearer is in the tenant until now."""

    invitation: Invitation
    membership: Membership | None
    rev: int = 0
    """Of the membership, also of one that has ended."""
    past: tuple[Past, ...] = ()


def read(tenant: str, invitation: str, person: str) -> Arrival:
    """Both as they are kept. Raises InvitationNotFound, MembershipClosed. 1 round trip, 2 RCU."""
    item, member = batch_get(
        (InvitationItem, invitation_key(tenant, invitation)), (MemberItem, member_key(tenant, person)), consistent=True
    )
    found = kept(tenant, item, invitation).invitation
    if member is None:
        return Arrival(found, None)
    if member.status in memberships.ENDED:
        return Arrival(found, None, member.revision, membership_from(tenant, member).past)
    if member.status != "active":
        raise MembershipClosed(tenant=tenant)
    return Arrival(found, membership_from(tenant, member), member.revision)


def accept(arrival: Arrival, after: Membership, *, may_deny: bool) -> bool:
    """Keep that the bearer is the member `after` now; False where they had accepted before.

    Raises InvitationUsed where somebody else was first, ChangedInTheMeantime where invitation or membership changed,
    TenantSuspended, UnknownRole.
    """
    again = False

    def explain(old: InvitationItem | None) -> DomainError | None:
        nonlocal again
        if old is None:
            return InvitationNotFound()
        if old.accepted_by:
            again = old.accepted_by == after.person
            return None if again else InvitationUsed(invitation=arrival.invitation.id)
        return ChangedInTheMeantime()

    with transaction(tenant=after.tenant, at=after.changed_at, actor=after.person) as write:
        # First, for of several refusals the first one is told.
        _use(write, arrival, after.person, explain)
        write.check(
            RegistrationItem,
            Key(tenant_key(after.tenant), "TENANT"),
            when=RegistrationItem.present() & RegistrationItem.status.is_in("active", "pending"),
            otherwise=lambda old: TenantSuspended() if old else TenantNotFound(tenant=after.tenant),
        )
        _join(write, arrival, after)
        if may_deny and arrival.membership is not None:
            revoke(write, rights_of(after.person))
        free_address(write, arrival.invitation, after.person if _is_theirs(arrival, after) else None)
    return not again


def _use(write: Transaction, arrival: Arrival, person: str, explain: Explanation) -> None:
    invitation = arrival.invitation
    waiting = InvitationItem.state == str(InvitationState.PENDING)
    write.update(
        InvitationItem,
        invitation_key(write.tenant, invitation.id),
        [
            *ending(invitation, InvitationState.ACCEPTED, write.at),
            InvitationItem.accepted_by.set(person),
            InvitationItem.began_membership.set(arrival.membership is None),
        ],
        when=waiting & (InvitationItem.token_hash == invitation.token_hash) & (InvitationItem.expires > write.at),
        otherwise=explain,
        events=[InvitationAccepted(invitation=invitation.id, person=person)],
    )


def _join(write: Transaction, arrival: Arrival, after: Membership) -> None:
    before = arrival.membership
    if before is None:
        told = MemberJoined(person=after.person, roles=tuple(after.roles))
        if arrival.rev:
            memberships.begin_again(write, after, rev=arrival.rev, told=told)
        else:
            memberships.begin(write, after, told=told, otherwise=ChangedInTheMeantime())
    elif before != after:
        roles = (sorted(before.roles), sorted(after.roles))
        changed = RolesAssigned(person=after.person, roles=tuple(after.roles)).showing(roles=roles)
        memberships.change(write, before, after, rev=arrival.rev, told=changed)
    for id, given in after.assignments.items():
        if before is None or id not in before.assignments:
            assigned = RoleAssigned(
                person=after.person, assignment=id, role=given.role, scope=given.scope, expires=given.expires
            )
            reason = f"invitation {arrival.invitation.id}"
            assignments.record_assignment(
                write, after.person, given, reason=reason, creation=Creation(id), told=[assigned]
            )


def _is_theirs(arrival: Arrival, after: Membership) -> bool:
    return same_address(arrival.invitation.address, after.profile.email)
