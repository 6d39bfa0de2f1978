"""Assignments as their learners have them, with their own work."""

from decimal import Decimal
from typing import TYPE_CHECKING

from lyceum.assessment.api.assignment_settings import AssignmentSettingsView
from lyceum.assessment.api.fields import Card, Points, View
from lyceum.assessment.api.submissions import SubmissionView
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.model.submission import Submission, SubmissionState
from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.text import LocalizedText

if TYPE_CHECKING:
    from lyceum.assessment.view_submission import MyAssignments


class MyAssignmentView(View):
    """An assignment as its learners have it, with the caller's own work."""

    id: str
    course: str
    lesson: str | None = None
    title: LocalizedText
    instructions: LocalizedText
    points: Points
    rubric: Rubric | None = None
    settings: AssignmentSettingsView
    submission: SubmissionView | None = None

    @classmethod
    def of(cls, assignment: CourseAssignment, submission: Submission | None) -> "MyAssignmentView":
        """From the use case."""
        live = assignment.demand_live()
        own = SubmissionView.of(submission, for_staff=False) if submission is not None else None
        return cls(
            id=assignment.id,
            course=assignment.course,
            lesson=assignment.lesson,
            title=live.title,
            instructions=live.instructions,
            points=live.points,
            rubric=live.rubric,
            settings=AssignmentSettingsView.of(assignment.settings),
            submission=own,
        )


class MyAssignmentCard(View):
    """An assignment in a learner's list."""

    id: str
    title: LocalizedText
    lesson: str | None = None
    points: Points
    due_at: Instant | None = None
    zone: str | None = None
    """IANA name of the zone that dates are meant in; absent: the school's own."""
    state: SubmissionState | None = None
    """Of the caller's own work; absent before anything was handed in."""
    number: int = 0
    """How often the caller has handed in."""


class MyAssignmentPage(View):
    """Some assignments of a course; fewer than `limit` where others are drafts."""

    items: list[MyAssignmentCard]
    next_cursor: str | None = None

    @classmethod
    def of(cls, found: "MyAssignments", next_cursor: str | None) -> "MyAssignmentPage":
        """From the use case."""
        return cls(
            items=[_my_card(dict(card), found.work.get(card["id"])) for card in found.cards], next_cursor=next_cursor
        )


def _my_card(card: Card, work: Submission | None) -> MyAssignmentCard:
    due = card.get("due")
    return MyAssignmentCard(
        id=card["id"],
        title=LocalizedText(card["title"]),
        lesson=card.get("lesson"),
        points=Decimal(card["points"]),
        due_at=parse(due) if due else None,
        zone=card.get("zone"),
        state=work.state if work is not None else None,
        number=work.newest.number if work is not None else 0,
    )
