"""Places that were paid for: the order says whose they are, and holds their seats."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.operand import Path

from lyceum.enrollment.errors import AlreadyEnrolled, BannedFromCourse, CourseNotFound, PurchaseOver, SeatNeeded
from lyceum.enrollment.model import Enrollment
from lyceum.enrollment.store.items import LIFTED, EnrollmentItem, OfferItem, offer_key
from lyceum.enrollment.store.places import new_item, told_of
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import Item, Key, tenant_key, transaction


class OrderPartItem(Item):
    """An order as far as a place depends on it; commerce writes it."""

    state = UnicodeAttribute(attr_name="s")


def admit(enrollment: Enrollment, creation: Creation, order: str, *, held: bool) -> None:
    """Keep a place that an order has paid for, if the order still says so; commerce has moved its seat.

    `held`: on a seat that the order holds; else on none, where the course counts none. The same once more is the same.
    Raises AlreadyEnrolled, BannedFromCourse, PurchaseOver, SeatNeeded, CourseNotFound. 1 round trip; 2 WCU for the
    enrollment and 2 per started KB of the order; 2 for the offer where no seat is held.
    """
    again = repeated(creation, AlreadyEnrolled(course=enrollment.course))

    def explain(old: EnrollmentItem | None) -> DomainError | None:
        banned: object = old.ban if old is not None else None
        return BannedFromCourse(course=enrollment.course) if banned is not None else again(old)

    tenant, course = enrollment.tenant, enrollment.course
    line = ["ln", course]
    paid = (OrderPartItem.state == "paid") & Path([*line, "p"]).exists() & Path([*line, "re"]).does_not_exist()
    if held:
        paid &= Path([*line, "ho"]).exists()
    with transaction(tenant=tenant, at=enrollment.enrolled_at, actor=enrollment.learner) as write:
        write.put(
            new_item(enrollment, creation),
            when=EnrollmentItem.absent() | (EnrollmentItem.status == LIFTED),
            otherwise=explain,
            events=[told_of(enrollment)],
        )
        key = Key(tenant_key(tenant, "O", order), "ORDER")
        write.check(OrderPartItem, key, when=paid, otherwise=PurchaseOver(order=order, course=course))
        if not held:
            unlimited = OfferItem.present() & OfferItem.seats_left.does_not_exist()
            write.check(OfferItem, offer_key(tenant, course), when=unlimited, otherwise=_why_not(course))


def _why_not(course: str) -> Any:
    return lambda old: SeatNeeded(course=course) if old is not None else CourseNotFound(course=course)
