"""Memberships: `T#t#U#p / MEMBER` for the tenant, `P#p / MEMBERSHIP#t` for the person's token."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.operand import Path

from lyceum.identity.errors import MemberNotFound, RegistrationClosed, TenantIsOpen, TenantNotFound
from lyceum.identity.events import MemberJoined, MembershipTakenBack
from lyceum.identity.model.membership import Membership, Past, Profile
from lyceum.identity.store.identities import stands_for_itself
from lyceum.identity.store.uses import count_uses, give_up_administration
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.directory import (
    AddressItem,
    MemberItem,
    PersonMembershipItem,
    address_key,
    member_key,
    person_key,
)
from lyceum.kernel.errors import ChangedInTheMeantime, Conflict, DomainError
from lyceum.kernel.events import Event, Tellable
from lyceum.kernel.ids import shard_of
from lyceum.kernel.permissions import Role
from lyceum.kernel.revocation import revoke, rights_of
from lyceum.kernel.rights import Assignment, Override
from lyceum.kernel.table import Item, Key, Transaction, get, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS
from lyceum.kernel.table.write import Explanation

TAKEN_BACK = "taken_back"
LEFT = "left"
ENDED = (TAKEN_BACK, LEFT)
"""Who was a member and is none: the item stays, for what it says of them, and they may begin again."""


class RegistrationItem(Item):
    """The tenant's record as far as joining needs it."""

    KIND = "tenant"

    self_registration = BooleanAttribute(attr_name="sr")
    status = UnicodeAttribute(attr_name="s", null=True)


class _Ended(Conflict):
    """The person was a member before."""

    title = {"en": "The membership has ended", "th": "สมาชิกภาพสิ้นสุดแล้ว"}

    def __init__(self, past: MemberItem) -> None:
        super().__init__()
        self.before = past


def find(tenant: str, person: str) -> tuple[Membership, int] | None:
    """A membership and its revision, or None, also for one that has ended. 1 round trip, 1 RCU."""
    item = get(MemberItem, member_key(tenant, person), consistent=True)
    return (membership_from(tenant, item), item.revision) if item is not None and item.status not in ENDED else None


def add(membership: Membership, *, self_registered: bool, actor: str) -> Membership:
    """Keep a new membership on both sides; what is kept may be an earlier one: joining twice changes nothing.

    Who was a member before begins again, with their history. Raises TenantNotFound, RegistrationClosed,
    ChangedInTheMeantime. 3 items in one transaction; one more round trip for who begins again.
    """
    kept = membership

    def explain(old: MemberItem | None) -> DomainError | None:
        nonlocal kept
        if old is None:
            return MemberNotFound()
        if old.status in ENDED:
            return _Ended(old)
        kept = membership_from(membership.tenant, old)
        return None

    try:
        _add(membership, explain, rev=None, self_registered=self_registered, actor=actor)
    except _Ended as ended:
        kept = replace(membership, past=membership_from(membership.tenant, ended.before).past)
        _add(kept, explain, rev=ended.before.revision, self_registered=self_registered, actor=actor)
    return kept


def _add(membership: Membership, explain: Explanation, *, rev: int | None, self_registered: bool, actor: str) -> None:
    open_to_all = RegistrationItem.self_registration == True  # noqa: E712 - PynamoDB builds a condition from it
    open_to_all &= RegistrationItem.status.is_in("active", "pending")
    told = MemberJoined(person=membership.person, roles=tuple(membership.roles))
    with transaction(tenant=membership.tenant, at=membership.joined_at, actor=actor) as write:
        if rev is None:
            begin(write, membership, told=told, otherwise=explain)
        else:
            begin_again(write, membership, rev=rev, told=told)
        write.check(
            RegistrationItem,
            Key(tenant_key(membership.tenant), "TENANT"),
            when=RegistrationItem.present() & open_to_all if self_registered else RegistrationItem.present(),
            otherwise=lambda old: RegistrationClosed() if old else TenantNotFound(tenant=membership.tenant),
        )
        if membership.profile.email:
            write.update(
                AddressItem,
                address_key(membership.tenant, membership.profile.email),
                [AddressItem.person.set(membership.person)],
                upsert=True,
            )


def begin(write: Transaction, membership: Membership, *, told: Event, otherwise: Explanation) -> None:
    """Add to a transaction a new membership: both sides, and what counts its roles."""
    write.put(_item(membership), when=MemberItem.absent(), otherwise=otherwise, events=[told])
    _begin_beside(write, membership)


def begin_again(write: Transaction, membership: Membership, *, rev: int, told: Event) -> None:
    """Add to a transaction that one who was a member before is one again: the same membership, with its history."""
    item = _item(membership)
    texts = ((MemberItem.name, item.name), (MemberItem.email, item.email), (MemberItem.language, item.language))
    said = ((MemberItem.assignments, item.assignments), (MemberItem.overrides, item.overrides))
    write.update(
        MemberItem,
        member_key(membership.tenant, membership.person),
        [
            MemberItem.status.set("active"),
            *(text.set(value) if value else text.remove() for text, value in texts),
            *(rights.set(value) if value else rights.remove() for rights, value in said),
            MemberItem.roles.set(membership.roles),
            MemberItem.joined_at.set(membership.joined_at),
            MemberItem.changed_at.set(membership.changed_at),
            MemberItem.card.set(item.card),
            MemberItem.gsi1pk.set(item.gsi1pk),
            MemberItem.gsi1sk.set(item.gsi1sk),
        ],
        when=(MemberItem.rev == rev) & MemberItem.status.is_in(*ENDED),
        otherwise=ChangedInTheMeantime(),
        events=[told],
    )
    _begin_beside(write, membership)


