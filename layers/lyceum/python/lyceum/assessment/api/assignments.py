"""Assignments as authors send and see them."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field, RootModel, StrictBool, StringConstraints

from lyceum.assessment.api.assignment_settings import AssignmentSettingsView
from lyceum.assessment.api.fields import Card, Percent, Points, Request, Title, Total, View
from lyceum.assessment.author_assignment import AssignmentChange
from lyceum.assessment.model.course_assignment import (
    MOST_RESUBMISSIONS,
    AcceptedForms,
    AssignmentContent,
    CourseAssignment,
)
from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.rubric import Rubric
from lyceum.content.parts import PartId
from lyceum.kernel.changes import Change
from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.ids import Id
from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import LanguageTag, LocalizedText, PlainText
from lyceum.kernel.time_zones import TimeZone

RelativeWeight = Annotated[Decimal, decimal(whole_digits=2, places=4)]
Resubmissions = Annotated[int, integer(ge=0, le=MOST_RESUBMISSIONS)]


class Instructions(
    RootModel[
        Annotated[
            dict[LanguageTag, Annotated[PlainText, StringConstraints(min_length=1, max_length=10_000)]],
            Field(min_length=1, max_length=20),
        ]
    ]
):
    """What to do, by language, at most 10,000 characters each."""

    def text(self) -> LocalizedText:
        """As the domain has it."""
        return LocalizedText(self.root)


class AssignmentSettingsChange(Change):
    """Settings to change; those that are not named stay. `null` takes a date, or peer review, away."""

    REMOVABLE: ClassVar[frozenset[str]] = frozenset(
        {"available_from", "due_at", "available_until", "peer_review", "zone"}
    )

    accepts: AcceptedForms | None = None
    weight: RelativeWeight | None = None
    pass_mark: Percent | None = None
    available_from: Instant | None = None
    due_at: Instant | None = None
    available_until: Instant | None = None
    zone: TimeZone | None = None
    """IANA name, `Asia/Bangkok`: the zone that dates are meant in, for who shows them. `null`: the school's own."""
    late_allowed: StrictBool | None = None
    late_penalty_percent: Percent | None = None
    resubmissions: Resubmissions | None = None
    peer_review: PeerReviewSettings | None = None

    def named(self) -> dict[str, Any]:
        """The settings that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class NewCourseAssignment(Request):
    """An assignment to make."""

    title: Title
    instructions: Instructions
    points: Points = Decimal(100)
    rubric: Rubric | None = None
    copied_rubric: Id | None = None
    """A kept rubric whose criteria are copied, in the place of `rubric`."""
    lesson: PartId | None = None
    """The lesson that it belongs to; without one it belongs to the course."""
    settings: AssignmentSettingsChange = AssignmentSettingsChange()

    def content(self) -> AssignmentContent:
        """As the domain has it."""
        return AssignmentContent(
            title=self.title.text(), instructions=self.instructions.text(), points=self.points, rubric=self.rubric
        )


class ChangedCourseAssignment(Change):
    """What to change; what is not named stays."""

    REMOVABLE: ClassVar[frozenset[str]] = frozenset({"rubric", "lesson"})

    title: Title | None = None
    instructions: Instructions | None = None
    points: Points | None = None
    rubric: Rubric | None = None
    copied_rubric: Id | None = None
    """A kept rubric whose criteria are copied, in the place of `rubric`."""
    lesson: PartId | None = None
    settings: AssignmentSettingsChange | None = None

    def change(self) -> AssignmentChange:
        """As the use case takes it."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        content: dict[str, Any] = {name: sent[name] for name in ("points", "rubric") if name in sent}
        if self.title is not None:
            content["title"] = self.title.text()
        if self.instructions is not None:
            content["instructions"] = self.instructions.text()
        return AssignmentChange(
            content=content,
            settings=self.settings.named() if self.settings is not None else {},
            place={"lesson": sent["lesson"]} if "lesson" in sent else {},
            copied=self.copied_rubric,
        )


class CourseAssignmentView(View):
    """An assignment as authors work on it."""

    id: str
    course: str
    lesson: str | None = None
    title: LocalizedText
    instructions: LocalizedText
    points: Points
    rubric: Rubric | None = None
    settings: AssignmentSettingsView
    newest: int
    """Version of what is shown here."""
    active: int | None = None
    """Version that learners have; absent before the course was published with it."""
    changed_at: Instant
    revision: int

    @classmethod
    def of(cls, assignment: CourseAssignment) -> "CourseAssignmentView":
        """From the domain."""
        draft = assignment.draft
        return cls(
            id=assignment.id,
            course=assignment.course,
            lesson=assignment.lesson,
            title=draft.title,
            instructions=draft.instructions,
            points=draft.points,
            rubric=draft.rubric,
            settings=AssignmentSettingsView.of(assignment.settings),
            newest=assignment.newest,
            active=assignment.active,
            changed_at=assignment.changed_at,
            revision=assignment.rev,
        )


class CourseAssignmentCard(View):
    """An assignment in a list."""

    id: str
    title: LocalizedText
    lesson: str | None = None
    points: Points
    weight: Total
    due_at: Instant | None = None
    zone: str | None = None
    """IANA name of the zone that dates are meant in; absent: the school's own."""
    newest: int
    active: int | None = None

    @classmethod
    def of(cls, card: Card) -> "CourseAssignmentCard":
        """From a card."""
        shown: dict[str, Any] = {
            name: card.get(name) for name in ("id", "lesson", "points", "weight", "newest", "active")
        }
        due = card.get("due")
        zone = card.get("zone")
        return cls(title=LocalizedText(card["title"]), due_at=parse(due) if due else None, zone=zone, **shown)


class CourseAssignmentPage(View):
    """Some assignments of a course."""

    items: list[CourseAssignmentCard]
    next_cursor: str | None = None
