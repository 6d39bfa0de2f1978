"""What is handed in for assignments, and its grades, on the wire."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, RootModel, StrictBool, StringConstraints

from lyceum.assessment.api.assignments import AssignmentSettingsView
from lyceum.assessment.api.fields import Card, Percent, Points, Request, View
from lyceum.assessment.grade_submission import GradeWish, HandedInList
from lyceum.assessment.model.course_assignment import CourseAssignment
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.model.submission import (
    HandedIn,
    Submission,
    SubmissionGrade,
    SubmissionId,
    SubmissionState,
    WorkForm,
)
from lyceum.assessment.view_submission import ContentSight, MyAssignments
from lyceum.content.parts import PartId
from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.directory import Member
from lyceum.kernel.ids import Id
from lyceum.kernel.numbers import integer
from lyceum.kernel.text import FilledText, LocalizedText, PlainText

SubmissionNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,5}$")]
Number = Annotated[int, integer(ge=1, le=999)]


class TextWork(Request):
    """A text."""

    form: Literal["text"]
    text: Annotated[FilledText, StringConstraints(max_length=20_000)]


class LinkWork(Request):
    """The address of something that lies elsewhere."""

    form: Literal["link"]
    link: Annotated[str, StringConstraints(pattern=r"^https?://[!#-;=?-Z_a-z~%]{1,1900}$")]


class FileWork(Request):
    """A file that was sent with the form of an upload of one's own."""

    form: Literal["file"]
    upload: Id


class NewWork(RootModel[Annotated[TextWork | LinkWork | FileWork, Field(discriminator="form")]]):
    """What is handed in."""

    def content(self) -> tuple[WorkForm, str]:
        """As the use case takes it."""
        match self.root:
            case TextWork(text=text):
                return WorkForm.TEXT, text
            case LinkWork(link=link):
                return WorkForm.LINK, link
            case FileWork(upload=upload):
                return WorkForm.FILE, upload


class HandedInView(View):
    """That a version was handed in."""

    number: int
    handed_in_at: Instant
    form: WorkForm
    late: bool

    @classmethod
    def of(cls, version: HandedIn) -> "HandedInView":
        """From the domain."""
        return cls(number=version.number, handed_in_at=version.at, form=version.form, late=version.late)


class SubmissionGradeView(View):
    """The grade of a version."""

    number: int
    """The version that it is for."""
    given: Points
    """Before the penalty for late work, and before the part of peer reviews."""
    points: Points
    """What counts."""
    maximum: Points
    percent: Percent
    feedback: str
    marks: dict[str, str]
    """Criterion of the rubric → level."""
    graded_at: Instant
    peers_percent: Points | None = None
    """What peer reviews gave of 100, where they have a part in it: their mean."""
    peers_weight: Percent | None = None
    """Percent of the grade that they make; 0 where staff decided that they have no part in it."""
    without_peers: bool = False
    """Whether staff decided so."""
    by: str | None = None
    """Who gave it; for staff. Absent where peer reviews make all of it."""
    reason: str | None = None
    """Why it took another one's place; for staff."""

    @classmethod
    def of(cls, grade: SubmissionGrade, *, for_staff: bool) -> "SubmissionGradeView":
        """From the domain."""
        return cls(
            number=grade.version,
            given=grade.given,
            points=grade.points,
            maximum=grade.maximum,
            percent=grade.percent,
            feedback=grade.feedback,
            marks=dict(grade.marks),
            graded_at=grade.at,
            peers_percent=grade.peers.percent if grade.peers is not None else None,
            peers_weight=grade.peers.weight if grade.peers is not None else None,
            without_peers=grade.without_peers,
            by=grade.by or None if for_staff else None,
            reason=grade.reason or None if for_staff else None,
        )


class SubmissionView(View):
    """What a learner handed in, without its content."""

    id: str
    assignment: str
    course: str
    learner: str
    state: SubmissionState
    versions: list[HandedInView]
    grade: SubmissionGradeView | None = None
    """For its learner once it was returned."""
    earlier_grades: list[SubmissionGradeView] | None = None
    """Grades that others took the place of, the oldest first, without their words; for staff."""
    returned_at: Instant | None = None
    revision: int

    @classmethod
    def of(cls, submission: Submission, *, for_staff: bool) -> "SubmissionView":
        """From the domain, as far as it may be shown."""
        grade = submission.grade if for_staff else submission.shown_grade
        earlier = [SubmissionGradeView.of(each, for_staff=True) for each in submission.earlier]
        return cls(
            id=str(submission.id),
            assignment=submission.id.assignment,
            course=submission.course,
            learner=submission.id.learner,
            state=submission.state,
            versions=[HandedInView.of(each) for each in submission.versions],
            grade=SubmissionGradeView.of(grade, for_staff=for_staff) if grade is not None else None,
            earlier_grades=earlier if for_staff else None,
            returned_at=submission.returned_at,
            revision=submission.rev,
        )


class WorkFileView(View):
    """A file that was handed in."""

    name: str
    size: int
    media_type: str
    url: str
    """Where it can be fetched, as a download."""
    expires_at: Instant


class WorkView(View):
    """One version with its content."""

    number: int
    handed_in_at: Instant
    form: WorkForm
    late: bool
    text: str | None = None
    link: str | None = None
    file: WorkFileView | None = None

    @classmethod
    def of(cls, sight: ContentSight) -> "WorkView":
        """From the use case."""
        version, work, file = sight.version, sight.work, None
        if work.file is not None and sight.url is not None and sight.expires_at is not None:
            kept = work.file
            file = WorkFileView(
                name=kept.name, size=kept.size, media_type=kept.media_type, url=sight.url, expires_at=sight.expires_at
            )
        return cls(
            number=version.number,
            handed_in_at=version.at,
            form=version.form,
            late=version.late,
            text=work.text if work.form is WorkForm.TEXT else None,
            link=work.text if work.form is WorkForm.LINK else None,
            file=file,
        )


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
    state: SubmissionState | None = None
    """Of the caller's own work; absent before anything was handed in."""
    number: int = 0
    """How often the caller has handed in."""


class MyAssignmentPage(View):
    """Some assignments of a course; fewer than `limit` where others are drafts."""

    items: list[MyAssignmentCard]
    next_cursor: str | None = None

    @classmethod
    def of(cls, found: MyAssignments, next_cursor: str | None) -> "MyAssignmentPage":
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
        state=work.state if work is not None else None,
        number=work.newest.number if work is not None else 0,
    )


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
