"""The enrollment and the offer, and what is true of them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, Self

from lyceum.enrollment.errors import (
    BanTooShort,
    CourseFull,
    CourseNotFound,
    EnrollmentClosed,
    EnrollmentEnded,
    PaymentNeeded,
)
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import compound_id

ZERO = Decimal(0)


class Status(StrEnum):
    """States of an enrollment (RULES S1-16)."""

    ENROLLED = "enrolled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


class Source(StrEnum):
    """How the place came about (RULES S1-16, S4-6)."""

    SELF = "self"
    ADMIN = "admin"
    PURCHASE = "purchase"


class LearnersReason(StrEnum):
    """Why a learner gives a place up (RULES S1-16)."""

    TIME = "time"
    CONTENT = "content"
    DIFFICULTY = "difficulty"
    TECHNICAL = "technical"
    OTHER = "other"


class WithdrawalReason(StrEnum):
    """Why a place was given up, or taken back."""

    TIME = "time"
    CONTENT = "content"
    DIFFICULTY = "difficulty"
    TECHNICAL = "technical"
    OTHER = "other"
    REFUNDED = "refunded"
    """Its money went back to who had bought it."""


class Person(Protocol):
    """Somebody in a tenant, as `lyceum.kernel.access.Caller` describes them."""

    @property
    def person(self) -> str:
        """Their id."""

    @property
    def tenant(self) -> str:
        """Where they act."""


SHORTEST_BAN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Ban:
    """Shut out of a course, until some time or for good (FEATURES ID12)."""

    reason: str
    by: str
    at: datetime
    until: datetime | None
    before: Status | None
    """What the place was; None for who had none, and takes none meanwhile."""
    order: str | None = None
    """The order whose payment is disputed, where that is why."""


@dataclass(frozen=True, slots=True)
class Enrollment:
    """A learner's place in a course."""

    tenant: str
    learner: str
    course: str
    source: Source
    status: Status
    enrolled_at: datetime
    version: int | None = None
    """The course version that the learner is on; known as soon as learning has opened."""
    title: dict[str, str] | None = None
    percent: Decimal = ZERO
    completed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reason: WithdrawalReason | None = None
    """Why it was given up."""
    progress_rev: int = 0
    """Revision of the progress that `percent` was copied from."""
    branch: str | None = None
    """The branch that it was taken through, where the course demanded one (RULES S4-3)."""
    rev: int = 0
    ban: Ban | None = None

    @property
    def id(self) -> str:
        """Opaque encoding of learner and course; it grants nothing."""
        return compound_id(self.learner, self.course)

    @property
    def _without_ban(self) -> Status | None:
        """What it is, or will be when its learner is let in again; None for who has no place then either."""
        return self.status if self.ban is None else self.ban.before

    @classmethod
    def begin(cls, caller: Person, course: str, *, source: Source, at: datetime) -> Self:
        """A new place for the caller."""
        return cls(caller.tenant, caller.person, course, source, Status.ENROLLED, at)

    def through(self, branch: str) -> "Enrollment":
        """The same place, taken through a branch."""
        return replace(self, branch=branch)

    def moved(self, percent: Decimal, *, progress_rev: int) -> "Enrollment":
        """With the share of required items done, from a newer progress; the first starts the course (RULES S2-12)."""
        if progress_rev <= self.progress_rev:
            return self
        status = Status.IN_PROGRESS if self.status is Status.ENROLLED and percent > 0 else self.status
        return replace(self, percent=percent, status=status, progress_rev=progress_rev)

    def completed(self, at: datetime, *, progress_rev: int) -> "Enrollment":
        """At its end. Told once and for good, so it counts however late it comes; who withdrew stays withdrawn."""
        if self.completed_at is not None or self._without_ban is Status.WITHDRAWN:
            return self
        newest = max(progress_rev, self.progress_rev)
        if self.ban is not None:
            # It is theirs when they are let in again.
            ban = replace(self.ban, before=Status.COMPLETED)
            return replace(self, ban=ban, percent=Decimal(100), completed_at=at, progress_rev=newest)
        return replace(self, status=Status.COMPLETED, percent=Decimal(100), completed_at=at, progress_rev=newest)

    def withdrawn(self, reason: WithdrawalReason, at: datetime) -> "Enrollment":
        """Given up by its learner; a repeat changes nothing (RULES S1-16). Raises EnrollmentEnded."""
        if self.status is Status.WITHDRAWN:
            return self
        if self.status not in (Status.ENROLLED, Status.IN_PROGRESS):
            raise EnrollmentEnded(course=self.course, state=str(self.status))
        return replace(self, status=Status.WITHDRAWN, withdrawn_at=at, reason=reason)

    def bought_back(self, at: datetime) -> "Enrollment":
        """Withdrawn since its money went back, whatever it was; a repeat changes nothing. Who is shut out stays so."""
        if self._without_ban in (None, Status.WITHDRAWN):
            return self
        gone = replace(self, withdrawn_at=at, reason=WithdrawalReason.REFUNDED)
        if self.ban is not None:
            return replace(gone, ban=replace(self.ban, before=Status.WITHDRAWN))
        return replace(gone, status=Status.WITHDRAWN)

    def taken_again(self, place: "Enrollment") -> "Enrollment":
        """A place that was given up, bought once more: it goes on where it was."""
        started = Status.IN_PROGRESS if self.percent > 0 else Status.ENROLLED
        return replace(
            self,
            source=place.source,
            status=Status.COMPLETED if self.completed_at is not None else started,
            enrolled_at=place.enrolled_at,
            withdrawn_at=None,
            reason=None,
            branch=place.branch,
        )

    def banned(self, reason: str, *, by: str, at: datetime, until: datetime | None) -> "Enrollment":
        """Shut out of the course; a ban replaces an earlier one. Raises BanTooShort."""
        if until is not None and until < at + SHORTEST_BAN:
            raise BanTooShort
        return replace(self, status=Status.SUSPENDED, ban=Ban(reason, by, at, until, self._without_ban))

    def disputed(self, order: str, *, by: str, at: datetime) -> "Enrollment":
        """Suspended while the payment of an order is disputed. What is shut out or given up already stays so."""
        if self.ban is not None or self.status is Status.WITHDRAWN:
            return self
        return replace(self, status=Status.SUSPENDED, ban=Ban("Payment disputed", by, at, None, self.status, order))

    def letting_in(self, ban: Ban) -> "Enrollment":
        """As the place was before the ban, with what was done meanwhile."""
        return replace(self, status=ban.before or self.status, ban=None)

    @classmethod
    def kept_out(
        cls, learner: Person, course: str, reason: str, *, by: str, at: datetime, until: datetime | None
    ) -> Self:
        """The place that somebody does not have and cannot take. Raises BanTooShort."""
        if until is not None and until < at + SHORTEST_BAN:
            raise BanTooShort
        ban = Ban(reason, by, at, until, None)
        return cls(learner.tenant, learner.person, course, Source.ADMIN, Status.SUSPENDED, at, ban=ban)


@dataclass(frozen=True, slots=True)
class Offer:
    """Under which conditions a course can be taken now."""

    open: bool
    price: int
    """Minor units of the currency; 0 is free (RULES X23)."""
    seats_left: int | None
    """None: no limit."""
    waiting: int = 0
    title: dict[str, str] | None = None
    version: int | None = None
    branches_only: bool = False
    """Whether it is taken through a branch that may use the course."""
    required: tuple[str, ...] = ()
    """Courses to complete before."""


def refusal(offer: Offer | None, course: str) -> DomainError | None:
    """Why this offer gives the caller no seat; None where it would (RULES S1-11, S3-9)."""
    if offer is None:
        return CourseNotFound(course=course)
    if not offer.open:
        return EnrollmentClosed(course=course)
    if offer.price > 0:
        return PaymentNeeded(course=course)
    if offer.seats_left is not None and (offer.seats_left <= 0 or offer.waiting > 0):
        return CourseFull(course=course)
    return None
