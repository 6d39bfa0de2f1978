"""The webhook inbox: each event of the provider once, in the transaction of its effect; and what objects belong to."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.commerce.errors import PaymentOfAnotherOrder, WebhookNotFound
from lyceum.commerce.model import hook
from lyceum.commerce.model.hook import PAUSES, Hook, HookState
from lyceum.commerce.model.order import Order
from lyceum.commerce.store import orders
from lyceum.kernel import aws
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.events import Tellable
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.settings import settings
from lyceum.kernel.table import (
    CompressedJSONAttribute,
    InstantAttribute,
    Item,
    Key,
    Page,
    Transaction,
    get,
    tenant_key,
    transaction,
)
from lyceum.kernel.table.read import query_index

DUE = "commerce.WebhookDue"
KEPT = timedelta(days=90)
"""How long an event stays; the provider sends one again for three days at most."""

LARGEST_BYTES = 2048
"""Compressed; what is larger lies in the content bucket."""


class WebhookItem(Item):
    """An event of the provider: `HOOK#stripe#<event>` / `EVENT`."""

    KIND = "webhook"

    type = UnicodeAttribute(attr_name="ty")
    account = UnicodeAttribute(attr_name="ac", null=True)
    state = UnicodeAttribute(attr_name="st")
    error = UnicodeAttribute(attr_name="er", null=True)
    tries = NumberAttribute(attr_name="n", null=True)
    """How often it was looked at, while it waits."""
    received_at = InstantAttribute(attr_name="at")
    document = CompressedJSONAttribute(attr_name="doc", null=True)
    file = UnicodeAttribute(attr_name="f", null=True)
    """Key in the content bucket, where the document is large."""


class PointerItem(Item):
    """To whom one of the provider's objects belongs: `HOOK#stripe#obj#<id>` / `POINTER`."""

    KIND = "pointer"

    tenant = UnicodeAttribute(attr_name="t")
    order = UnicodeAttribute(attr_name="o")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an event, and whose it is as far as that is known."""

    state: HookState
    tenant: str | None = None
    error: str | None = None
    tries: int = 0
    events: Sequence[Tellable] = ()
    """What it tells itself, beside what its effect tells."""

    @property
    def is_listed(self) -> bool:
        """Whether anybody looks through it: not through what is nobody's and of no interest."""
        return self.tenant is not None or self.state is not HookState.IGNORED

    @property
    def pause(self) -> timedelta | None:
        """Until it is looked at again."""
        return PAUSES[self.tries - 1] if self.state is HookState.WAITING else None


def webhook_key(event: str) -> Key:
    """Where an event lies."""
    return Key(f"HOOK#stripe#{event}", "EVENT")


def pointer_key(object: str) -> Key:
    """Where it says to whom an object of the provider belongs."""
    return Key(f"HOOK#stripe#obj#{object}", "POINTER")


def list_of(tenant: str | None) -> str:
    """The list in which a school's events stand; None: those that no school is known for, which operators look at."""
    return tenant_key(tenant, "WEBHOOKS") if tenant is not None else "HOOK#stripe#NOBODYS"


def whose(object: str) -> tuple[str, str] | None:
    """Tenant and order of an object, or None where it is not known (yet). 1 round trip, 0.5 RCU."""
    item = get(PointerItem, pointer_key(object))
    return (item.tenant, item.order) if item is not None else None


def is_anothers(object: str, order: Order) -> bool:
    """Whether an object belongs to another order than this one. 1 round trip, 0.5 RCU."""
    return whose(object) not in (None, (order.tenant, order.id))


def point(write: Transaction, object: str, *, tenant: str, order: str) -> None:
    """Write down to whom an object belongs; the first that says so is right. 2 WCU. Raises PaymentOfAnotherOrder."""
    is_its_own = (PointerItem.tenant == tenant) & (PointerItem.order == order)
    write.update(
        PointerItem,
        pointer_key(object),
        [PointerItem.tenant.set(tenant), PointerItem.order.set(order)],
        when=PointerItem.absent() | is_its_own,
        otherwise=PaymentOfAnotherOrder(order=order),
        upsert=True,
    )


def keep(write: Transaction, event: Hook, outcome: Outcome, *, at: datetime, again: bool) -> None:
    """Put an event into the inbox, in the transaction of its effect; `again`: it waits there. 2 WCU per started KB.

    One that is there already, or that waits no more, was told before: its effect is there, too, or follows from there
    (it waits, or was refused). So the rest of the transaction is not needed.
    """
    if not again:
        write.put(_item(event, outcome, at), when=WebhookItem.absent(), otherwise=lambda _: None, events=outcome.events)
        return
    write.update(
        WebhookItem,
        webhook_key(event.id),
        _changed(event, outcome, at),
        when=(WebhookItem.state == str(HookState.WAITING)) & WebhookItem.due.does_not_exist(),
        otherwise=lambda _: None,
        events=outcome.events,
    )


def keep_alone(event: Hook, outcome: Outcome, *, at: datetime, again: bool = False) -> None:
    """The same where nothing else changes with it, or not yet. 1 round trip."""
    with transaction(tenant=outcome.tenant or PLATFORM, at=at) as write:
        keep(write, event, outcome, at=at, again=again)


