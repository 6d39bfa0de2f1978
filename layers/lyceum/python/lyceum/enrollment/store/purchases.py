"""Places that were paid for: the order says whose they are, and holds their seats."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.operand import Path

from lyceum.enrollment.errors import AlreadyEnrolled, BannedFromCourse, CourseNotFound, PurchaseOver, SeatNeeded
from lyceum.enrollment.model import Enrollment, Status, WithdrawalReason
from lyceum.enrollment.store.items import (
    LIFTED,
    EnrollmentItem,
    OfferItem,
    enrollment_key,
    entity,
    offer_key,
    roster_card,
    roster_sort,
)
from lyceum.enrollment.store.places import new_item, told_of
from lyceum.kernel.creation import Creation, repeated
from lyceum.kernel.errors import Busy, Conflict, DomainError
from lyceum.kernel.table import Item, Key, Transaction, get, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute


class OrderPartItem(Item):
    """An order as far as a place depends on it; commerce writes it."""

    state = UnicodeAttribute(attr_name="s")
    disputes = RawMapAttribute(attr_name="dp", null=True)


def order_key(tenant: str, order: str) -> Key:
    """Where an order lies."""
    return Key(tenant_key(tenant, "O", order), "ORDER")


class PlaceGivenUp(Conflict):
    """The buyer had this place before, and gave it up or got the money back; `enrollment` is what is there."""

    title = {"en": "The place was given up before", "th": "เคยสละสิทธิ์ที่นั่งนี้แล้ว"}

    def __init__(self, enrollment: Enrollment) -> None:
        super().__init__()
        self.enrollment = enrollment


def cause_of(tenant: str, learner: str, course: str, order: str) -> Creation:
    """What a place is known by that an order has paid for."""
    return Creation.of(f"order-{order}", tenant=tenant, caller=learner, operation="purchase", body=course)


def admit(enrollment: Enrollment, order: str, *, held: bool) -> None:
    """Keep a place that an order has paid for, if the order still says so; commerce has moved its seat.

    `held`: on a seat that the order holds; else on none, where the course counts none. The same once more is the same.
    Raises AlreadyEnrolled, PlaceGivenUp, BannedFromCourse, PurchaseOver, SeatNeeded, CourseNotFound. 1 round trip; 2
    WCU for the enrollment and 2 per started KB of the order; 2 for the offer where no seat is held.
    """
    tenant, course = enrollment.tenant, enrollment.course
    creation = cause_of(tenant, enrollment.learner, course, order)
    again = repeated(creation, AlreadyEnrolled(course=course))

    def explain(old: EnrollmentItem | None) -> DomainError | None:
        banned: object = old.ban if old is not None else None
        if banned is not None:
            return BannedFromCourse(course=course)
        if old is not None and _is_given_up(old, creation):
            return PlaceGivenUp(entity(tenant, old))
        return again(old)

    with transaction(tenant=tenant, at=enrollment.enrolled_at, actor=enrollment.learner) as write:
        write.put(
            new_item(enrollment, creation),
            when=EnrollmentItem.absent() | (EnrollmentItem.status == LIFTED),
            otherwise=explain,
            events=[told_of(enrollment)],
        )
        _check(write, enrollment, order, held=held)


def _is_given_up(old: EnrollmentItem, creation: Creation) -> bool:
    """Whether the place makes room: not where the learner gave up the very place that this order had paid for."""
    if old.status != Status.WITHDRAWN:
        return False
    return old.key_hash != creation.key_hash or old.reason == WithdrawalReason.REFUNDED


def readmit(before: Enrollment, enrollment: Enrollment, order: str, *, held: bool) -> None:
    """The same where the buyer had the place before: it goes on where it was, and its revision with it.

    Raises PurchaseOver, SeatNeeded, CourseNotFound, and Busy where somebody else changed it. 1 round trip, the same.
    """
    tenant, course = enrollment.tenant, enrollment.course
    creation, after = cause_of(tenant, enrollment.learner, course, order), before.taken_again(enrollment)
    with transaction(tenant=tenant, at=enrollment.enrolled_at, actor=enrollment.learner) as write:
        write.update(
            EnrollmentItem,
            enrollment_key(tenant, enrollment.learner, course),
            [
                EnrollmentItem.source.set(str(after.source)),
                EnrollmentItem.status.set(str(after.status)),
                EnrollmentItem.enrolled_at.set(after.enrolled_at),
                EnrollmentItem.withdrawn_at.remove(),
                EnrollmentItem.reason.remove(),
                EnrollmentItem.branch.remove(),
                EnrollmentItem.key_hash.set(creation.key_hash or ""),
                EnrollmentItem.body_hash.set(creation.body_hash or ""),
                EnrollmentItem.gsi1sk.set(roster_sort(after)),
                EnrollmentItem.card.set(roster_card(after)),
            ],
            when=EnrollmentItem.rev == before.rev,
            otherwise=Busy("Others keep writing this enrollment."),
            events=[told_of(after)],
        )
        _check(write, enrollment, order, held=held)


def _check(write: Transaction, enrollment: Enrollment, order: str, *, held: bool) -> None:
    tenant, course = enrollment.tenant, enrollment.course
    line = ["ln", course]
    paid = (OrderPartItem.state == "paid") & Path([*line, "p"]).exists() & Path([*line, "re"]).does_not_exist()
    if held:
        paid &= Path([*line, "ho"]).exists()
    write.check(OrderPartItem, order_key(tenant, order), when=paid, otherwise=PurchaseOver(order=order, course=course))
    if not held:
        unlimited = OfferItem.present() & OfferItem.seats_left.does_not_exist()
        write.check(OfferItem, offer_key(tenant, course), when=unlimited, otherwise=_why_not(course))


def _why_not(course: str) -> Any:
    return lambda old: SeatNeeded(course=course) if old is not None else CourseNotFound(course=course)


def bought(tenant: str, learner: str, course: str, order: str) -> Enrollment | None:
    """The place that an order has paid for; None where there is none, or another one by now. 1 round trip, 1 RCU."""
    item = get(EnrollmentItem, enrollment_key(tenant, learner, course), consistent=True)
    if item is None or item.key_hash != cause_of(tenant, learner, course, order).key_hash:
        return None
    return entity(tenant, item)
