"""What the provider tells of refunds: ours, those made at its own site, and those that fail later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lyceum.commerce.errors import ForeignAccount, RefundTooMuch, UnchargeableAmount
from lyceum.commerce.model.hook import Hook, HookState
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import RefundState
from lyceum.commerce.model.told_refund import Booked, ToldRefund, book, told_by
from lyceum.commerce.store import inbox, refunds
from lyceum.commerce.store.inbox import Outcome
from lyceum.commerce.telling import refund_events
from lyceum.commerce.waiting import not_yet, refuse
from lyceum.kernel.events import Tellable


def hear_refund(event: Hook, order: Order, *, at: datetime, tries: int) -> None:
    """Book what an event tells of the order's refunds, in one transaction with its place in the inbox.

    Also those of a payment that the order does not take; another order's payment is left alone. What fails is told to
    staff. What is told before the payment waits for it. 1 round trip for each refund, and 1. Raises
    ChangedInTheMeantime, Busy.
    """
    again = tries > 1
    told = told_by(event)
    if event.account != order.sale.account:
        refuse(event, order, ForeignAccount(order=order.id), at, again=again)
    elif any(each.unwanted is not None for each in told):
        _book(event, order, told, at, again=again)
    elif order.payment is None:
        inbox.keep_alone(event, not_yet(tries, order.tenant), at=at, again=again)
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
    asked = booked.before or replace(booked.after, state=RefundState.ASKED)
    return refund_events(before, after, asked, booked.after)
