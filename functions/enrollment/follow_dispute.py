"""On OrderDisputed and DisputeClosed: places that were paid for wait for the bank's verdict."""

from pydantic import BaseModel

from lyceum.enrollment.follow_dispute import resume_place, suspend_place
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Dispute(BaseModel):
    """What enrollment reads of both."""

    order: str
    buyer: str
    courses: list[str]


def disputed(envelope: Envelope, event: Dispute) -> None:
    """Suspend them."""
    for course in event.courses:
        suspend_place(envelope.tenant, event.order, event.buyer, course, at=envelope.at)


def closed(envelope: Envelope, event: Dispute) -> None:
    """Open them again; what the bank took is told as a refund."""
    for course in event.courses:
        resume_place(envelope.tenant, event.order, event.buyer, course, at=envelope.at)


handler = event_entry_point(Consumer("OrderDisputed", Dispute, disputed), Consumer("DisputeClosed", Dispute, closed))
