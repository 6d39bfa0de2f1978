"""The steps that make a paid order good. Each can be done twice."""

from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.commerce.errors import CourseFull, CourseNotFound, EnrollmentClosed
from lyceum.commerce.events import OrderDisputed, OrderFulfilled
from lyceum.commerce.model.order import Line, Order
from lyceum.commerce.settled import settled
from lyceum.commerce.store import orders
from lyceum.commerce.store.seats import SeatsCountedOtherwise
from lyceum.commerce.store.shop import shelf
from lyceum.kernel.errors import ChangedInTheMeantime


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether the buyer can be enrolled in a course of the order now, and on which seat."""

    learner: str
    held: bool
    """Whether a seat is held for it; else the course counts none."""
    refusal: str | None = None
    """Name of what keeps them out; then its money goes back."""
    over: bool = False
    """Whether the line was given back: nothing is to be done."""


def claim_order(tenant: str, order: str, execution: str, *, at: datetime) -> list[str]:
    """This execution fulfils the order: courses of it that are neither open nor given back.

    Raises OrderClaimed, OrderNotPaid, OrderNotFound.
    """
    lines = orders.claim(tenant, order, execution, at=at).lines
    return [line.course for line in lines if not line.opened and not line.returned]


def hold_seat(tenant: str, order: str, course: str, *, at: datetime) -> Admission:
    """A seat for a line that has none, where the course counts them: what was paid late, or before it counted.

    1 round trip to read the order, 1 for the offer, 1 to hold a seat. Raises LineNotFound, OrderNotFound, Busy.
    """
    return settled(lambda: _hold(orders.find(tenant, order), course, at))


def _hold(order: Order, course: str, at: datetime) -> Admission:
    line = order.line(course)
    if line.returned or line.opened:
        return Admission(order.buyer, held=line.held, over=line.returned)
    offer = shelf(order.tenant, order.buyer, [course]).offers.get(course)
    if offer is None or not offer.open:
        return Admission(order.buyer, held=line.held, refusal=EnrollmentClosed.__name__)
    if line.held or not offer.counted:
        return Admission(order.buyer, held=line.held)
    after = order.with_line(course, lambda line: replace(line, seat=True, held=True))
    try:
        orders.save(order, after, at=at)
    except (CourseFull, EnrollmentClosed, CourseNotFound) as refusal:
        return Admission(order.buyer, held=False, refusal=type(refusal).__name__)
    except SeatsCountedOtherwise as otherwise:
        raise ChangedInTheMeantime from otherwise
    return Admission(order.buyer, held=True)


def open_line(tenant: str, order: str, course: str, *, at: datetime) -> None:
    """The buyer is enrolled: the held seat is taken. A repeat changes nothing, nor one that was given back meanwhile.

    2 round trips.
    """

    def act() -> None:
        before = orders.find(tenant, order)
        line = before.line(course)
        if not line.opened and not line.returned:
            orders.save(before, before.opened(course), at=at)

    settled(act)


def finish_order(tenant: str, order: str, execution: str, *, at: datetime) -> None:
    """Every line is opened or given back; told once, for the receipt. 2 round trips."""
    found = orders.find(tenant, order)
    told = OrderFulfilled(
        order=order,
        buyer=found.buyer,
        paid=found.captured,
        returned=sum(gone(line) for line in found.lines),
        currency=found.currency,
        opened=[line.course for line in found.lines if line.opened and not line.returned],
    )
    orders.release(tenant, order, execution, at=at, events=[told, *_still_disputed(found)])


def _still_disputed(order: Order) -> list[OrderDisputed]:
    """Places that came about while the payment was disputed already have to hear of it."""
    return [
        OrderDisputed(
            order=order.id,
            buyer=order.buyer,
            dispute=dispute,
            amount=order.captured,
            currency=order.currency,
            courses=[line.course for line in order.lines if not line.returned],
        )
        for dispute in sorted(order.disputes)
    ]


def gone(line: Line) -> int:
    """What of a line went back, or is on its way."""
    return line.refunded + line.refunding


def give_up_execution(tenant: str, order: str, execution: str, *, at: datetime) -> None:
    """The execution failed and was parked: another one may fulfil the order. 1 round trip."""
    orders.release(tenant, order, execution, at=at)
