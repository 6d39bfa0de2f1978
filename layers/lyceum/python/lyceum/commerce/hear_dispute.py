"""What the provider tells of disputes: access waits for the bank's verdict, and follows it."""

from datetime import datetime

from lyceum.commerce.errors import ForeignAccount, UnchargeableAmount
from lyceum.commerce.events import DisputeClosed, OrderDisputed, OrderReopened
from lyceum.commerce.model.amounts import from_provider
from lyceum.commerce.model.dispute import DisputeStep, ToldDispute, decide, live, told_of
from lyceum.commerce.model.hook import Hook, HookState
from lyceum.commerce.model.order import Order, Verdict
from lyceum.commerce.model.refund import RefundState, reopened
from lyceum.commerce.model.told_refund import Booked
from lyceum.commerce.store import inbox, refunds
from lyceum.commerce.store.inbox import Outcome
from lyceum.commerce.telling import refunded_event
from lyceum.commerce.waiting import not_yet, refuse
from lyceum.kernel.events import Tellable


def hear_dispute(event: Hook, order: Order, *, at: datetime, tries: int) -> None:
    """Follow a dispute of the order's payment, in one transaction with its event's place in the inbox.

    Opened: access is suspended and staff hears. Won: access is back. Lost: what the bank takes is a refund. What is
    told before the payment waits for it; a dispute of another payment is left alone. 1 round trip, 2 for a verdict.
    Raises ChangedInTheMeantime, Busy.
    """
    again, told = tries > 1, told_of(event)
    if event.account != order.sale.account:
        refuse(event, order, ForeignAccount(order=order.id), at, again=again)
    elif told is None:
        inbox.keep_alone(event, Outcome(HookState.IGNORED, order.tenant), at=at, again=again)
    elif order.payment is None:
        inbox.keep_alone(event, not_yet(tries, order.tenant), at=at, again=again)
    elif event.intent != order.payment.id:
        inbox.keep_alone(event, Outcome(HookState.IGNORED, order.tenant), at=at, again=again)
    else:
        _follow(event, order, told, at, again=again)


def _follow(event: Hook, before: Order, told: ToldDispute, at: datetime, *, again: bool) -> None:
    taken = None
    if told.step is DisputeStep.WON:
        taken = refunds.find(before.tenant, before.id, told.refund_id(before))
    try:
        after, booked = decide(before, told, taken, at)
    except UnchargeableAmount as refusal:
        refuse(event, before, refusal, at, again=again)
        return
    done = Outcome(HookState.DONE, before.tenant)
    if after == before:
        inbox.keep_alone(event, done, at=at, again=again)
        return
    events = dispute_events(before, after, told, booked)
    refunds.keep_told(event, done, before, after, [booked] if booked else [], at=at, events=events, again=again)


def dispute_events(before: Order, after: Order, told: ToldDispute, booked: Booked | None) -> list[Tellable]:
    """What is told of an order that a dispute has changed."""
    if told.step is DisputeStep.OPEN:
        return [disputed_event(after, told)]
    closed = DisputeClosed(
        order=after.id,
        buyer=after.buyer,
        dispute=told.id,
        won=after.verdicts[told.id] is Verdict.WON,
        courses=[line.course for line in before.lines],
    )
    if booked is None:
        return [closed]
    if booked.after.state is RefundState.SUCCEEDED:
        return [refunded_event(before, after, booked.after), closed]
    again = reopened(before, after)
    return [closed, *([OrderReopened(order=after.id, buyer=after.buyer, courses=again)] if again else [])]


def disputed_event(order: Order, told: ToldDispute) -> OrderDisputed:
    """A dispute of its payment is open."""
    return OrderDisputed(
        order=order.id,
        buyer=order.buyer,
        dispute=told.id,
        amount=from_provider(told.amount, told.currency),
        currency=told.currency,
        courses=live(order),
    )
