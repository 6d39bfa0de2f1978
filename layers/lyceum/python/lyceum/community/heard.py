"""What community reads of the others' events, and whom each gives occasion to write to."""

from abc import ABC, abstractmethod
from datetime import datetime
from decimal import Decimal

from pydantic import BaseModel

from lyceum.community.model import ADMINISTRATOR, Kind, Occasion, instant
from lyceum.kernel.currencies import in_major_units


class Heard(BaseModel, ABC):
    """Base of the views."""

    @abstractmethod
    def occasion(self) -> Occasion | None:
        """Whom to write to about what, or None where nobody needs to hear."""


class Enrolled(Heard):
    """Of LearnerEnrolled."""

    learner: str
    course: str

    def occasion(self) -> Occasion:
        """The learner has a place."""
        return Occasion(Kind.ENROLLED, self.learner, {"course": self.course})


class Submitted(Heard):
    """Of AttemptSubmitted."""

    attempt: str
    learner: str
    course: str
    assessment: str
    waiting: int

    def occasion(self) -> Occasion | None:
        """A receipt for what a person will grade; what the machine grades is answered at once."""
        if self.waiting == 0:
            return None
        about = {"course": self.course, "assessment": self.assessment, "attempt": self.attempt}
        figures = {"waiting": Decimal(self.waiting)}
        return Occasion(Kind.SUBMISSION_RECEIVED, self.learner, about, figures)


class StillAwaited(Heard):
    """Of GradeStillAwaited."""

    course: str
    assessment: str
    owner: str | None
    day: str

    def occasion(self) -> Occasion:
        """Whoever made the course sees to it that it is graded; once a day for all that waits in an assessment."""
        about = {"course": self.course, "assessment": self.assessment}
        return Occasion(Kind.GRADES_WAIT, self.owner or ADMINISTRATOR, about, once=self.day, else_administrator=True)


class Graded(Heard):
    """Of AttemptGraded."""

    attempt: str
    learner: str
    course: str
    assessment: str
    points: Decimal
    maximum: Decimal
    percent: Decimal
    graded: bool
    by_hand: bool
    regrade: str | None = None
    shown: bool = True

    def occasion(self) -> Occasion | None:
        """The result, where it counts or somebody graded it; practice answered at once gives no mail. What a corrected
        key made of a result is told in other words, and always. Nothing of a result that the learner may not see yet.
        """
        if not self.shown or not (self.graded or self.by_hand or self.regrade):
            return None
        about = {"course": self.course, "assessment": self.assessment, "attempt": self.attempt}
        figures = {"points": self.points, "maximum": self.maximum, "percent": self.percent}
        kind = Kind.RESULT_CHANGED if self.regrade else Kind.RESULT_READY
        return Occasion(kind, self.learner, about, figures)


class Returned(Heard):
    """Of SubmissionReturned."""

    submission: str
    learner: str
    course: str
    assignment: str
    points: Decimal
    maximum: Decimal
    percent: Decimal

    def occasion(self) -> Occasion:
        """The learner has the grade of their work, or another one than before."""
        about = {"course": self.course, "assignment": self.assignment, "submission": self.submission}
        figures = {"points": self.points, "maximum": self.maximum, "percent": self.percent}
        return Occasion(Kind.WORK_RETURNED, self.learner, about, figures)


class ReviewAsked(Heard):
    """Of PeerReviewAsked."""

    review: str
    reviewer: str
    course: str
    assignment: str
    allocation: str
    due_at: datetime | None = None
    zone: str | None = None

    def occasion(self) -> Occasion:
        """Somebody has others' work to review; one letter for all that a round gives them."""
        about = {"course": self.course, "assignment": self.assignment, "peer_review": self.review}
        codes = {"due": instant(self.due_at, self.zone)} if self.due_at is not None else {}
        return Occasion(Kind.PEER_REVIEW_ASKED, self.reviewer, about, codes=codes, once=self.allocation)


class Completed(Heard):
    """Of CourseCompleted."""

    learner: str
    course: str

    def occasion(self) -> Occasion:
        """The learner is through."""
        return Occasion(Kind.COURSE_COMPLETED, self.learner, {"course": self.course})


