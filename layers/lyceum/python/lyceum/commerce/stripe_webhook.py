"""What follows from the provider's events: each once, whatever order they come in and however often."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from lyceum.commerce.errors import (
    ForeignAccount,
    OrderNotFound,
    PaidTwice,
    PaymentDiffers,
    PaymentOfAnotherOrder,
    UnchargeableAmount,
)
from lyceum.commerce.events import PaymentUnwanted
from lyceum.commerce.hear_dispute import hear_dispute
from lyceum.commerce.hear_refund import hear_refund
from lyceum.commerce.model.amounts import from_provider
from lyceum.commerce.model.hook import CLOSED, DECLINED, DISPUTED, FOLLOWING, PAID, REFUNDED, Hook, HookState, read
from lyceum.commerce.model.order import Order, OrderState, Payment
from lyceum.commerce.model.signature import demand_signed
from lyceum.commerce.provider_keys import provider_keys
from lyceum.commerce.settled import settled
from lyceum.commerce.store import inbox, orders
from lyceum.commerce.store.coupons import USE_GONE
from lyceum.commerce.store.inbox import Outcome
from lyceum.commerce.telling import cancelled_event, paid_event
from lyceum.commerce.waiting import not_yet, refuse, refused, stands_with
from lyceum.kernel.currencies import is_currency
from lyceum.kernel.errors import DomainError
from lyceum.kernel.events import Tellable


def take_webhook(payload: bytes, signature: str, *, at: datetime) -> None:
    """Verify an event, and do what follows from it, in one transaction with its place in the inbox.

    Raises WebhookUnsigned before anything is parsed, UnreadableWebhook, PaymentsNotSetUp, and Busy, upon which the
    provider sends it again. Every other event is kept with what became of it, and is no error to who sent it.
    2 round trips, 1 for what is of no interest here; 1 more where an object names no order and is looked up.
    """
    demand_signed(payload, signature, provider_keys().webhooks, at=at)
    event = read(payload)
    if event.is_heard:
        _settle(event, at, tries=1)
    else:
        inbox.keep_alone(event, Outcome(HookState.IGNORED), at=at)


def take_again(event: str, *, at: datetime) -> None:
    """An event that waited for its order: look once more. One that is settled stays as it is. 1 round trip more."""
    found = inbox.waiting(event)
    if found is not None:
        kept, tries = found
        _settle(kept, at, tries=tries + 1)


def _settle(event: Hook, at: datetime, *, tries: int) -> None:
    settled(lambda: _try(event, at, tries))  # another event, or the buyer, may change the order first


def _try(event: Hook, at: datetime, tries: int) -> None:
    again = tries > 1
    whose = event.named or (inbox.whose(event.intent) if event.intent else None)
    if whose is None:
        # A payment that was not begun here; what follows from a payment may have come before it.
        waits = event.type in FOLLOWING
        outcome = not_yet(tries, stands_with(event)) if waits else Outcome(HookState.IGNORED)
        inbox.keep_alone(event, outcome, at=at, again=again)
        return
    try:
        before = orders.find(*whose)
    except OrderNotFound:
        inbox.keep_alone(event, not_yet(tries, stands_with(event)), at=at, again=again)
        return
    if event.type in REFUNDED:
        hear_refund(event, before, at=at, tries=tries)
        return
    if event.type in DISPUTED:
        hear_dispute(event, before, at=at, tries=tries)
        return
    _pay(event, before, at, again=again)


def _pay(event: Hook, before: Order, at: datetime, *, again: bool) -> None:
    """What follows for the order from what is told of its payment."""
    try:
        after, told = effect(event, before, at)
    except (PaidTwice, PaymentDiffers, UnchargeableAmount, ForeignAccount) as refusal:
        inbox.keep_alone(event, _refused(event, before, refusal, at), at=at, again=again)
        return
    done = Outcome(HookState.DONE, before.tenant)
    if after == before:
        inbox.keep_alone(event, done, at=at, again=again)
        return
    try:
        inbox.keep_effect(event, done, before, after, at=at, events=told, again=again)
    except PaymentOfAnotherOrder as refusal:
        refuse(event, before, refusal, at, again=again)  # and it does not go back: it pays that order
    except USE_GONE as refusal:
        # Paid after it was given up, and by then others have used what its discount came from.
        inbox.keep_alone(event, _refused(event, before, refusal, at), at=at, again=again)


def effect(event: Hook, order: Order, at: datetime) -> tuple[Order, list[Tellable]]:
    """The order after the event, and what is told. Pure.

    Raises ForeignAccount, PaidTwice, PaymentDiffers, UnchargeableAmount.
    """
    if event.account != order.sale.account:
        raise ForeignAccount(order=order.id)
    if event.type in PAID:
        payment = payment_of(event, at)
        after = order.paid(payment) if payment is not None else order
        return after, [paid_event(after)] if after is not order else []
    if event.type in DECLINED:
        return order.declined(), []
    is_its_own = event.object.get("id") in (order.sale.intent, order.sale.session)
    if event.type in CLOSED and is_its_own and order.state is OrderState.PENDING:
        return order.cancelled(at), [cancelled_event(order)]
    return order, []


def payment_of(event: Hook, at: datetime) -> Payment | None:
    """The money that an event tells of; None where none has come in (yet). Raises UnchargeableAmount."""
    about = event.object
    if event.type.startswith("checkout.") and about.get("payment_status") != "paid":
        return None
    amount: Any = about.get("amount_total" if event.type.startswith("checkout.") else "amount_received")
    currency: Any = about.get("currency")
    if event.intent is None or not isinstance(amount, int) or not isinstance(currency, str):
        raise UnchargeableAmount
    code = currency.upper()
    return Payment(event.intent, from_provider(amount, code), code, at)


def amount_of(event: Hook, at: datetime) -> tuple[int | None, str | None]:
    """Minor units and currency that an event tells of, as far as they make sense."""
    try:
        payment = payment_of(event, at)
        if payment is not None and is_currency(payment.currency):
            return payment.amount, payment.currency
    except UnchargeableAmount:
        pass
    return None, None


def _refused(event: Hook, order: Order, refusal: DomainError, at: datetime) -> Outcome:
    """Money that an order does not take goes back; what another account says of it is not believed."""
    is_foreign = isinstance(refusal, ForeignAccount)
    if not is_foreign and event.intent is not None and inbox.is_anothers(event.intent, order):
        refusal = PaymentOfAnotherOrder(order=order.id)
    outcome = refused(event, order, refusal)
    if isinstance(refusal, ForeignAccount | PaymentOfAnotherOrder) or event.intent is None:
        return outcome
    amount, currency = amount_of(event, at)
    unwanted = PaymentUnwanted(
        order=order.id,
        payment=event.intent,
        account=event.account,
        why=outcome.error or "",
        amount=amount,
        currency=currency,
    )
    return replace(outcome, events=[unwanted])
