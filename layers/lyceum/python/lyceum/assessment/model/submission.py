"""What one learner handed in for one assignment: every version of it, the newest counts (RULES S3-16, X9)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lyceum.assessment.errors import NoResubmissionsLeft, SubmissionNotFound, SubmissionNotGraded
from lyceum.assessment.model.scoring import HUNDRED, rounded
from lyceum.assessment.model.work_file import WorkFile
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.ids import compound_id, parts_of

_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")

EARLIER_GRADES_KEPT = 20


class WorkForm(StrEnum):
    """In which form something was handed in."""

    TEXT = "text"
    LINK = "link"
    FILE = "file"


class SubmissionState(StrEnum):
    """Where it stands (RULES S3-16)."""

    PENDING = "pending"
    GRADED = "graded"
    """A grade is kept; its learner does not see it yet."""
    RETURNED = "returned"
    """The learner sees the grade, and it counts."""


@dataclass(frozen=True, slots=True)
class SubmissionId:
    """Whose work for which assignment. It grants nothing."""

    learner: str
    assignment: str

    def __str__(self) -> str:
        """URL-safe text."""
        return compound_id(self.learner, self.assignment)

    @classmethod
    def parse(cls, text: str) -> "SubmissionId":
        """The id that the text encodes. Raises SubmissionNotFound for anything that was not made here."""
        parts = parts_of(text, 2)
        if parts is None or not all(_ULID.fullmatch(part) for part in parts):
            raise SubmissionNotFound
        return cls(*parts)


@dataclass(frozen=True, slots=True)
class Work:
    """What is handed in: text, the address of a link, or a file."""

    form: WorkForm
    text: str = ""
    file: WorkFile | None = None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """That a version was handed in; its content lies apart."""

    number: int
    """1, 2, 3, …"""
    id: str
    """Of the wish to hand it in: a repeat is known by it."""
    at: datetime
    form: WorkForm
    late: bool
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class PeersPart:
    """What peer reviews make of a grade."""

    percent: Decimal
    """The mean of the reviews, four places."""
    weight: Decimal
    """Percent of the grade that they make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionGrade:
    """What somebody gave for one version, or peer reviews alone."""

    version: int
    given: Decimal
    """Points before the penalty, and before the reviews' part."""
    points: Decimal
    """Points that count."""
    maximum: Decimal
    by: str
    """Empty where peer reviews make all of it."""
    at: datetime
    feedback: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Criterion of the rubric → level."""
    reason: str = ""
    """Why it took the place of another one."""
    peers: PeersPart | None = None
    """What reviews made of it when the work was returned."""
    without_peers: bool = False
    """Staff decided that it holds whatever reviewers gave; the reason says why."""

    @property
    def percent(self) -> Decimal:
        """Of what can be earned; where nothing can, nothing can be missed."""
        return rounded(self.points / self.maximum * HUNDRED) if self.maximum > 0 else HUNDRED

    def says_the_same(self, other: "SubmissionGrade | None") -> bool:
        """Whether the other one is this very grade, given again."""
        if other is None:
            return False
        mine = (self.version, self.given, self.by, self.feedback, dict(self.marks), self.without_peers)
        return mine == (
            other.version,
            other.given,
            other.by,
            other.feedback,
            dict(other.marks),
            other.without_peers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One learner's work for one assignment."""

    id: SubmissionId
    course: str
    state: SubmissionState = SubmissionState.PENDING
    versions: tuple[HandedIn, ...] = ()
    grade: SubmissionGrade | None = None
    """The newest one; of an earlier version while the newest waits."""
    earlier: tuple[SubmissionGrade, ...] = ()
    """Grades that others took the place of, without their words."""
    returned_at: datetime | None = None
    rev: int = 0
    """0 before anything was handed in."""

    @property
    def newest(self) -> HandedIn:
        """The version that counts. There is one wherever it was read from the table."""
        return self.versions[-1]

    def version(self, number: int) -> HandedIn:
        """A version. Raises SubmissionNotFound."""
        if not 1 <= number <= len(self.versions):
            raise SubmissionNotFound
        return self.versions[number - 1]

    def repeated(self, id: str, body_hash: str | None) -> HandedIn | None:
        """The version that this very wish made before. Raises IdempotencyKeyReused where it asked for another one."""
        made = next((version for version in self.versions if version.id == id), None)
        if made is not None and made.body_hash != body_hash:
            raise IdempotencyKeyReused
        return made

    def handed_in(self, version: HandedIn, *, resubmissions: int) -> "Submission":
        """With a newer version, which waits for its grade. Raises NoResubmissionsLeft."""
        if len(self.versions) > resubmissions:
            raise NoResubmissionsLeft(allowed=resubmissions)
        return replace(self, versions=(*self.versions, version), state=SubmissionState.PENDING)

    def standing(self) -> SubmissionGrade | None:
        """The grade of the newest version, if it has one."""
        return self.grade if self.grade is not None and self.grade.version == self.newest.number else None

    @property
    def shown_grade(self) -> SubmissionGrade | None:
        """What its learner sees: the grade that was returned, also while a newer version waits."""
        return self.grade if self.returned_at is not None else None

    def demand_grade(self) -> SubmissionGrade:
        """The newest grade. Raises SubmissionNotGraded."""
        if self.grade is None:
            raise SubmissionNotGraded
        return self.grade

    def graded(self, grade: SubmissionGrade) -> "Submission":
        """With a grade. One that was returned before stays returned: its learner sees the new one at once."""
        before = self.grade
        kept = self.earlier if before is None else (*self.earlier, replace(before, feedback="", marks={}))
        shown = self.state is SubmissionState.RETURNED
        return replace(
            self,
            state=SubmissionState.RETURNED if shown else SubmissionState.GRADED,
            grade=grade,
            earlier=kept[-EARLIER_GRADES_KEPT:],
            returned_at=grade.at if shown else None,
        )

    def returned(self, at: datetime) -> "Submission":
        """Given back to its learner. Raises SubmissionNotGraded."""
        if self.state is SubmissionState.RETURNED:
            return self
        if self.state is not SubmissionState.GRADED:
            raise SubmissionNotGraded
        return replace(self, state=SubmissionState.RETURNED, returned_at=at)
