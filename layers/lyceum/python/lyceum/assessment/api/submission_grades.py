"""Grades of what was handed in, and the list of it, for staff."""

from typing import Annotated, Any

from pydantic import Field, StrictBool, StringConstraints

from lyceum.assessment.api.fields import Card, Points, Request, View
from lyceum.assessment.api.works import Number
from lyceum.assessment.grade_submission import GradeWish, HandedInList
from lyceum.assessment.model.submission import SubmissionId, SubmissionState, WorkForm
from lyceum.content.parts import PartId
from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.directory import Member
from lyceum.kernel.text import PlainText


class NewSubmissionGrade(Request):
    """A grade for one version: points, or marks by the assignment's rubric, or points beside marks."""

    number: Number
    """The version that was looked at; where a newer one is there, the grade is refused."""
    points: Points | None = None
    marks: Annotated[dict[PartId, PartId], Field(max_length=20)] = {}
    """Criterion → level. Without points, each criterion has one."""
    feedback: Annotated[PlainText, StringConstraints(max_length=4000)] = ""
    reason: Annotated[PlainText, StringConstraints(max_length=500)] = ""
    """Why the grade changes, where there was one, or holds without the reviews."""
    without_peers: StrictBool = False
    """It holds whatever reviewers gave, also where reviews make all of the grade; `reason` says why. The next grade
    that does not say so has the reviews in it again."""

    def wish(self) -> GradeWish:
        """As the use case takes it."""
        return GradeWish(
            version=self.number,
            points=self.points,
            marks=self.marks,
            feedback=self.feedback,
            reason=self.reason,
            without_peers=self.without_peers,
        )


class SubmissionCard(View):
    """What somebody handed in, in a list for staff."""

    id: str
    learner: str
    name: str | None = None
    state: SubmissionState
    number: int
    handed_in_at: Instant
    form: WorkForm
    late: bool
    points: Points | None = None
    maximum: Points | None = None

    @classmethod
    def of(cls, assignment: str, card: Card, member: Member | None) -> "SubmissionCard":
        """From a card and the directory."""
        shown: dict[str, Any] = {
            name: card.get(name) for name in ("learner", "state", "number", "form", "late", "points", "maximum")
        }
        return cls(
            id=str(SubmissionId(card["learner"], assignment)),
            name=member.name if member is not None else None,
            handed_in_at=parse(card["at"]),
            **shown,
        )


class SubmissionPage(View):
    """Some of what was handed in, the longest waiting first."""

    items: list[SubmissionCard]
    next_cursor: str | None = None

    @classmethod
    def of(cls, found: HandedInList, next_cursor: str | None) -> "SubmissionPage":
        """From the use case."""
        cards = [dict(card) for card in found.cards]
        items = [SubmissionCard.of(found.assignment, card, found.people.get(card["learner"])) for card in cards]
        return cls(items=items, next_cursor=next_cursor)
