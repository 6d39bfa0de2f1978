"""What the workflow does with a paid order, step by step (infra/workflows/fulfil_order.asl.yaml)."""

from datetime import datetime

from lyceum.commerce.fulfil_order import claim_order, finish_order, hold_seat, open_line
from lyceum.commerce.give_back import give_line_back
from lyceum.commerce.model.order import Order
from lyceum.enrollment.enroll_buyer import enroll_buyer
from lyceum.enrollment.errors import AlreadyEnrolled, BannedFromCourse, CourseNotFound, PurchaseOver, SeatNeeded
from tests.published_course import NOON

EXECUTION = "execution-1"


def fulfil(order: Order, *, execution: str = EXECUTION, at: datetime = NOON) -> None:
    """All of it."""
    tenant, id = order.tenant, order.id
    for course in claim_order(tenant, id, execution, at=at):
        settle_line(tenant, id, course, execution, at)
    finish_order(tenant, id, execution, at=at)


def settle_line(tenant: str, order: str, course: str, execution: str, at: datetime) -> None:
    found = hold_seat(tenant, order, course, at=at)
    if found.over:
        return
    refusal = found.refusal
    if refusal is None:
        try:
            enroll_buyer(tenant, found.learner, course, order, held=found.held, at=at)
        except SeatNeeded:
            settle_line(tenant, order, course, execution, at)
            return
        except PurchaseOver:
            return
        except (AlreadyEnrolled, BannedFromCourse, CourseNotFound) as error:
            refusal = type(error).__name__
    if refusal is None:
        open_line(tenant, order, course, at=at)
    else:
        give_line_back(tenant, order, course, refusal=refusal, execution=execution, at=at)