def keep_effect(
    event: Hook,
    outcome: Outcome,
    before: Order,
    after: Order,
    *,
    at: datetime,
    events: Sequence[Tellable],
    again: bool,
) -> None:
    """The order as the event leaves it, the event, and the money that it tells of, in one transaction. 1 round trip.

    Raises ChangedInTheMeantime, PaymentOfAnotherOrder.
    """

    def more(write: Transaction) -> None:
        keep(write, event, outcome, at=at, again=again)
        if before.payment is None and after.payment is not None:
            orders.put_payment(write, after)
            point(write, after.payment.id, tenant=after.tenant, order=after.id)

    orders.save(before, after, at=at, events=events, more=more)


def waiting(event: str) -> tuple[Hook, int] | None:
    """An event whose time has come and how often it was looked at; None for every other. 1 round trip."""
    item = get(WebhookItem, webhook_key(event), consistent=True)
    pending: Any = item.due if item is not None else None
    if item is None or item.state != HookState.WAITING or pending is not None:
        return None
    return hook.of(_document(item)), int(item.tries or 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as the school sees it."""

    id: str
    type: str
    state: HookState
    at: datetime
    """When it came, or was looked at last."""
    error: str | None = None


def listed(tenant: str | None, *, after: str | None, limit: int) -> Page[Kept]:
    """Events that are known to be the school's, or nobody's (None), the newest first. 1 round trip."""
    page = query_index(list_of(tenant), after=after, limit=limit, forward=False)
    return Page([_listed(entry.card) for entry in page.items], page.next_key)


def _listed(card: Mapping[str, Any]) -> Kept:
    at = card["at"]
    return Kept(
        card["event"],
        card["type"],
        HookState(card["state"]),
        parse(at) if isinstance(at, str) else at,
        card.get("error"),
    )


def begin_again(tenant: str | None, event: str, *, at: datetime) -> None:
    """An event of the school's, or nobody's, is looked at as if it had waited; a repeat is the same.

    Raises WebhookNotFound. 1 round trip, 1 WCU per started KB, and its list's entry.
    """
    own = list_of(tenant)
    with transaction(tenant=tenant or PLATFORM, at=at) as write:
        write.update(
            WebhookItem,
            webhook_key(event),
            [
                WebhookItem.state.set(str(HookState.WAITING)),
                WebhookItem.tries.set(1),
                *WebhookItem.timer_removed(),
            ],
            when=WebhookItem.gsi1pk == own,
            otherwise=WebhookNotFound(),
        )


def find(event: str) -> Kept:
    """An event as it is now. 1 round trip, 1 RCU. Raises WebhookNotFound."""
    item = get(WebhookItem, webhook_key(event), consistent=True)
    if item is None:
        raise WebhookNotFound
    return Kept(event, item.type, HookState(item.state), item.received_at, item.error)


def _document(item: WebhookItem) -> Any:
    if item.document is not None:
        return item.document
    with aws.busy_where("S3"):
        body: bytes = aws.client("s3").get_object(Bucket=settings().content, Key=item.file)["Body"].read()
    return json.loads(body)


def _item(event: Hook, outcome: Outcome, at: datetime) -> WebhookItem:
    key = webhook_key(event.id)
    item = WebhookItem(
        key.pk,
        key.sk,
        type=event.type[:100],
        account=event.account,
        state=str(outcome.state),
        error=outcome.error,
        tries=outcome.tries or None,
        received_at=at,
        ttl=int((at + KEPT).timestamp()),
        **_placed(event),
    )
    if outcome.is_listed:
        item.gsi1pk, item.gsi1sk = list_of(outcome.tenant), f"{iso(at)}#{event.id}"
        item.card = _card(event, outcome, at)
    if outcome.pause is not None:
        item.set_timer(DUE, tenant=PLATFORM, id=event.id, at=at + outcome.pause)
    return item


def _placed(event: Hook) -> dict[str, Any]:
    """The document, where it fits; else it is put into the bucket first."""
    packed = json.dumps(event.document, ensure_ascii=False, separators=(",", ":")).encode()
    if len(zlib.compress(packed, 6)) <= LARGEST_BYTES:
        return {"document": event.document}
    file = f"webhooks/{event.id}.json"
    with aws.busy_where("S3"):
        aws.client("s3").put_object(Bucket=settings().content, Key=file, Body=packed, ContentType="application/json")
    return {"file": file}


def _card(event: Hook, outcome: Outcome, at: datetime) -> dict[str, Any]:
    card = {"event": event.id, "type": event.type[:100], "state": str(outcome.state), "at": at}
    return card | ({"error": outcome.error} if outcome.error else {})


def _changed(event: Hook, outcome: Outcome, at: datetime) -> list[Any]:
    changes: list[Any] = [
        WebhookItem.state.set(str(outcome.state)),
        WebhookItem.error.set(outcome.error) if outcome.error else WebhookItem.error.remove(),
    ]
    changes += [
        WebhookItem.gsi1pk.set(list_of(outcome.tenant)),
        WebhookItem.gsi1sk.set(f"{iso(at)}#{event.id}"),
        WebhookItem.card.set(_card(event, outcome, at)),
    ]
    if outcome.pause is None:
        return [*changes, *WebhookItem.timer_removed()]
    timer = WebhookItem.timer_set(DUE, tenant=PLATFORM, id=event.id, at=at + outcome.pause)
    return [*changes, WebhookItem.tries.set(outcome.tries), *timer]
