"""A membership ends: its rights go on both sides, older tokens are refused, and the item stays with its history."""

from datetime import datetime

from lyceum.identity.errors import HasCourses, MembershipClosed
from lyceum.identity.events import MemberLeft
from lyceum.identity.model.membership import Membership
from lyceum.identity.store.assignments import record_revocation
from lyceum.identity.store.memberships import ENDED, LEFT, membership_from
from lyceum.identity.store.uses import count_uses
from lyceum.kernel.clock import iso
from lyceum.kernel.directory import (
    AddressItem,
    MemberItem,
    PersonMembershipItem,
    address_key,
    member_key,
    person_key,
)
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.owned_courses import demand_none
from lyceum.kernel.revocation import Entry, revoke
from lyceum.kernel.table import Key, get, transaction

_MOST_RECORDS = 40
"""A transaction has a hundred items at most. The records of what somebody had beyond that stay as they were."""


def leave(tenant: str, person: str, *entries: Entry, reason: str, by: str, at: datetime) -> bool:
    """End an active membership; False for who is no member, or is none any more.

    `entries`: whose tokens are refused from now on. `reason`: what the records of their assignments say.
    Raises MembershipClosed (whoever is shut out could join again otherwise), LastAdministrator, HasCourses,
    ChangedInTheMeantime. 2 round trips, 3 with an address; 8 WCU and a list entry, 2 for each assignment, counted role
    and address.
    """
    item = get(MemberItem, member_key(tenant, person), consistent=True)
    if item is None or item.status in ENDED:
        return False
    if item.status != "active":
        raise MembershipClosed(tenant=tenant)
    before = membership_from(tenant, item)
    after = before.left(at=at)
    address = _address(before)
    with transaction(tenant=tenant, at=at, actor=by) as write:
        write.update(
            MemberItem,
            item.key,
            [
                MemberItem.status.set(LEFT),
                MemberItem.roles.set({}),
                MemberItem.assignments.remove(),
                MemberItem.overrides.remove(),
                MemberItem.past.set({iso(one.joined_at): iso(one.left_at) for one in after.past}),
                MemberItem.changed_at.set(at),
                MemberItem.gsi1pk.remove(),
                MemberItem.gsi1sk.remove(),
            ],
            when=MemberItem.rev == item.revision,
            otherwise=ChangedInTheMeantime(),
            events=[MemberLeft(person=person).showing(roles=(sorted(before.roles), []))],
        )
        write.delete(PersonMembershipItem, person_key(person, tenant))
        uses = after.uses()
        uses.subtract(before.uses())
        count_uses(write, uses)
        for id in sorted(before.assignments)[:_MOST_RECORDS]:
            record_revocation(write, person, id, reason=reason)
        if address is not None:
            free = [AddressItem.person.remove()]
            write.update(
                AddressItem, address, free, when=AddressItem.person == person, otherwise=ChangedInTheMeantime()
            )
        demand_none(write, person, lambda count: HasCourses(count=count))
        revoke(write, *entries)
    return True


def _address(membership: Membership) -> Key | None:
    """Where stands that their address is theirs; None where it does not."""
    if not membership.profile.email:
        return None
    key = address_key(membership.tenant, membership.profile.email)
    item = get(AddressItem, key, consistent=True)
    return key if item is not None and item.person == membership.person else None
