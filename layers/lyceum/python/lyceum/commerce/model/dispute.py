"""Disputes: the buyer's bank asks for the money, and decides (docs.stripe.com/api/disputes/object, "status")."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from lyceum.commerce.errors import UnchargeableAmount
from lyceum.commerce.model.amounts import from_provider
from lyceum.commerce.model.hook import Hook
from lyceum.commerce.model.order import Order, Verdict
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState, elsewhere, fail, set_aside, succeed
from lyceum.commerce.model.told_refund import Booked
from lyceum.kernel.ids import derived_id

_QUESTIONS = ("warning_needs_response", "warning_under_review", "warning_closed", "prevented")
"""States in which the bank only asks, or has already dropped it: no money is taken."""


class DisputeStep(IntEnum):
    """How far a dispute has come, as told; what was told before never takes it back."""

    OPEN = 0
    LOST = 1
    WON = 2
    """Also what was lost at first, and decided otherwise later."""


@dataclass(frozen=True, slots=True)
class ToldDispute:
    """What an event says of a dispute."""

    id: str
    """The provider's."""
    amount: int
    """In the provider's units."""
    currency: str
    step: DisputeStep

    def refund_id(self, order: Order) -> str:
        """Our id of what it takes, if it is lost."""
        return derived_id("dispute", order.tenant, order.id, self.id)


def told_of(event: Hook) -> ToldDispute | None:
    """What an event says; None where it is about no dispute, or one that takes no money."""
    about = event.object
    id, amount, currency, status = (about.get(name) for name in ("id", "amount", "currency", "status"))
    if not isinstance(id, str) or not isinstance(amount, int) or not isinstance(currency, str):
        return None
    if about.get("object") != "dispute" or status in _QUESTIONS or not 0 < len(id) <= 100:
        return None
    if status == "lost":
        step = DisputeStep.LOST
    elif status == "won" or event.type == "charge.dispute.closed":
        step = DisputeStep.WON  # a state that is not known yet, and closed: nothing was taken for good
    else:
        step = DisputeStep.OPEN
    return ToldDispute(id, amount, currency.upper(), step)


def decide(order: Order, told: ToldDispute, taken: Refund | None, at: datetime) -> tuple[Order, Booked | None]:
    """The order after what was told of a dispute, and what became of the refund that a lost one is. Pure.

    A lost dispute takes what is left of its amount. One that was lost and is won after all gives it back. Raises
    UnchargeableAmount.
    """
    verdict = order.verdicts.get(told.id)
    if told.step is DisputeStep.OPEN:
        return (order if verdict else order.disputed(told.id)), None
    if told.step is DisputeStep.LOST:
        return (order, None) if verdict else _lost(order, told, at)
    if verdict is Verdict.WON:
        return order, None
    after = order.decided(told.id, Verdict.WON)
    if taken is None or taken.state is not RefundState.SUCCEEDED:
        return after, None
    after, failed = fail(after, taken, at)
    return after, Booked(taken, failed)


def _lost(order: Order, told: ToldDispute, at: datetime) -> tuple[Order, Booked | None]:
    if told.currency != order.currency:
        raise UnchargeableAmount
    after = order.decided(told.id, Verdict.LOST)
    amount = min(from_provider(told.amount, order.currency), order.left)
    if not amount:
        return after, None
    refund = Refund(told.refund_id(order), order.id, elsewhere(order, amount), RefundReason.DISPUTE_LOST, None, at)
    after, done = succeed(set_aside(after, refund), refund, at)
    return after, Booked(None, done)


def live(order: Order) -> list[str]:
    """Courses of an order that were not given back."""
    return [line.course for line in order.lines if not line.returned]
