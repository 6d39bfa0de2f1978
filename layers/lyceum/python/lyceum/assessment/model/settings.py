"""How an assessment is taken, graded and shown: everything an author may set."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lyceum.assessment.errors import AssessmentClosed, AssessmentNotOpenYet, InvalidWindow
from lyceum.assessment.model.placement import MOST_LEVELS, ClassLevel, check_levels
from lyceum.assessment.model.sections import scaled
from lyceum.assessment.sittings.errors import ProctoringDemanded
from lyceum.content.kinds import AssessmentKind
from lyceum.kernel.clock import Instant, iso
from lyceum.kernel.time_zones import known_zone

if TYPE_CHECKING:  # only imports have documents: an attempt starts without them
    from lyceum.content.outline import AssessmentDocument

_ONE = Decimal(1)

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Weight = Annotated[Decimal, Field(ge=0, le=100, decimal_places=4)]
Minutes = Annotated[int, Field(gt=0, le=10_080)]


class ScorePolicy(StrEnum):
    """Which of several attempts counts (RULES S2-10, X3)."""

    HIGHEST = "highest"
    LATEST = "latest"
    FIRST = "first"
    AVERAGE = "average"


class Proctoring(StrEnum):
    """Supervision that a client has (S1: require_lockdown_browser, require_webcam)."""

    LOCKDOWN_BROWSER = "lockdown_browser"
    """The learner's machine shows nothing else meanwhile."""
    WEBCAM = "webcam"
    """Somebody sees the learner, or a record is made."""


class ResultsShown(StrEnum):
    """When the learner sees points (RULES S1-23)."""

    IMMEDIATELY = "immediately"
    """What the machine graded, as soon as the attempt is handed in, even while a person still grades the rest."""
    AFTER_SUBMISSION = "after_submission"
    """When the whole attempt is graded."""
    AFTER_DUE_DATE = "after_due_date"
    """When nobody can hand in on time any more: after the due date, else the end of the window."""
    NEVER = "never"

    @property
    def withholds(self) -> bool:
        """Whether learners may have to wait for results that are graded, perhaps for ever."""
        return self in (ResultsShown.AFTER_DUE_DATE, ResultsShown.NEVER)


class SecondMarking(BaseModel):
    """Two people mark what people grade, each on their own.

    Taken away, it leaves no answer without points.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    tolerance_percent: Percent
    """Of the question's points: how far two marks may lie apart for their mean to hold."""
    blind: bool = True
    """Who has not marked an answer yet does not see what others gave for it."""


