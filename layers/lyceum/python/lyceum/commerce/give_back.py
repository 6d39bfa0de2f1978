"""Money that goes back because a course could not be opened, or because no order takes it."""

from datetime import datetime

from lyceum.commerce.events import LineRefused
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState, ask, succeed, unwanted_id
from lyceum.commerce.refund import hand_out
from lyceum.commerce.settled import settled
from lyceum.commerce.store import orders, refunds
from lyceum.kernel.ids import derived_id

REASONS = {
    "CourseFull": RefundReason.FULL_AFTER_ALL,
    "SeatNeeded": RefundReason.FULL_AFTER_ALL,
    "CourseNotFound": RefundReason.WITHDRAWN_COURSE,
    "EnrollmentClosed": RefundReason.WITHDRAWN_COURSE,
}
"""Name of a refusal → why the money goes back; every other means that the buyer was not admitted."""


def give_line_back(tenant: str, order: str, course: str, *, refusal: str, execution: str, at: datetime) -> None:
    """Refund a line that could not be opened, and tell its buyer why. A repeat by the same execution changes nothing.

    Its amount is set aside first, then the provider is asked, then what it says is kept: 6 round trips and 1 to the
    provider. Raises PaymentProviderDown, OrderDisputed.
    """
    id = derived_id("refused", tenant, order, course, execution)
    reason = REASONS.get(refusal, RefundReason.NOT_ADMITTED)
    refund = settled(lambda: _asked(orders.find(tenant, order), course, id, reason, at))
    if refund is not None and refund.state is RefundState.ASKED:
        hand_out(orders.find(tenant, order), refund, at=at)


def _asked(order: Order, course: str, id: str, reason: RefundReason, at: datetime) -> Refund | None:
    kept = refunds.find(order.tenant, order.id, id)
    line = order.line(course)
    if kept is not None or line.returned or line.opened:
        return kept
    if line.total and not line.left:
        return None  # all of it is on its way back already, or was given back at the provider's own site
    refund = Refund(id, order.id, {course: line.left}, reason, by=None, at=at)
    after = ask(order, refund)
    if not refund.total:
        after, refund = succeed(after, refund, at)
    told = LineRefused(
        order=order.id,
        learner=order.buyer,
        course=course,
        amount=refund.total,
        currency=order.currency,
        why=str(reason),
    )
    refunds.ask(order, after, refund, at=at, events=[told])
    return refund


def return_payment(
    tenant: str, order: str, payment: str, *, amount: int | None = None, currency: str | None = None, at: datetime
) -> Refund:
    """All of a payment that the order does not take: a refund that stands beside those of the order's own payment.

    A repeat asks on where the provider has not decided; what it has refused, staff is told once and asks for again.
    6 round trips and 1 to the provider. Raises OrderNotFound, PaymentProviderDown, PaymentsNotSetUp.
    """
    asked = settled(lambda: _set_down(orders.find(tenant, order), payment, amount, currency, at))
    if asked.state is not RefundState.ASKED:
        return asked
    return hand_out(orders.find(tenant, order), asked, at=at)


def _set_down(order: Order, payment: str, amount: int | None, currency: str | None, at: datetime) -> Refund:
    id = unwanted_id(order.tenant, order.id, payment)
    kept = refunds.find(order.tenant, order.id, id)
    if kept is not None:
        return kept
    refund = Refund(
        id,
        order.id,
        {},
        RefundReason.UNWANTED,
        by=None,
        at=at,
        payment=payment,
        whole=amount or 0,
        currency=currency if currency != order.currency else None,
    )
    refunds.ask(order, order, refund, at=at)
    return refund
