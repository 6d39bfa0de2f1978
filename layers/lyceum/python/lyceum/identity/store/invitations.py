"""Invitations: `T#t#I#<invitation> / INVITATION`; who has or awaits an address: `T#t#ADDRESS#<hash> / ADDRESS`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.identity.errors import AlreadyInvited, InvitationExists, InvitationNotFound
from lyceum.identity.events import InvitationLapsed, InvitationMade, InvitationRenewed, InvitationWithdrawn
from lyceum.identity.model.invitation import Invitation, InvitationState, Preset
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.directory import AddressItem, address_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.events import Event
from lyceum.kernel.pages import Page
from lyceum.kernel.rights import Assignment
from lyceum.kernel.table import InstantAttribute, Item, Key, Transaction, batch_get, get, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import query_index

_TIMER = "identity.InvitationDue"
KEPT = timedelta(days=365)
"""How long an invitation stays after its end."""


class InvitationItem(Item):
    """An invitation as it is kept. Its token lies nowhere."""

    KIND = "invitation"

    address = UnicodeAttribute(attr_name="e")
    """Empty once its person was forgotten."""
    language = UnicodeAttribute(attr_name="l", null=True)
    preset = RawMapAttribute(attr_name="ps")
    """`r` roles for the whole school, `a` assignments (`r` role, `s` place, `e` end)."""
    expires = InstantAttribute(attr_name="x")
    invited_by = UnicodeAttribute(attr_name="b")
    invited_at = InstantAttribute(attr_name="a")
    sent_at = InstantAttribute(attr_name="sa")
    state = UnicodeAttribute(attr_name="s")
    delivery = NumberAttribute(attr_name="g")
    token_hash = UnicodeAttribute(attr_name="h")
    delivery_key = UnicodeAttribute(attr_name="dk", null=True)
    """Hash of the Idempotency-Key of the last delivery."""
    accepted_by = UnicodeAttribute(attr_name="p", null=True)
    ended_at = InstantAttribute(attr_name="z", null=True)
    reason = UnicodeAttribute(attr_name="w", null=True)
    batch = UnicodeAttribute(attr_name="bt", null=True)
    began_membership = BooleanAttribute(attr_name="nm", null=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """An invitation with its revision."""

    invitation: Invitation
    rev: int
    delivery_key: str | None


def invitation_key(tenant: str, id: str) -> Key:
    """Where an invitation lies."""
    return Key(tenant_key(tenant, "I", id), "INVITATION")


def add(invitation: Invitation, creation: Creation) -> None:
    """Keep a new invitation and tell of it, if none waits for the address; the same wish again changes nothing.

    Raises AlreadyInvited, IdempotencyKeyReused. 2 items in one transaction.
    """
    item = item_of(invitation)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    told = InvitationMade(invitation=invitation.id, delivery=invitation.delivery, expires=invitation.expires)
    again = repeated(creation, InvitationExists(invitation=invitation.id))
    with transaction(tenant=invitation.tenant, at=invitation.invited_at, actor=invitation.invited_by) as write:
        write.put(
            item,
            when=InvitationItem.absent(),
            # Without a key the id is of this request alone: if it is there, only the answer was lost.
            otherwise=lambda old: again(old) if creation.key_hash else None,
            events=[told],
        )
        write.update(
            AddressItem,
            address_key(invitation.tenant, invitation.address),
            [AddressItem.invitation.set(invitation.id), AddressItem.until.set(invitation.expires)],
            when=AddressItem.invitation.does_not_exist() | (AddressItem.until <= invitation.invited_at),
            otherwise=lambda old: AlreadyInvited(invitation=old.invitation),
            upsert=True,
        )


def find(tenant: str, id: str) -> Kept:
    """An invitation. Raises InvitationNotFound. 1 round trip, 1 RCU."""
    return kept(tenant, get(InvitationItem, invitation_key(tenant, id), consistent=True), id)


def kept(tenant: str, item: InvitationItem | None, id: str) -> Kept:
    """From an item that was read. Raises InvitationNotFound."""
    if item is None:
        raise InvitationNotFound(invitation=id)
    return Kept(_entity(tenant, item), item.revision, item.delivery_key)


def listed(tenant: str, state: InvitationState | None, *, after: str | None, limit: int) -> Page[Invitation]:
    """Invitations as lists show them, by state and then newest first. 1 round trip."""
    prefix = f"{state}#" if state else ""
    page = query_index(_list(tenant), prefix=prefix, after=after, limit=limit, forward=False)
    return Page([_listed(tenant, entry.key.pk.rpartition("#")[2], entry.card) for entry in page.items], page.next_key)


def find_all(tenant: str, ids: Sequence[str]) -> dict[str, Kept]:
    """Up to 100 invitations that are there, by id. 1 round trip."""
    read = batch_get(*((InvitationItem, invitation_key(tenant, id)) for id in ids), consistent=True) if ids else []
    return {id: kept(tenant, item, id) for id, item in zip(ids, read, strict=True) if item is not None}


def addresses(tenant: str, wanted: Sequence[str]) -> list[AddressItem | None]:
    """Who has each of up to 100 addresses, or awaits it. 1 round trip."""
    keys = [address_key(tenant, address) for address in wanted]
    return batch_get(*((AddressItem, key) for key in keys), consistent=True) if keys else []


def send_again(before: Kept, after: Invitation, *, delivery_key: str | None, actor: str) -> None:
    """Keep a new delivery and tell of it. Raises ChangedInTheMeantime."""
    actions = [
        InvitationItem.delivery.set(after.delivery),
        InvitationItem.token_hash.set(after.token_hash),
        InvitationItem.sent_at.set(after.sent_at),
        InvitationItem.delivery_key.set(delivery_key) if delivery_key else InvitationItem.delivery_key.remove(),
    ]
    told = InvitationRenewed(invitation=after.id, delivery=after.delivery)
    with transaction(tenant=after.tenant, at=after.sent_at, actor=actor) as write:
        _update(write, before, actions, told)


def revoke(before: Kept, *, reason: str, actor: str, at: datetime) -> None:
    """Take an invitation back; its address is free again. Raises ChangedInTheMeantime. 2 items in one transaction."""
    invitation = before.invitation
    with transaction(tenant=invitation.tenant, at=at, actor=actor) as write:
        actions = [*ending(invitation, InvitationState.REVOKED, at), InvitationItem.reason.set(reason)]
        _update(write, before, actions, InvitationWithdrawn(invitation=invitation.id))
        free_address(write, invitation)


def expire(before: Kept, *, at: datetime) -> None:
    """Write down that nobody came; its address can be invited again anyway. Raises ChangedInTheMeantime."""
    invitation = before.invitation
    with transaction(tenant=invitation.tenant, at=at) as write:
        actions = ending(invitation, InvitationState.EXPIRED, at)
        _update(write, before, actions, InvitationLapsed(invitation=invitation.id))


def free_address(write: Transaction, invitation: Invitation, person: str | None = None) -> None:
    """Add to a transaction that no invitation waits for the address any more, and perhaps whose it is now."""
    write.update(
        AddressItem,
        address_key(invitation.tenant, invitation.address),
        [
            AddressItem.invitation.remove(),
            AddressItem.until.remove(),
            *([AddressItem.person.set(person)] if person else []),
        ],
        upsert=True,
    )


def ending(invitation: Invitation, state: InvitationState, at: datetime) -> list[Any]:
    """Actions that end an invitation."""
    return [
        InvitationItem.state.set(str(state)),
        InvitationItem.ended_at.set(at),
        InvitationItem.gsi1sk.set(_place(state, invitation)),
        InvitationItem.card.set(_card(invitation, state)),
        InvitationItem.ttl.set(int((at + KEPT).timestamp())),
        *InvitationItem.timer_removed(),
    ]


def _update(write: Transaction, before: Kept, actions: Sequence[Any], told: Event) -> None:
    write.update(
        InvitationItem,
        invitation_key(write.tenant, before.invitation.id),
        actions,
        when=InvitationItem.rev == before.rev,
        otherwise=ChangedInTheMeantime(),
        events=[told],
    )


def _list(tenant: str) -> str:
    return tenant_key(tenant, "INVITATIONS")


def _place(state: InvitationState, invitation: Invitation) -> str:
    return f"{state}#{iso(invitation.invited_at)}#{invitation.id}"


def _card(invitation: Invitation, state: InvitationState) -> dict[str, Any]:
    said = {
        "e": invitation.address,
        "l": invitation.language,
        "ps": preset_kept(invitation.preset),
        "x": iso(invitation.expires),
        "b": invitation.invited_by,
        "a": iso(invitation.invited_at),
        "s": str(state),
        "bt": invitation.batch,
    }
    return {name: value for name, value in said.items() if value}


def _listed(tenant: str, id: str, card: dict[str, Any]) -> Invitation:
    invited = parse(card["a"])
    return Invitation(
        tenant=tenant,
        id=id,
        address=card.get("e", ""),
        language=card.get("l", ""),
        preset=preset_from(card["ps"]),
        expires=parse(card["x"]),
        invited_by=card["b"],
        invited_at=invited,
        sent_at=invited,
        state=InvitationState(card["s"]),
        batch=card.get("bt", ""),
    )


def preset_kept(preset: Preset) -> dict[str, Any]:
    """As an item keeps it."""

    def one(given: Assignment) -> dict[str, Any]:
        said = {"r": given.role, "s": given.scope, "e": iso(given.expires) if given.expires else ""}
        return {name: value for name, value in said.items() if value}

    return {"r": list(preset.roles), "a": [one(each) for each in preset.assignments]}


def preset_from(kept: dict[str, Any]) -> Preset:
    """From an item."""

    def one(said: dict[str, Any]) -> Assignment:
        return Assignment("", said["r"], said.get("s", ""), parse(said["e"]) if said.get("e") else None)

    return Preset(tuple(kept["r"]), tuple(one(each) for each in kept["a"]))


def item_of(invitation: Invitation) -> InvitationItem:
    """The item that keeps a new invitation."""
    key = invitation_key(invitation.tenant, invitation.id)
    item = InvitationItem(
        key.pk,
        key.sk,
        address=invitation.address,
        language=invitation.language or None,
        preset=preset_kept(invitation.preset),
        expires=invitation.expires,
        invited_by=invitation.invited_by,
        invited_at=invitation.invited_at,
        sent_at=invitation.sent_at,
        state=str(invitation.state),
        delivery=invitation.delivery,
        token_hash=invitation.token_hash,
        batch=invitation.batch or None,
        gsi1pk=_list(invitation.tenant),
        gsi1sk=_place(invitation.state, invitation),
        card=_card(invitation, invitation.state),
    )
    item.set_timer(_TIMER, tenant=invitation.tenant, id=invitation.id, at=invitation.expires)
    return item


def _entity(tenant: str, item: InvitationItem) -> Invitation:
    return Invitation(
        tenant=tenant,
        id=item.pk.rpartition("#")[2],
        address=item.address,
        language=item.language or "",
        preset=preset_from(item.preset),
        expires=item.expires,
        invited_by=item.invited_by,
        invited_at=item.invited_at,
        sent_at=item.sent_at,
        state=InvitationState(item.state),
        delivery=int(item.delivery),
        token_hash=item.token_hash,
        accepted_by=item.accepted_by or "",
        ended_at=item.ended_at,
        reason=item.reason or "",
        batch=item.batch or "",
        began_membership=bool(item.began_membership),
    )
