"""The course progress report: one snapshot of a course's learners, complete in itself, and what it says."""

from collections.abc import Iterable
from datetime import UTC, date, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from lyceum.insight.collation import sort_key
from lyceum.insight.report_figures import CourseFigures, Stage, funnel, largest_loss, mean, score_figures, share
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import TenantId
from lyceum.kernel.text import LanguageTag, LocalizedText

ACTIVITY_DAYS = 30
"""The longest stretch of daily activity that a report shows."""

Percent = Annotated[Decimal, Field(ge=0, le=100)]
"""0 to 100, exact."""

ReportedId = Annotated[str, Field(min_length=1, max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
Count = Annotated[int, Field(ge=0)]


class Reported(BaseModel):
    """Base of all parts of a report: closed and immutable."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class EnrollmentStatus(StrEnum):
    """The states of an enrollment (RULES S1-16)."""

    ENROLLED = "enrolled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


class ReportedCourse(Reported):
    """The course that the report is about."""

    id: ReportedId
    title: LocalizedText


class ReportedAssessment(Reported):
    """An assessment of the course, in the order of the course."""

    id: ReportedId
    title: LocalizedText
    points: Annotated[Decimal, Field(ge=0)]
    """The most points one can earn."""
    pass_mark: Percent
    """Percent of the points that passes (RULES S2-8)."""


class LearnerRow(Reported):
    """One enrollment: who, since when, how far."""

    learner: ReportedId
    name: Name
    enrolled_at: Instant
    status: EnrollmentStatus
    percent: Percent = Decimal(0)
    """Share of the required lessons that are completed (RULES S3-12)."""
    completed_at: Instant | None = None
    last_activity: Instant | None = None
    """None until the first lesson is opened (RULES S2-12)."""
    scores: dict[ReportedId, Percent] = {}
    """Assessment id → the score that counts, in percent; only what is graded in full."""
    awaiting_grading: tuple[ReportedId, ...] = ()
    """Assessments whose submitted responses wait to be graded by hand."""

    @property
    def stage(self) -> Stage:
        """The furthest stage reached. Completion counts in full, even where staff granted it early (RULES S1-19)."""
        if self.completed_at or self.status is EnrollmentStatus.COMPLETED:
            return Stage.COMPLETED
        if self.percent == 100:
            return Stage.LESSONS_FINISHED
        if self.percent >= 50:
            return Stage.HALF_WAY
        started = self.percent or self.last_activity or self.scores or self.awaiting_grading
        return Stage.STARTED if started else Stage.ENROLLED


class DayActivity(Reported):
    """What happened in the course on one day (UTC)."""

    day: date
    enrollments: Count = 0
    lessons_completed: Count = 0
    attempts_submitted: Count = 0
    courses_completed: Count = 0


class CourseProgressReport(Reported):
    """Everything that a course progress report says, before it is worded in a language or a format.

    Refused (ValueError): a learner, an assessment or a day that stands twice, a score of an assessment that is not
    listed, activity that spans more than 30 days, an unknown time zone.
    """

    tenant: TenantId
    tenant_name: LocalizedText | None = None
    course: ReportedCourse
    made_at: Instant
    language: LanguageTag = "en"
    """What the reader asked for; a rendering may be asked for in another one."""
    zone: str = "UTC"
    """IANA time zone in which dates and times are shown to people."""
    assessments: tuple[ReportedAssessment, ...] = ()
    learners: tuple[LearnerRow, ...] = ()
    activity: Annotated[tuple[DayActivity, ...], Field(max_length=ACTIVITY_DAYS)] = ()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        _zone(zone)
        return zone

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = _distinct("assessment", (each.id for each in self.assessments))
        _distinct("learner", (row.learner for row in self.learners))
        days = _distinct("day", (each.day for each in self.activity))
        if days and (max(days) - min(days)).days >= ACTIVITY_DAYS:
            raise ValueError(f"activity spans more than {ACTIVITY_DAYS} days")
        for row in self.learners:
            if unlisted := (row.scores.keys() | set(row.awaiting_grading)) - known:
                raise ValueError(f"learner {row.learner} has a score of an unlisted assessment: {min(unlisted)}")
        return self

    @property
    def timezone(self) -> tzinfo:
        """The zone in which dates and times are shown."""
        return _zone(self.zone)

    def learners_by_name(self) -> tuple[LearnerRow, ...]:
        """The learners in the order of a class list, Thai names as a Thai dictionary has them (RULES X20)."""
        return tuple(sorted(self.learners, key=lambda row: (sort_key(row.name), row.learner)))

    def activity_by_day(self) -> tuple[DayActivity, ...]:
        """The first to the last day of activity without gaps: a day that nothing is known of has zeros."""
        known = {each.day: each for each in self.activity}
        if not known:
            return ()
        first, last = min(known), max(known)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(known.get(day) or DayActivity(day=day) for day in days)

    def figures(self) -> CourseFigures:
        """Every derived figure, rounded as `report_figures` states."""
        steps = funnel(row.stage for row in self.learners)
        week_ago = self.made_at - timedelta(days=7)
        return CourseFigures(
            learners=len(self.learners),
            completed=steps[-1].learners,
            completion_rate=share(steps[-1].learners, len(self.learners)),
            average_progress=mean([row.percent for row in self.learners]),
            active_last_week=sum(1 for row in self.learners if row.last_activity and row.last_activity >= week_ago),
            funnel=steps,
            largest_loss=largest_loss(steps),
            assessments=tuple(
                score_figures(
                    each.id,
                    [row.scores[each.id] for row in self.learners if each.id in row.scores],
                    pass_mark=each.pass_mark,
                    awaiting=sum(1 for row in self.learners if each.id in row.awaiting_grading),
                )
                for each in self.assessments
            ),
        )


def _distinct[T](what: str, values: Iterable[T]) -> set[T]:
    seen: set[T] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} {value} stands twice")
        seen.add(value)
    return seen


def _zone(name: str) -> tzinfo:
    if name == "UTC":  # needs no zone database, which a slim runtime may lack
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f"unknown time zone: {name!r}") from unknown
