"""What the provider tells of refunds: ours, those made at its own site, and those that fail later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lyceum.commerce.errors import ForeignAccount, RefundTooMuch, UnchargeableAmount
from lyceum.commerce.events import RefundFailed
from lyceum.commerce.model.amounts import from_provider
from lyceum.commerce.model.hook import Hook, HookState
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import RefundState
from lyceum.commerce.model.told_refund import Booked, Step, ToldRefund, book, told_by
from lyceum.commerce.store import inbox, refunds
from lyceum.commerce.store.inbox import Outcome
from lyceum.commerce.telling import refund_events
from lyceum.commerce.waiting import not_yet, refuse
from lyceum.kernel.events import Tellable


def hear_refund(event: Hook, order: Order, *, at: datetime, tries: int) -> None:
    """Book what an event tells of the order's refunds, in one transaction with its place in the inbox.

    Of a payment that no order took, a refund that failed is told to staff; another order's payment is left alone. What
    is told before the payment waits for it. 1 round trip for each refund, and 1. Raises ChangedInTheMeantime, Busy.
    """
    again = tries > 1
    told = told_by(event)
    if event.account != order.sale.account:
        refuse(event, order, ForeignAccount(order=order.id), at, again=again)
    elif any(each.is_unwanted for each in told):
        inbox.keep_alone(event, _unwanted(order, told), at=at, again=again)
    elif order.payment is None:
        inbox.keep_alone(event, not_yet(tries), at=at, again=again)
    elif event.intent != order.payment.id:
        inbox.keep_alone(event, Outcome(HookState.IGNORED, order.tenant), at=at, again=again)
    else:
        _book(event, order, told, at, again=again)


def _book(event: Hook, before: Order, told: Sequence[ToldRefund], at: datetime, *, again: bool) -> None:
    after, booked, events = before, list[Booked](), list[Tellable]()
    for each in told:
        kept = refunds.find(before.tenant, before.id, each.known_as(before))
        try:
            changed, one = book(after, each, kept, at)
        except (RefundTooMuch, UnchargeableAmount) as refusal:
            refuse(event, before, refusal, at, again=again)
            return
        if one is not None:
            booked.append(one)
            events += booked_events(after, changed, one)
        after = changed
    done = Outcome(HookState.DONE, before.tenant)
    if booked:
        refunds.keep_told(event, done, before, after, booked, at=at, events=events, again=again)
    else:
        inbox.keep_alone(event, done, at=at, again=again)


def booked_events(before: Order, after: Order, booked: Booked) -> list[Tellable]:
    """What is told of an order onto which a refund was booked."""
    if booked.before is None and booked.after.state is RefundState.FAILED:
        return []  # nothing had gone back
    asked = booked.before or replace(booked.after, state=RefundState.ASKED)
    return refund_events(before, after, asked, booked.after)


def _unwanted(order: Order, told: Sequence[ToldRefund]) -> Outcome:
    failed = [each for each in told if each.step is Step.FAILED]
    events = [
        RefundFailed(
            order=order.id,
            buyer=order.buyer,
            amount=from_provider(each.amount, each.currency),
            currency=each.currency,
        )
        for each in failed
    ]
    return Outcome(HookState.DONE, order.tenant, events=events)
