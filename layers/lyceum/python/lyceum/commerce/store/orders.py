"""Orders: one transaction each time, with the seats that it moves and the event that tells it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from lyceum.commerce.errors import OrderClaimed, OrderNotFound, OrderNotPaid, PaymentOfAnotherOrder
from lyceum.commerce.model.order import Order, OrderState, Sale
from lyceum.commerce.store import coupons, seats
from lyceum.commerce.store.items import (
    OrderItem,
    PaymentItem,
    card_of,
    entity,
    kept_billing,
    kept_lines,
    kept_payment,
    kept_use,
    order_key,
    orders_of,
    payment_key,
    payments_of,
    sort_key,
)
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError, IdempotencyKeyReused
from lyceum.kernel.events import SYSTEM, Tellable
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import Page, Transaction, batch_get, get, query_shards, transaction
from lyceum.kernel.table.read import LIST_SHARDS, query_index

DUE = "commerce.OrderDue"
FREE = "free"
"""What stands for the payment of an order that costs nothing."""

_BOUGHT = frozenset({str(OrderState.PAID), str(OrderState.REFUNDED)})

type More = Callable[[Transaction], None]
"""What else goes into an order's transaction."""


def add(order: Order, creation: Creation, *, events: Sequence[Tellable]) -> Order:
    """Keep a new order, and hold its seats, in one transaction; what is kept (an earlier one for a repeat).

    Raises IdempotencyKeyReused and as `seats.move` and `coupons.move`. 1 round trip; 2 WCU per started KB, 2 for each
    seat and use, 2 index entries (one where nothing waits for payment); a paid order's payment 2 and 1 more.
    """
    kept = order
    again = repeated(creation, ChangedInTheMeantime())

    def explain(old: OrderItem | None) -> DomainError | None:
        nonlocal kept
        verdict = again(old)
        if verdict is None and old is not None:
            kept = entity(order.tenant, old)
        return verdict

    with transaction(tenant=order.tenant, at=order.placed_at, actor=order.buyer) as write:
        # The order comes first: a repeat must be recognised by it, not refused for its own seats.
        write.put(_item(order, creation), when=OrderItem.absent(), otherwise=explain, events=events)
        seats.move(write, None, order)
        coupons.move(write, None, order)
        if order.state is OrderState.PAID:
            put_payment(write, order)
    return kept


def repeat_of(tenant: str, creation: Creation) -> Order | None:
    """The order that the same wish made before, or None. Raises IdempotencyKeyReused. 1 round trip, 1 RCU per 4 KB."""
    if creation.key_hash is None:
        return None
    item = get(OrderItem, order_key(tenant, creation.id), consistent=True)
    if item is None:
        return None
    if item.body_hash != creation.body_hash:
        raise IdempotencyKeyReused
    return entity(tenant, item)


def find(tenant: str, order: str) -> Order:
    """An order as it is now. Raises OrderNotFound. 1 round trip, 1 RCU per started 4 KB."""
    item = get(OrderItem, order_key(tenant, order), consistent=True)
    if item is None:
        raise OrderNotFound(order=order)
    return entity(tenant, item)


def keep_sale(order: Order, sale: Sale, *, at: datetime) -> None:
    """Write down what the provider calls the payment; the first that is known stays. 1 round trip, 1 WCU per KB."""
    actions: list[Any] = [OrderItem.intent.set(sale.intent)] if sale.intent else []
    actions += [OrderItem.session.set(sale.session)] if sale.session else []
    fresh = OrderItem.intent.does_not_exist() & OrderItem.session.does_not_exist()
    with transaction(tenant=order.tenant, at=at) as write:
        write.update(
            OrderItem,
            order_key(order.tenant, order.id),
            actions,
            when=fresh,
            otherwise=lambda old: None if old is not None else OrderNotFound(order=order.id),
        )


def claim(tenant: str, order: str, execution: str, *, at: datetime) -> Order:
    """This execution fulfils a paid order, and no other. Raises OrderNotFound, OrderNotPaid, OrderClaimed.

    1 round trip and 1 to read it.
    """

    def explain(old: OrderItem | None) -> DomainError | None:
        if old is None:
            return OrderNotFound(order=order)
        if old.state != OrderState.PAID:
            return OrderNotPaid(order=order, state=old.state)
        return None if old.claim == execution else OrderClaimed(order=order)

    with transaction(tenant=tenant, at=at) as write:
        write.update(
            OrderItem,
            order_key(tenant, order),
            [OrderItem.claim.set(execution)],
            when=(OrderItem.state == str(OrderState.PAID)) & OrderItem.claim.does_not_exist(),
            otherwise=explain,
        )
    return find(tenant, order)


def release(tenant: str, order: str, execution: str, *, at: datetime, events: Sequence[Tellable] = ()) -> None:
    """The execution has ended; what it tells, once. 1 round trip."""
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            OrderItem,
            order_key(tenant, order),
            [OrderItem.claim.remove()],
            when=OrderItem.claim == execution,
            otherwise=lambda _: None,
            events=events,
        )


def postpone(order: Order, *, until: datetime, at: datetime) -> None:
    """Wake up later, where the order still waits. 1 round trip."""
    with transaction(tenant=order.tenant, at=at) as write:
        write.update(
            OrderItem,
            order_key(order.tenant, order.id),
            OrderItem.timer_set(DUE, tenant=order.tenant, id=order.id, at=until),
            when=(OrderItem.state == str(OrderState.PENDING)) & OrderItem.due.does_not_exist(),
            otherwise=lambda _: None,
        )