def _begin_beside(write: Transaction, membership: Membership) -> None:
    write.update(
        PersonMembershipItem,
        person_key(membership.person, membership.tenant),
        [*_person_side(membership), PersonMembershipItem.joined_at.set(membership.joined_at)],
        upsert=True,
    )
    count_uses(write, membership.uses())
    stands_for_itself(write, membership.person)


@contextmanager
def changing(
    before: Membership,
    after: Membership,
    *,
    rev: int,
    told: Tellable,
    takes_away: bool,
    actor: str,
    at: datetime | None = None,
) -> Iterator[Transaction]:
    """A transaction that makes one membership of the other: both sides, what counts its roles, and where something is
    taken away, that older tokens are refused. The block adds its own records.

    Raises ChangedInTheMeantime where somebody changed the membership since `rev`, UnknownRole, LastAdministrator.
    """
    with transaction(tenant=after.tenant, at=at or after.changed_at, actor=actor) as write:
        yield write
        change(write, before, after, rev=rev, told=told)
        if takes_away:
            revoke(write, rights_of(after.person))


def change(write: Transaction, before: Membership, after: Membership, *, rev: int, told: Tellable) -> None:
    """Add to a transaction that one membership becomes the other: both sides, and what counts its roles."""
    write.update(
        MemberItem,
        member_key(after.tenant, after.person),
        [
            MemberItem.roles.set(after.roles),
            MemberItem.assignments.set(_assignments(after)),
            MemberItem.overrides.set(_overrides(after)),
            MemberItem.changed_at.set(after.changed_at),
            *([MemberItem.card.set(_card(after))] if _card(after) != _card(before) else []),
        ],
        when=MemberItem.rev == rev,
        otherwise=lambda old: ChangedInTheMeantime() if old else MemberNotFound(),
        events=[told],
    )
    write.update(PersonMembershipItem, person_key(after.person, after.tenant), _person_side(after), upsert=True)
    used = after.uses()
    used.subtract(before.uses())
    count_uses(write, used)


def take_back(tenant: str, person: str, *, at: datetime) -> None:
    """Undo the appointment of an administrator, while the school is being set up; once more changes nothing.

    Raises TenantIsOpen. 4 items in one transaction.
    """
    with transaction(tenant=tenant, at=at) as write:
        write.check(
            RegistrationItem,
            Key(tenant_key(tenant), "TENANT"),
            when=RegistrationItem.status.is_in("pending", "failed"),
            otherwise=TenantIsOpen(tenant=tenant),
        )
        write.update(
            MemberItem,
            member_key(tenant, person),
            [
                MemberItem.status.set(TAKEN_BACK),
                MemberItem.roles.set({}),
                MemberItem.changed_at.set(at),
                MemberItem.gsi1pk.remove(),
                MemberItem.gsi1sk.remove(),
            ],
            when=(MemberItem.status == "active") & Path([MemberItem.roles.attr_name, Role.ADMINISTRATOR]).exists(),
            otherwise=lambda _: None,  # nobody was appointed, or it was taken back before
            events=[MembershipTakenBack(person=person)],
        )
        write.delete(PersonMembershipItem, person_key(person, tenant))
        give_up_administration(write)


def _person_side(membership: Membership) -> list[Any]:
    return [
        PersonMembershipItem.roles.set(membership.roles),
        PersonMembershipItem.assignments.set(_assignments(membership)),
        PersonMembershipItem.overrides.set(_overrides(membership)),
        PersonMembershipItem.changed_at.set(membership.changed_at),
    ]


def _assignments(membership: Membership) -> dict[str, Any]:
    return {id: _kept(one, r=one.role) for id, one in membership.assignments.items()}


def _overrides(membership: Membership) -> dict[str, Any]:
    return {place: _kept(one, g=one.allows) for place, one in membership.overrides.items()}


def _kept(one: Assignment | Override, **said: object) -> dict[str, Any]:
    more = {
        "s": one.scope if isinstance(one, Assignment) else "",
        "e": iso(one.expires) if one.expires else "",
        "b": one.by,
        "a": iso(one.since) if one.since else "",
    }
    return {**said, **{name: text for name, text in more.items() if text}}


def _card(membership: Membership) -> dict[str, Any]:
    return {"person": membership.person, "name": membership.profile.name, "roles": list(membership.roles)}


def _item(membership: Membership) -> MemberItem:
    key = member_key(membership.tenant, membership.person)
    shard = shard_of(membership.person, LIST_SHARDS)
    return MemberItem(
        key.pk,
        key.sk,
        person=membership.person,
        name=membership.profile.name or None,
        email=membership.profile.email or None,
        language=membership.profile.language or None,
        roles=membership.roles,
        assignments=_assignments(membership) or None,
        overrides=_overrides(membership) or None,
        joined_at=membership.joined_at,
        changed_at=membership.changed_at,
        gsi1pk=tenant_key(membership.tenant, "MEMBERS", str(shard)),
        gsi1sk=f"{membership.profile.name}#{membership.person}",
        card=_card(membership),
    )


def membership_from(tenant: str, item: MemberItem) -> Membership:
    """From an item that was read."""
    joined: datetime = item.joined_at
    changed: datetime | None = item.changed_at
    rights = item.said()
    return Membership(
        tenant=tenant,
        person=item.person,
        profile=Profile(name=item.name or "", email=item.email or "", language=item.language or ""),
        roles=item.roles or {},
        joined_at=joined,
        changed_at=changed or joined,
        assignments={one.id: one for one in rights.assignments},
        overrides={f"{one.permission}|{one.scope}": one for one in rights.overrides},
        past=tuple(Past(parse(begun), parse(left)) for begun, left in sorted((item.past or {}).items())),
    )
