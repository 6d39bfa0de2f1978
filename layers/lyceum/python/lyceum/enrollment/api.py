"""What crosses the wire."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lyceum.enrollment.model import Ban, Enrollment, WithdrawalReason
from lyceum.kernel.clock import Instant
from lyceum.kernel.directory import Member
from lyceum.kernel.ids import Id
from lyceum.kernel.text import FilledPassage, LocalizedText

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]


class EnrollPersonRequest(BaseModel):
    """Whom to enroll."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    person: Id
    branch: Id | None = None
    """Of the learner's branches, the one to take it through, where the course demands one."""


class EnrollmentView(BaseModel):
    """An enrollment as its learner sees it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    course: str
    title: LocalizedText | None = None
    status: str
    source: str
    version: int | None = None
    percent: Percent
    enrolled_at: Instant
    completed_at: Instant | None = None
    branch: str | None = None
    """The branch that it was taken through, where the course demanded one."""
    withdrawn_at: Instant | None = None
    reason: WithdrawalReason | None = None
    """Why it was given up."""

    @classmethod
    def of(cls, enrollment: Enrollment) -> "EnrollmentView":
        """From the entity."""
        return cls(
            id=enrollment.id,
            course=enrollment.course,
            title=LocalizedText(enrollment.title) if enrollment.title else None,
            status=enrollment.status,
            source=enrollment.source,
            version=enrollment.version,
            percent=enrollment.percent,
            enrolled_at=enrollment.enrolled_at,
            completed_at=enrollment.completed_at,
            branch=enrollment.branch,
            withdrawn_at=enrollment.withdrawn_at,
            reason=enrollment.reason,
        )


class EnrollmentPage(BaseModel):
    """Some of a learner's enrollments."""

    items: list[EnrollmentView]
    next_cursor: str | None = None


class RosterEntry(BaseModel):
    """A learner of a course as staff see them."""

    learner: str
    name: str | None = None
    status: str
    percent: Percent
    enrolled_at: Instant
    completed_at: Instant | None = None

    @classmethod
    def of(cls, card: dict[str, Any], member: Member | None) -> "RosterEntry":
        """From a roster card and the directory."""
        done = card.get("done")
        return cls(
            learner=card["learner"],
            name=member.name if member else None,
            status=card["status"],
            percent=Decimal(card["percent"]),
            enrolled_at=datetime.fromisoformat(card["at"]),
            completed_at=datetime.fromisoformat(done) if done else None,
        )


class RosterPage(BaseModel):
    """Some of a course's learners."""

    items: list[RosterEntry]
    next_cursor: str | None = None


class CourseBanRequest(BaseModel):
    """For how long, and why."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    reason: Annotated[FilledPassage, Field(min_length=3, max_length=500)]
    until: Instant | None = None
    """Left out: for good."""


class CourseBanView(BaseModel):
    """Somebody who is shut out of a course."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    course: str
    person: str
    reason: str
    by: str
    at: Instant
    until: Instant | None

    @classmethod
    def of(cls, ban: Ban, course: str, person: str) -> "CourseBanView":
        """From the entity."""
        return cls(course=course, person=person, reason=ban.reason, by=ban.by, at=ban.at, until=ban.until)