def save(
    before: Order,
    after: Order,
    *,
    at: datetime,
    actor: str = SYSTEM,
    events: Sequence[Tellable] = (),
    more: More | None = None,
) -> Order:
    """Write what changed, if nothing else was written since `before`, and move its seats. The order as it then is.

    `more`: what else goes into the transaction. Raises ChangedInTheMeantime and as `seats.move` and `coupons.move`.
    1 round trip, 2 where an offer has stopped, or begun, to count its seats since they were held.
    """
    try:
        _save(before, after, at, actor, events, more, frozenset())
    except seats.SeatsCountedOtherwise as otherwise:
        if otherwise.counted or after.line(otherwise.course).held:
            raise
        _save(before, after, at, actor, events, more, frozenset({otherwise.course}))
    return after


def _save(
    before: Order,
    after: Order,
    at: datetime,
    actor: str,
    events: Sequence[Tellable],
    more: More | None,
    uncounted: frozenset[str],
) -> None:
    with transaction(tenant=after.tenant, at=at, actor=actor) as write:
        write.update(
            OrderItem,
            order_key(after.tenant, after.id),
            _changes(before, after),
            when=OrderItem.rev == before.rev,
            otherwise=ChangedInTheMeantime(),
            events=events,
        )
        seats.move(write, before, after, uncounted=uncounted)
        coupons.move(write, before, after)
        if more is not None:
            more(write)


def put_payment(write: Transaction, order: Order) -> None:
    """Keep the money that came in, for the school's list, with the order that it pays. Raises PaymentOfAnotherOrder.

    Where the order does not know of it, yet it lies there, the books are wrong: that is no repeat, and is told.
    """
    payment = order.payment
    name, at = (payment.id, payment.at) if payment else (FREE, order.closed_at or order.placed_at)
    key = payment_key(order.tenant, order.id, name)
    item = PaymentItem(
        key.pk,
        key.sk,
        amount=payment.amount if payment else 0,
        currency=order.currency,
        at=at,
        gsi1pk=f"{payments_of(order.tenant)}#{shard_of(order.id, LIST_SHARDS)}",
        gsi1sk=f"{iso(at)}#{order.id}",
        card={"order": order.id},
    )
    write.put(item, when=PaymentItem.absent(), otherwise=PaymentOfAnotherOrder(order=order.id))


def of_buyer(tenant: str, buyer: str, *, after: str | None, limit: int) -> Page[Order]:
    """Somebody's orders, the newest first. 2 round trips."""
    page = query_index(orders_of(tenant, buyer), after=after, limit=limit, forward=False)
    return Page(_orders(tenant, [str(entry.card["order"]) for entry in page.items]), page.next_key)


def has_bought(tenant: str, buyer: str) -> bool:
    """Whether somebody has paid for anything here, as the list of their orders says. 1 round trip for each hundred."""
    after: str | None = None
    while True:
        page = query_index(orders_of(tenant, buyer), after=after, limit=100, forward=False)
        if any(entry.card["state"] in _BOUGHT and int(entry.card["total"]) > 0 for entry in page.items):
            return True
        if page.next_key is None:
            return False
        after = page.next_key


def paid(tenant: str, *, after: str | None, limit: int) -> Page[Order]:
    """The school's orders that were paid, the newest payment first. 2 round trips over eight shards."""
    page = query_shards(payments_of(tenant), after=after, limit=limit, forward=False)
    return Page(_orders(tenant, [str(entry.card["order"]) for entry in page.items]), page.next_key)


def _orders(tenant: str, ids: Sequence[str]) -> list[Order]:
    if not ids:
        return []
    found = batch_get(*((OrderItem, order_key(tenant, id)) for id in ids))
    return [entity(tenant, item) for item in found if item is not None]


def _item(order: Order, creation: Creation) -> OrderItem:
    key = order_key(order.tenant, order.id)
    item = OrderItem(
        key.pk,
        key.sk,
        buyer=order.buyer,
        state=str(order.state),
        currency=order.currency,
        country=order.country,
        lines=kept_lines(order),
        placed_at=order.placed_at,
        held_until=order.held_until,
        closed_at=order.closed_at,
        coupon=order.coupon,
        use=kept_use(order.use),
        pay_with=str(order.sale.pay_with),
        account=order.sale.account,
        billing=kept_billing(order.billing) if order.billing else None,
        gsi1pk=orders_of(order.tenant, order.buyer),
        gsi1sk=sort_key(order),
        card=card_of(order),
        key_hash=creation.key_hash,
        body_hash=creation.body_hash,
    )
    if order.state is OrderState.PENDING:
        item.set_timer(DUE, tenant=order.tenant, id=order.id, at=order.held_until)
    return item


def _changes(before: Order, after: Order) -> list[Any]:
    changes: list[Any] = [
        OrderItem.state.set(str(after.state)),
        OrderItem.lines.set(kept_lines(after)),
        OrderItem.card.set(card_of(after)),
        OrderItem.declines.set(after.declines) if after.declines else OrderItem.declines.remove(),
        OrderItem.late.set(True) if after.late else OrderItem.late.remove(),
        OrderItem.closed_at.set(after.closed_at) if after.closed_at else OrderItem.closed_at.remove(),
        OrderItem.payment.set(kept_payment(after.payment)) if after.payment else OrderItem.payment.remove(),
        OrderItem.disputes.set(dict.fromkeys(sorted(after.disputes), 1))
        if after.disputes
        else OrderItem.disputes.remove(),
        OrderItem.verdicts.set({dispute: str(said) for dispute, said in sorted(after.verdicts.items())})
        if after.verdicts
        else OrderItem.verdicts.remove(),
    ]
    if before.failed_refund != after.failed_refund:
        failed = OrderItem.failed_refund
        changes.append(failed.set(after.failed_refund) if after.failed_refund else failed.remove())
    if before.state is OrderState.PENDING and after.state is not OrderState.PENDING:
        changes += OrderItem.timer_removed()
    return changes
