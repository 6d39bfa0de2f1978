"""Give money back for an order, all of it or line by line (FEATURES CO7; RULES S3-25)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lyceum.commerce import provider_refunds
from lyceum.commerce.errors import PaymentNotUnwanted, RefundEmpty, RefundTooMuch
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundPolicy, RefundReason, RefundState, ask, fail, succeed, wanted
from lyceum.commerce.provider_refunds import Answer, RefundStatus
from lyceum.commerce.settled import settled
from lyceum.commerce.store import orders, refunds
from lyceum.commerce.telling import refund_events
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.setting_catalogue import REFUND_DAYS
from lyceum.kernel.tenant_settings import setting

KEY_LIVES = timedelta(hours=12)
"""For how long it is sure that the provider still knows the key of a refund: it says a day."""

LATE = "order.refund_late"
"""Whose permission it takes once the school's time for refunds is over."""


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to go back."""

    lines: Mapping[str, int | None] | None
    """Course → minor units, or None for what is left of it; None: everything."""
    reason: RefundReason
    note: str | None = None
    payment: str | None = None
    """One that the order does not take, and whose refund failed, in the place of lines."""


def refund(caller: Caller, order: str, wish: RefundWish, *, creation: Creation, at: datetime) -> Refund:
    """A refund, asked of the provider; the same wish again is the same refund, and asks on where an answer was lost.

    Its amounts are set aside first, so that two at once never give back more than was paid. What the provider answers
    as pending is settled by its webhook. 8 round trips and 1 to the provider. Raises OrderNotFound, OrderNotPaid,
    OrderDisputed, LineNotFound, PaymentNotUnwanted, RefundEmpty, RefundTooMuch, UnchargeableAmount, RefundWindowClosed,
    IdempotencyKeyReused, PaymentProviderDown, PaymentsNotSetUp.
    """
    asked = settled(lambda: _asked(caller, order, wish, creation, at))
    if asked.state is not RefundState.ASKED:
        return asked
    return hand_out(orders.find(caller.tenant, order), asked, at=at)


def _asked(caller: Caller, id: str, wish: RefundWish, creation: Creation, at: datetime) -> Refund:
    before = orders.find(caller.tenant, id)
    kept = refunds.repeat_of(caller.tenant, id, creation)
    if kept is not None:
        return kept
    if wish.payment is not None:
        return _once_more(before, wish, wish.payment, caller, creation, at)
    amounts = wanted(before, wish.lines)
    made = Refund(creation.id, id, amounts, wish.reason, caller.person, at, note=wish.note)
    after, done = ask(before, made), made
    if not caller.may(LATE, at=at):
        RefundPolicy(int(setting(caller.tenant, REFUND_DAYS) or 0)).demand_open(before, at)
    if not made.total:
        after, done = succeed(after, made, at)  # what cost nothing needs no provider
    refunds.ask(before, after, done, at=at, events=refund_events(before, after, made, done), creation=creation)
    return done


def _once_more(
    before: Order, wish: RefundWish, payment: str, caller: Caller, creation: Creation, at: datetime
) -> Refund:
    """All of a payment that the order does not take, where giving it back has failed until now.

    It is not the school's money, so its time for refunds does not matter.
    """
    if wish.lines is not None:
        raise RefundEmpty
    of_it = [each for each in refunds.of_order(before) if each.payment == payment]
    if not of_it:
        raise PaymentNotUnwanted(payment=payment)
    if any(each.state is not RefundState.FAILED for each in of_it):
        raise RefundTooMuch(order=before.id, left=0)
    made = Refund(
        creation.id,
        before.id,
        {},
        wish.reason,
        caller.person,
        at,
        note=wish.note,
        payment=payment,
        whole=of_it[0].whole,
        currency=of_it[0].currency,
    )
    refunds.ask(before, before, made, at=at, creation=creation)
    return made


def hand_out(order: Order, asked: Refund, *, at: datetime) -> Refund:
    """Ask the provider for a refund that was set aside, and keep its answer. 3 round trips and 1 to the provider.

    One that was set aside so long ago that the provider may have forgotten its key is looked for first. Raises
    PaymentProviderDown, PaymentsNotSetUp.
    """
    answer = provider_refunds.refund(order, asked, perhaps_made=at - asked.at >= KEY_LIVES)
    if answer.status is RefundStatus.PENDING:
        return asked
    return settled(lambda: _settle(order, asked, answer, at=at))


def _settle(order: Order, asked: Refund, answer: Answer, *, at: datetime) -> Refund:
    before = orders.find(order.tenant, order.id)
    kept = refunds.find(order.tenant, order.id, asked.id) or asked
    if kept.state is not RefundState.ASKED:
        return kept  # the webhook was quicker
    if answer.status is RefundStatus.SUCCEEDED:
        after, done = succeed(before, kept, at)
    else:
        after, done = fail(before, kept, at, answer.why)
    refunds.settle(before, after, done, at=at, events=refund_events(before, after, kept, done))
    return done


def refunds_of(caller: Caller, order: str) -> list[Refund]:
    """The refunds of an order, in no set order. 2 round trips. Raises OrderNotFound."""
    found = orders.find(caller.tenant, order)
    return refunds.of_order(found)