class Imported(Heard):
    """Of ImportFinished."""

    job: str
    state: str
    requester: str
    course: str | None = None

    def occasion(self) -> Occasion:
        """Whoever sent the file can read the report."""
        kind = Kind.IMPORT_FINISHED if self.state == "finished" else Kind.IMPORT_REFUSED
        about = {"import": self.job} | ({"course": self.course} if self.course else {})
        return Occasion(kind, self.requester, about)


class Rendered(Heard):
    """Of ReportRendered."""

    report: str
    requester: str
    state: str

    def occasion(self) -> Occasion:
        """Whoever asked for the report can fetch it."""
        kind = Kind.REPORT_READY if self.state == "ready" else Kind.REPORT_FAILED
        return Occasion(kind, self.requester, {"report": self.report})


class Fulfilled(Heard):
    """Of OrderFulfilled."""

    order: str
    buyer: str
    paid: int
    returned: int
    currency: str
    opened: list[str]

    def occasion(self) -> Occasion | None:
        """The receipt, where something was paid for or opened; who was refused everything hears of each refusal."""
        if not self.opened:
            return None
        about = {"order": self.order, "course": self.opened[0]}
        figures = {"courses": Decimal(len(self.opened))}
        codes = {
            "paid": written(self.paid, self.currency),
            "returned": written(self.returned, self.currency),
            "currency": self.currency,
        }
        return Occasion(Kind.ORDER_RECEIPT, self.buyer, about, figures, codes)


class LineRefused(Heard):
    """Of LineRefused."""

    order: str
    learner: str
    course: str
    amount: int
    currency: str

    def occasion(self) -> Occasion:
        """The buyer did not get this course, and their money goes back."""
        about = {"order": self.order, "course": self.course}
        codes = {"amount": written(self.amount, self.currency), "currency": self.currency}
        return Occasion(Kind.COURSE_REFUSED, self.learner, about, codes=codes)


class Refunded(Heard):
    """Of OrderRefunded."""

    order: str
    buyer: str
    amount: int
    currency: str
    why: str
    returned: list[str]

    def occasion(self) -> Occasion | None:
        """Money is on its way to the buyer, who has heard of a course that could not be opened, or asked their bank."""
        if self.why in _HEARD_ALREADY or not self.amount:
            return None
        codes = {"amount": written(self.amount, self.currency), "currency": self.currency}
        figures = {"closed": Decimal(len(self.returned))}
        return Occasion(Kind.ORDER_REFUNDED, self.buyer, {"order": self.order}, figures, codes)


_HEARD_ALREADY = frozenset({"full_after_all", "not_admitted", "withdrawn_course", "dispute_lost"})


class RefundFailed(Heard):
    """Of RefundFailed."""

    order: str
    amount: int
    currency: str
    by: str | None = None

    def occasion(self) -> Occasion:
        """Whoever granted it, else the school's administrator, finds another way to the buyer."""
        codes = {"order": self.order, "amount": written(self.amount, self.currency), "currency": self.currency}
        return Occasion(Kind.REFUND_FAILED, self.by or ADMINISTRATOR, {"order": self.order}, codes=codes)


class Disputed(Heard):
    """Of OrderDisputed."""

    order: str
    amount: int
    currency: str

    def occasion(self) -> Occasion:
        """Who administers the school has to answer the bank in time."""
        codes = {"order": self.order, "amount": written(self.amount, self.currency), "currency": self.currency}
        return Occasion(Kind.PAYMENT_DISPUTED, ADMINISTRATOR, {"order": self.order}, codes=codes)


class DisputeClosed(Heard):
    """Of DisputeClosed."""

    order: str
    won: bool

    def occasion(self) -> Occasion:
        """The bank has decided."""
        kind = Kind.DISPUTE_WON if self.won else Kind.DISPUTE_LOST
        return Occasion(kind, ADMINISTRATOR, {"order": self.order}, codes={"order": self.order})


def written(amount: int, currency: str) -> str:
    """Minor units as people write them: `500.00`, `1500`, `1.250`."""
    return format(in_major_units(amount, currency), "f")


class Founded(Heard):
    """Of TenantFounded."""

    administrator: str

    def occasion(self) -> Occasion:
        """The school is open: its administrator can begin."""
        return Occasion(Kind.SCHOOL_READY, self.administrator, {})
