"""Refunds, each in one transaction with the order whose money it sets aside, gives back or keeps."""

from collections.abc import Sequence
from datetime import datetime

from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState
from lyceum.commerce.store import orders
from lyceum.commerce.store.items import RefundItem, refund_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.events import SYSTEM, Tellable
from lyceum.kernel.table import Transaction, get


def find(tenant: str, order: str, refund: str) -> Refund | None:
    """A refund as it is now. 1 round trip, 1 RCU."""
    item = get(RefundItem, refund_key(tenant, order, refund), consistent=True)
    return _entity(order, refund, item) if item is not None else None


def ask(before: Order, after: Order, refund: Refund, *, at: datetime, events: Sequence[Tellable] = ()) -> None:
    """Keep a new refund with the order that has set its amounts aside. Raises ChangedInTheMeantime. 1 round trip."""
    key = refund_key(after.tenant, after.id, refund.id)
    item = RefundItem(
        key.pk,
        key.sk,
        amounts=dict(refund.amounts),
        reason=str(refund.reason),
        by=refund.by,
        at=refund.at,
        state=str(refund.state),
        settled_at=refund.settled_at,
        note=refund.note,
    )

    def more(write: Transaction) -> None:
        write.put(item, when=RefundItem.absent(), otherwise=ChangedInTheMeantime())

    orders.save(before, after, at=at, actor=refund.by or SYSTEM, events=events, more=more)


def settle(before: Order, after: Order, refund: Refund, *, at: datetime, events: Sequence[Tellable] = ()) -> None:
    """Keep what became of a refund, with the order. Raises ChangedInTheMeantime. 1 round trip."""

    def more(write: Transaction) -> None:
        write.update(
            RefundItem,
            refund_key(after.tenant, after.id, refund.id),
            [RefundItem.state.set(str(refund.state)), RefundItem.settled_at.set(refund.settled_at or at)],
            otherwise=ChangedInTheMeantime(),
        )

    orders.save(before, after, at=at, events=events, more=more)


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
    )
