"""Assignments: what learners are asked to hand in, in which form, until when, and what it is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lyceum.assessment.errors import (
    AssignmentClosed,
    AssignmentNotOpenYet,
    CourseAssignmentNotFound,
    InvalidWindow,
    NoFormAccepted,
)
from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.points import quantised
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.model.settings import Percent, Weight
from lyceum.assessment.model.work_file import MOST_BYTES, FileKind
from lyceum.content.parts import Content
from lyceum.content.published import Outline
from lyceum.kernel.clock import Instant, iso
from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import LocalizedText
from lyceum.kernel.time_zones import known_zone

MOST_RESUBMISSIONS = 19
HUNDRED = Decimal(100)

AssignmentPoints = Annotated[Decimal, decimal(whole_digits=3, places=4, both_ways=True)]


class AcceptedFiles(Content):
    """Which files are taken; one for each time that work is handed in."""

    kinds: Annotated[tuple[FileKind, ...], Field(min_length=1, max_length=len(FileKind))]
    most_bytes: Annotated[int, integer(ge=1, le=MOST_BYTES)] = 20 * 1024 * 1024


class AcceptedForms(Content):
    """In which form work is handed in (RULES S3-16)."""

    text: StrictBool = True
    link: StrictBool = True
    files: AcceptedFiles | None = None

    def check(self) -> None:
        """Raises NoFormAccepted."""
        if not (self.text or self.link or self.files):
            raise NoFormAccepted


class AssignmentContent(Content):
    """What learners read, and what their work is judged by. It waits for the next publication of the course."""

    title: LocalizedText
    instructions: LocalizedText
    points: AssignmentPoints = HUNDRED
    """RULES S3-16."""
    rubric: Rubric | None = None


class AssignmentSettings(BaseModel):
    """How work is handed in and counted. Changes hold at once."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    accepts: AcceptedForms = AcceptedForms()
    weight: Weight = Decimal(1)
    """Relative weight in the course grade; 0: it does not count."""
    pass_mark: Percent = Decimal(60)
    available_from: Instant | None = None
    due_at: Instant | None = None
    available_until: Instant | None = None
    zone: str | None = None
    """IANA name of the zone that its author means dates in, for who shows them; None: the school's. Instants decide."""
    late_allowed: bool = True
    late_penalty_percent: Percent = Decimal(0)
    """Taken off the points of work that was handed in after the due date (RULES S1-22)."""
    resubmissions: Annotated[int, Field(ge=0, le=MOST_RESUBMISSIONS)] = 0
    """How often work may be handed in anew (RULES S3-16, X9)."""
    peer_review: PeerReviewSettings | None = None
    """How those who handed in review each other's work, where they do."""

    def changed(self, values: Mapping[str, Any]) -> "AssignmentSettings":
        """With some settings changed, by name. Raises InvalidWindow, NoFormAccepted, UnknownTimeZone."""
        changed = AssignmentSettings.model_validate({**self.model_dump(), **values})
        changed.check()
        return changed

    def check(self) -> None:
        """Raises InvalidWindow for dates that contradict each other, NoFormAccepted, UnknownTimeZone."""
        self.accepts.check()
        if self.zone is not None:
            known_zone(self.zone)
        opens, due, closes = self.available_from, self.due_at, self.available_until
        if opens is not None and any(end is not None and end <= opens for end in (due, closes)):
            raise InvalidWindow
        if due is not None and closes is not None and due > closes:
            raise InvalidWindow
        if self.peer_review is not None:
            self.peer_review.check(after=(opens, due))

    @property
    def peer_weight(self) -> Decimal:
        """Percent of the grade that reviews make."""
        return self.peer_review.weight if self.peer_review is not None else Decimal(0)

    @property
    def closes_at(self) -> datetime | None:
        """The last instant at which work is taken."""
        ends = [self.available_until, None if self.late_allowed else self.due_at]
        return min((end for end in ends if end is not None), default=None)

    def demand_open(self, assignment: str, at: datetime) -> None:
        """Raises AssignmentNotOpenYet, AssignmentClosed. The due date itself is still in time (RULES S1-22)."""
        if self.available_from is not None and at < self.available_from:
            raise AssignmentNotOpenYet(assignment=assignment, opens_at=iso(self.available_from), **self._meant())
        if self.closes_at is not None and at > self.closes_at:
            raise AssignmentClosed(assignment=assignment, closed_at=iso(self.closes_at), **self._meant())

    def _meant(self) -> dict[str, str]:
        return {} if self.zone is None else {"zone": self.zone}

    def is_late(self, at: datetime) -> bool:
        """Whether work that is handed in then is late."""
        return self.due_at is not None and at > self.due_at

    def counted(self, points: Decimal, *, late: bool) -> Decimal:
        """What is left of the points: less the penalty where the work was late, to four places."""
        return quantised(points * (HUNDRED - self.late_penalty_percent) / HUNDRED if late else points)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseAssignment:
    """One assignment of a course. Authors work on `draft`; learners have `live`, once it was published."""

    id: str
    course: str
    lesson: str | None
    """Id of its lesson within the course, which has no other assignment (RULES S3-8)."""
    settings: AssignmentSettings
    draft: AssignmentContent
    newest: int
    """Version of the draft."""
    live: AssignmentContent | None = None
    active: int | None = None
    """Version that learners have."""
    changed_at: datetime
    """When the newest version was written."""
    rev: int = 0

    def demand_live(self) -> AssignmentContent:
        """What learners have. Raises CourseAssignmentNotFound for a draft."""
        if self.live is None:
            raise CourseAssignmentNotFound(assignment=self.id)
        return self.live

    def with_draft(self, content: AssignmentContent, *, at: datetime) -> "CourseAssignment":
        """With another draft; the same one is no new version."""
        if content == self.draft:
            return self
        return replace(self, draft=content, newest=self.newest + 1, changed_at=at)

    def activated(self, outline: Outline, *, published_at: datetime) -> "CourseAssignment":
        """With its draft given to learners, if it was there when the course was published and its lesson is listed."""
        listed = self.lesson is None or self.lesson in outline.lessons()
        if self.changed_at > published_at or not listed:
            return self
        return replace(self, live=self.draft, active=self.newest)
