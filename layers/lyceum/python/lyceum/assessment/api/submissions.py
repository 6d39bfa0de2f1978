"""What is handed in for assignments, and its grades, on the wire."""

from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints

from lyceum.assessment.api.fields import Percent, Points, Request, View
from lyceum.assessment.model.submission import HandedIn, Submission, SubmissionGrade, SubmissionState, WorkForm
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import FilledText


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
