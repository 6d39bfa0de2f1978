"""On what the other contexts tell: the person whom it concerns hears of it in the app and by e-mail, once."""

from lyceum.community.delivery import Told
from lyceum.community.heard import (
    Completed,
    DisputeClosed,
    Disputed,
    Enrolled,
    Founded,
    Fulfilled,
    Graded,
    Heard,
    Imported,
    LineRefused,
    Refunded,
    RefundFailed,
    Rendered,
    Returned,
    ReviewAsked,
    StillAwaited,
    Submitted,
)
from lyceum.community.notify import notify
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


def tell(envelope: Envelope, event: Heard) -> None:
    """Translate and call."""
    occasion = event.occasion()
    if occasion is not None:
        notify(Told(envelope.tenant, envelope.id, envelope.at), occasion, at=clock.now())


handler = event_entry_point(
    Consumer("LearnerEnrolled", Enrolled, tell),
    Consumer("AttemptSubmitted", Submitted, tell),
    Consumer("AttemptGraded", Graded, tell),
    Consumer("GradeStillAwaited", StillAwaited, tell),
    Consumer("SubmissionReturned", Returned, tell),
    Consumer("PeerReviewAsked", ReviewAsked, tell),
    Consumer("CourseCompleted", Completed, tell),
    Consumer("ImportFinished", Imported, tell),
    Consumer("ReportRendered", Rendered, tell),
    Consumer("TenantFounded", Founded, tell),
    Consumer("OrderFulfilled", Fulfilled, tell),
    Consumer("LineRefused", LineRefused, tell),
    Consumer("OrderRefunded", Refunded, tell),
    Consumer("OrderDisputed", Disputed, tell),
    Consumer("DisputeClosed", DisputeClosed, tell),
    Consumer("RefundFailed", RefundFailed, tell),
)
