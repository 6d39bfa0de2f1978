"""Places whose payment is disputed: what the order says at that moment decides, whatever was heard first."""

from datetime import datetime

from lyceum.enrollment.events import LearnerBanned
from lyceum.enrollment.model import Ban, Enrollment
from lyceum.enrollment.store import bans
from lyceum.enrollment.store.items import EnrollmentItem, enrollment_key
from lyceum.enrollment.store.purchases import OrderPartItem, order_key
from lyceum.kernel.errors import ChangedInTheMeantime, Conflict
from lyceum.kernel.events import SYSTEM
from lyceum.kernel.table import Transaction, transaction


class DisputeMovedOn(Conflict):
    """The order says otherwise by now: its own event tells so."""

    title = {"en": "The dispute has moved on", "th": "ข้อโต้แย้งเปลี่ยนไปแล้ว"}


def suspend(after: Enrollment, ban: Ban, order: str, *, at: datetime) -> None:
    """Suspend a place, if the order's payment is disputed still. 1 round trip, 4 WCU; its entry in the roster moves.

    Raises ChangedInTheMeantime, DisputeMovedOn.
    """
    with transaction(tenant=after.tenant, at=at, actor=SYSTEM) as write:
        write.update(
            EnrollmentItem,
            enrollment_key(after.tenant, after.learner, after.course),
            bans.kept_actions(after, ban),
            when=EnrollmentItem.rev == after.rev,
            otherwise=ChangedInTheMeantime(),
            events=[LearnerBanned(learner=after.learner, course=after.course, placed=True)],
        )
        write.check(
            OrderPartItem,
            order_key(after.tenant, order),
            when=OrderPartItem.disputes.exists(),
            otherwise=DisputeMovedOn(order=order),
        )


def resume(before: Enrollment, ban: Ban, order: str, *, at: datetime) -> None:
    """Let the learner in again, if no dispute of the order is open. 1 round trip, 4 WCU. Raises as `suspend`."""

    def more(write: Transaction) -> None:
        write.check(
            OrderPartItem,
            order_key(before.tenant, order),
            when=OrderPartItem.disputes.does_not_exist(),
            otherwise=DisputeMovedOn(order=order),
        )

    bans.lift(before, ban, at=at, by=SYSTEM, more=more)
