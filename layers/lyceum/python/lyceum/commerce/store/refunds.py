"""Refunds, each in one transaction with the order whose money it sets aside, gives back or keeps."""

from collections.abc import Callable, Sequence
from datetime import datetime

from lyceum.commerce.model.hook import Hook
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState
from lyceum.commerce.model.told_refund import Booked
from lyceum.commerce.store import inbox, orders
from lyceum.commerce.store.inbox import Outcome
from lyceum.commerce.store.items import RefundItem, order_key, refund_key
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.events import SYSTEM, Tellable
from lyceum.kernel.table import Transaction, get, query

PREFIX = "REFUND#"


def find(tenant: str, order: str, refund: str) -> Refund | None:
    """A refund as it is now. 1 round trip, 1 RCU."""
    item = get(RefundItem, refund_key(tenant, order, refund), consistent=True)
    return _entity(order, refund, item) if item is not None else None


def repeat_of(tenant: str, order: str, creation: Creation) -> Refund | None:
    """The refund that the same wish made before, or None. Raises IdempotencyKeyReused. 1 round trip, 1 RCU."""
    if creation.key_hash is None:
        return None
    item = get(RefundItem, refund_key(tenant, order, creation.id), consistent=True)
    if item is None:
        return None
    if item.body_hash != creation.body_hash:
        raise IdempotencyKeyReused
    return _entity(order, creation.id, item)


def of_order(order: Order) -> list[Refund]:
    """All refunds of an order. 1 round trip, 1 RCU per started 4 KB."""
    found: list[Refund] = []
    after: str | None = None
    while True:
        page = query(RefundItem, order_key(order.tenant, order.id).pk, prefix=PREFIX, after=after)
        found += [_entity(order.id, item.sk.removeprefix(PREFIX), item) for item in page.items]
        after = page.next_key
        if after is None:
            return found


def ask(
    before: Order,
    after: Order,
    refund: Refund,
    *,
    at: datetime,
    events: Sequence[Tellable] = (),
    creation: Creation | None = None,
) -> None:
    """Keep a new refund with the order that has set its amounts aside. Raises ChangedInTheMeantime. 1 round trip."""
    item = _item(after, refund, creation)

    def more(write: Transaction) -> None:
        write.put(item, when=RefundItem.absent(), otherwise=ChangedInTheMeantime())

    orders.save(before, after, at=at, actor=refund.by or SYSTEM, events=events, more=more)


def settle(before: Order, after: Order, refund: Refund, *, at: datetime, events: Sequence[Tellable] = ()) -> None:
    """Keep what became of a refund, with the order. Raises ChangedInTheMeantime. 1 round trip."""
    orders.save(before, after, at=at, events=events, more=lambda write: _settle(write, after, refund, at))


def keep_told(
    event: Hook,
    outcome: Outcome,
    before: Order,
    after: Order,
    booked: Sequence[Booked],
    *,
    at: datetime,
    events: Sequence[Tellable],
    again: bool,
) -> None:
    """Refunds as an event of the provider tells them, with their order and the event. Raises ChangedInTheMeantime.

    1 round trip.
    """

    def more(write: Transaction) -> None:
        inbox.keep(write, event, outcome, at=at, again=again)
        booking(after, booked, at)(write)

    orders.save(before, after, at=at, events=events, more=more)


def booking(order: Order, booked: Sequence[Booked], at: datetime) -> Callable[[Transaction], None]:
    """What keeps refunds as they were told, in the transaction of their order."""

    def more(write: Transaction) -> None:
        for one in booked:
            if one.before is None:
                write.put(_item(order, one.after), when=RefundItem.absent(), otherwise=ChangedInTheMeantime())
            else:
                _settle(write, order, one.after, at)

    return more


def _settle(write: Transaction, order: Order, refund: Refund, at: datetime) -> None:
    write.update(
        RefundItem,
        refund_key(order.tenant, order.id, refund.id),
        [
            RefundItem.state.set(str(refund.state)),
            RefundItem.settled_at.set(refund.settled_at or at),
            RefundItem.failure.set(refund.failure) if refund.failure else RefundItem.failure.remove(),
        ],
        otherwise=ChangedInTheMeantime(),
    )


def _item(order: Order, refund: Refund, creation: Creation | None = None) -> RefundItem:
    key = refund_key(order.tenant, order.id, refund.id)
    return RefundItem(
        key.pk,
        key.sk,
        amounts=dict(refund.amounts),
        reason=str(refund.reason),
        by=refund.by,
        at=refund.at,
        state=str(refund.state),
        settled_at=refund.settled_at,
        note=refund.note,
        failure=refund.failure,
        payment=refund.payment,
        whole=refund.whole,
        currency=refund.currency,
        key_hash=creation.key_hash if creation else None,
        body_hash=creation.body_hash if creation else None,
    )


def _entity(order: str, refund: str, item: RefundItem) -> Refund:
    return Refund(
        id=refund,
        order=order,
        amounts={course: int(amount) for course, amount in item.amounts.items()},
        reason=RefundReason(item.reason),
        by=item.by,
        at=item.at,
        state=RefundState(item.state),
        settled_at=item.settled_at,
        note=item.note,
        failure=item.failure,
        payment=item.payment,
        whole=int(item.whole) if item.whole is not None else None,
        currency=item.currency,
    )