class AssessmentSettings(BaseModel):
    """An author's choices for one assessment; instants are UTC, percentages of the points."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    kind: AssessmentKind = AssessmentKind.QUIZ
    pass_mark: Percent = Decimal(60)
    """RULES S2-8."""
    weight: Weight = Decimal(1)
    """Relative weight in the course grade."""
    practice: bool = False
    """Practice attempts give no grade (RULES S1-20)."""
    time_limit_minutes: Minutes | None = None
    max_attempts: Annotated[int, Field(ge=1, le=999)] | None = 1
    """None: as many as one likes (RULES S1-21, X8)."""
    attempt_delay_minutes: Annotated[int, Field(ge=0, le=525_600)] = 0
    available_from: Instant | None = None
    available_until: Instant | None = None
    due_at: Instant | None = None
    zone: str | None = None
    """IANA name of the zone that its author means dates in, for who shows them; None: the school's. Instants decide."""
    late_allowed: bool = False
    late_penalty_percent: Percent = Decimal(0)
    """Taken off the score of an attempt handed in after the due date (RULES S1-22)."""
    score_policy: ScorePolicy = ScorePolicy.HIGHEST
    shuffle: bool = False
    """Questions within their section, and their choices unless `shuffle_choices` says otherwise."""
    shuffle_choices: bool | None = None
    """None: as `shuffle`."""
    results: ResultsShown = ResultsShown.IMMEDIATELY
    show_correct_answers: bool = True
    """Once the learner can make no further attempt (RULES S2-8)."""
    review: bool = True
    """The learner may read the questions and their own answers again afterwards."""
    proctoring: tuple[Proctoring, ...] = ()
    """Demanded of whoever begins an attempt or goes on with it."""
    levels: Annotated[tuple[ClassLevel, ...], Field(max_length=MOST_LEVELS)] = ()
    """Of classes: the assessment places learners in them (RULES S4-10, X18)."""
    second_marking: SecondMarking | None = None
    """None: one person's points are enough."""

    @classmethod
    def of_document(cls, document: "AssessmentDocument") -> "AssessmentSettings":
        """What an imported assessment says; the rest by default."""
        return cls().with_document(document)

    def with_document(self, document: "AssessmentDocument") -> "AssessmentSettings":
        """With what an imported assessment says; the rest stays."""
        said = {
            "kind": document.kind,
            "pass_mark": document.pass_mark,
            "weight": document.weight,
            "practice": document.weight == 0,
            "time_limit_minutes": document.time_limit_minutes,
            "max_attempts": document.max_attempts,
            "shuffle": document.shuffle,
            "due_at": document.due_at,
        }
        return self.model_copy(update=said)

    def changed(self, values: Mapping[str, Any]) -> "AssessmentSettings":
        """With some settings changed, by name. Raises InvalidWindow, InvalidLevels, UnknownTimeZone."""
        changed = AssessmentSettings.model_validate({**self.model_dump(), **values})
        changed.check()
        return changed

    @property
    def moves_choices(self) -> bool:
        """Whether choices come in another order in each attempt."""
        return self.shuffle if self.shuffle_choices is None else self.shuffle_choices

    @property
    def graded(self) -> bool:
        """Whether it counts toward the course grade: practice, surveys and self-assessments do not (RULES S1-20)."""
        return not self.for_oneself and self.has_points and self.weight > 0

    @property
    def has_points(self) -> bool:
        """Whether anybody has points in it: in a survey there is nothing right or wrong."""
        return self.kind is not AssessmentKind.SURVEY

    @property
    def for_oneself(self) -> bool:
        """Whether right answers give nothing away, however many attempts are to come."""
        return self.practice or self.kind is AssessmentKind.SELF_ASSESSMENT

    @property
    def closes_at(self) -> datetime | None:
        """When handing in ends: with the window, or on the due date where late submission is not allowed."""
        ends = [self.available_until, None if self.late_allowed else self.due_at]
        return min((end for end in ends if end is not None), default=None)

    def check(self) -> None:
        """Raises InvalidWindow for dates that contradict each other, InvalidLevels for levels that do, and
        UnknownTimeZone.
        """
        check_levels(self.levels)
        if self.zone is not None:
            known_zone(self.zone)
        opens, closes = self.available_from, self.available_until
        for end in (closes, self.due_at):
            if opens is not None and end is not None and end <= opens:
                raise InvalidWindow
        if closes is not None and self.due_at is not None and self.due_at > closes:
            raise InvalidWindow

    def demand_open(self, assessment: str, at: datetime) -> None:
        """Raises AssessmentNotOpenYet or AssessmentClosed outside the window. Source: RULES S1-22."""
        if self.available_from is not None and at < self.available_from:
            raise AssessmentNotOpenYet(assessment=assessment, opens_at=iso(self.available_from), **self._meant())
        if self.closes_at is not None and at >= self.closes_at:
            raise AssessmentClosed(assessment=assessment, closed_at=iso(self.closes_at), **self._meant())

    def _meant(self) -> dict[str, str]:
        return {} if self.zone is None else {"zone": self.zone}

    def demand_proctoring(self, used: Collection[Proctoring]) -> None:
        """Raises ProctoringDemanded where a client has less supervision than is asked for."""
        missing = sorted(set(self.proctoring).difference(used))
        if missing:
            raise ProctoringDemanded(missing=" ".join(missing))

    def deadline(self, started_at: datetime, factor: Decimal = _ONE) -> datetime | None:
        """When an attempt begun then ends by itself: with its time limit, or with the assessment if that is earlier.

        A learner's factor stretches the time that others have, also past the end of the window (WISHES 12); where there
        is no limit, it has nothing to stretch.
        """
        granted = self._granted(started_at)
        return self.closes_at if granted is None else started_at + scaled(granted, factor)

    def is_late(self, submitted_at: datetime, *, extra: timedelta = timedelta(0)) -> bool:
        """Whether an attempt handed in then is late (RULES S1-22); what a factor gives on top counts as in time."""
        return self.due_at is not None and submitted_at > self.due_at + extra

    def extra_time(self, started_at: datetime, factor: Decimal) -> timedelta:
        """What a factor gives on top of the time that others have."""
        granted = self._granted(started_at)
        return timedelta(0) if granted is None else scaled(granted, factor) - granted

    def _granted(self, started_at: datetime) -> timedelta | None:
        """The time of an attempt with a limit, be it cut short by the end of the window."""
        if self.time_limit_minutes is None:
            return None
        limit = timedelta(minutes=self.time_limit_minutes)
        return limit if self.closes_at is None else min(limit, self.closes_at - started_at)

    def allows_another(self, number: int, at: datetime) -> bool:
        """Whether an attempt after attempt `number` is still possible."""
        left = self.max_attempts is None or number < self.max_attempts
        return left and (self.closes_at is None or at < self.closes_at)
