"""Seats in a course's offer: left, held for orders, taken by enrollments. A move rides in its order's transaction."""

from collections.abc import Callable
from typing import Any

from lyceum.commerce.errors import CourseFull, CourseNotFound, EnrollmentClosed
from lyceum.commerce.model.order import Line, Order
from lyceum.commerce.store.items import OfferPartItem, offer_key
from lyceum.kernel.errors import Busy, Conflict, DomainError
from lyceum.kernel.table import Transaction


class SeatsCountedOtherwise(Conflict):
    """The offer counts seats although the order took it for one without a limit, or the other way round."""

    title = {"en": "The course's seats are counted otherwise", "th": "การนับที่นั่งของหลักสูตรเปลี่ยนไป"}

    def __init__(self, course: str, *, counted: bool) -> None:
        super().__init__(course=course)
        self.course, self.counted = course, counted


def move(write: Transaction, before: Order | None, after: Order, *, uncounted: frozenset[str] = frozenset()) -> None:
    """Hold, use up or give back what the change of an order's lines means for offers; 2 WCU for each line that moves.

    `uncounted`: courses whose offers have stopped counting. Raises CourseFull, EnrollmentClosed, CourseNotFound,
    SeatsCountedOtherwise, and Busy while catalog counts seats.
    """
    for line in after.lines:
        was = before is not None and before.line(line.course).held
        if line.held and not was:
            _hold(write, after.tenant, line)
        elif was and not line.held:
            _let_go(write, after.tenant, line, counted=line.course not in uncounted)


def _hold(write: Transaction, tenant: str, line: Line) -> None:
    free = (OfferPartItem.seats_left > 0) & (OfferPartItem.waiting.does_not_exist() | (OfferPartItem.waiting <= 0))
    write.update(
        OfferPartItem,
        offer_key(tenant, line.course),
        [OfferPartItem.seats_left.add(-1), OfferPartItem.reserved.add(1)],
        when=(OfferPartItem.open == True) & free,  # noqa: E712 - PynamoDB builds a condition from it
        otherwise=lambda old: _why_not_held(line.course, old),
    )


def _why_not_held(course: str, old: Any) -> DomainError:
    if old is None:
        return CourseNotFound(course=course)
    if not old.open:
        return EnrollmentClosed(course=course)
    if old.seats_left is None:
        return SeatsCountedOtherwise(course, counted=False)
    if old.seats == 0:
        return Busy("The course's seats are being counted.")
    return CourseFull(course=course)


def _let_go(write: Transaction, tenant: str, line: Line, *, counted: bool) -> None:
    """A held seat that its buyer has taken is held no more; another is left again."""
    actions: list[Any] = [OfferPartItem.reserved.add(-1)]
    if line.opened:
        write.update(OfferPartItem, offer_key(tenant, line.course), actions, otherwise=CourseNotFound())
        return
    settled = OfferPartItem.seats.does_not_exist() | (OfferPartItem.seats > 0)
    write.update(
        OfferPartItem,
        offer_key(tenant, line.course),
        [*actions, OfferPartItem.seats_left.add(1)] if counted else actions,
        when=OfferPartItem.seats_left.exists() & settled if counted else OfferPartItem.seats_left.does_not_exist(),
        otherwise=_why_not_given_back(line.course),
    )


def _why_not_given_back(course: str) -> Callable[[Any], DomainError]:
    def explain(old: Any) -> DomainError:
        if old is None:
            return CourseNotFound(course=course)
        if old.seats == 0:
            return Busy("The course's seats are being counted.")
        return SeatsCountedOtherwise(course, counted=old.seats_left is not None)

    return explain
