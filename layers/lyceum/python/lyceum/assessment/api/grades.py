"""Rows of gradebooks, and how a grade comes about, on the wire."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, StrictBool, StringConstraints

from lyceum.assessment.api.fields import Percent, Points, Request, Total, View, exact
from lyceum.assessment.change_grade import Wish
from lyceum.assessment.explain_grade import Explanation
from lyceum.assessment.model.book import Book, Column
from lyceum.assessment.model.explanation import ExplainedItem, ExplainedTotal
from lyceum.assessment.model.gradebook import CourseGrade, GradeStatus
from lyceum.assessment.store.grades import Listed
from lyceum.kernel.clock import Instant
from lyceum.kernel.directory import Member
from lyceum.kernel.text import FilledText, LocalizedText, PlainText

GradePercent = Annotated[Decimal, Field(ge=0, le=300, decimal_places=2), exact]
"""Of a course: above 100 by extra credit. In answers alone."""

Reason = Annotated[FilledText, StringConstraints(max_length=500)]


class AssessmentGradeView(View):
    """What counts of a learner's attempts at one assessment."""

    assessment: str
    percent: Percent
    passed: bool
    overridden: bool = False
    """Somebody has put it in the place of what the attempts come to."""
    attempts: dict[str, Percent] | None = None
    """Percent of each graded attempt, by number; absent in the gradebook of a course."""


class ItemGradeView(View):
    """What a learner has for an item that is no assessment."""

    item: str
    percent: Percent
    overridden: bool = False


class CourseGradeView(View):
    """A learner's grades in one course."""

    course: str
    learner: str
    name: str | None = None
    percent: GradePercent | None = None
    """The current grade: of what is graded so far."""
    final: GradePercent | None = None
    """With what is missing as nothing."""
    letter: str | None = None
    final_letter: str | None = None
    status: GradeStatus = GradeStatus.CURRENT
    """Locked where `final` or `incomplete` (RULES S1-27); `withdrawn` with the whole gradebook alone."""
    up_to_date: bool = True
    """False for the seconds in which rules that have just changed have not come to this row yet."""
    assessments: list[AssessmentGradeView]
    items: list[ItemGradeView] = []

    @classmethod
    def of(cls, row: CourseGrade) -> "CourseGradeView":
        """A learner's own, without items that learners do not see."""
        return cls._of(row, row.status, hidden=row.shown.hidden)

    @classmethod
    def listed(cls, listed: Listed, book: Book, member: Member | None) -> "CourseGradeView":
        """For staff, from a list, the gradebook and the directory."""
        view = cls._of(listed.row, listed.status, assessments=frozenset(book.columns))
        name = member.name if member is not None else None
        return view.model_copy(update={"name": name, "up_to_date": listed.row.shown.rules == book.rules})

    @classmethod
    def _of(
        cls,
        row: CourseGrade,
        status: GradeStatus,
        *,
        hidden: frozenset[str] = frozenset(),
        assessments: frozenset[str] = frozenset(),
    ) -> "CourseGradeView":
        shown = row.shown
        cells = {item: cell for item, cell in sorted(shown.cells.items()) if item not in hidden}
        known = assessments | row.results.keys()
        return cls(
            course=row.course,
            learner=row.learner,
            percent=shown.current,
            final=shown.final,
            letter=shown.letter,
            final_letter=shown.final_letter,
            status=status,
            assessments=[
                AssessmentGradeView(
                    assessment=item,
                    percent=cell.percent,
                    passed=cell.passed,
                    overridden=cell.overridden,
                    attempts=_attempts(row, item),
                )
                for item, cell in cells.items()
                if item in known
            ],
            items=[
                ItemGradeView(item=item, percent=cell.percent, overridden=cell.overridden)
                for item, cell in cells.items()
                if item not in known
            ],
        )


def _attempts(row: CourseGrade, assessment: str) -> dict[str, Decimal] | None:
    result = row.results.get(assessment)
    if result is None:
        return None
    return {str(number): attempt.percent for number, attempt in sorted(result.attempts.items())}


class ColumnView(View):
    """An assessment as a column of the gradebook."""

    assessment: str
    title: LocalizedText
    """Its id, for the moment in which nothing but a result has been heard of it."""
    lesson: str
    kind: str
    weight: Annotated[Total, Field(description="Relative weight in the course grade.")]
    graded: bool
    maximum: Total

    @classmethod
    def of(cls, column: Column) -> "ColumnView":
        """From the gradebook."""
        return cls(
            assessment=column.assessment,
            title=column.title or LocalizedText.of(column.assessment),
            lesson=column.lesson,
            kind=column.kind,
            weight=column.weight,
            graded=column.graded,
            maximum=column.maximum,
        )


class GradebookPage(View):
    """Some rows of a course's gradebook."""

    assessments: list[ColumnView]
    items: list[CourseGradeView]
    next_cursor: str | None = None


class GradesPage(View):
    """Some of the caller's grades, by course."""

    items: list[CourseGradeView]
    next_cursor: str | None = None


class GradeLockView(View):
    """Who locked a grade or a gradebook, when and why."""

    by: str
    at: Instant
    reason: str


class ExplanationView(View):
    """A grade with every step, from the points to the letter."""

    course: str
    learner: str
    status: GradeStatus
    lock: GradeLockView | None = None
    up_to_date: bool
    """False for the seconds in which rules that have just changed have not come to the row yet; the steps have."""
    items: list[ExplainedItem]
    current: ExplainedTotal
    final: ExplainedTotal

    @classmethod
    def of(cls, found: Explanation) -> "ExplanationView":
        """From the use case."""
        row = found.row
        lock = GradeLockView(by=row.lock.by, at=row.lock.at, reason=row.lock.reason) if row.lock is not None else None
        return cls(
            course=row.course,
            learner=row.learner,
            status=row.status,
            lock=lock,
            up_to_date=found.up_to_date,
            items=found.steps.items,
            current=found.steps.current,
            final=found.steps.final,
        )


class MarkRequest(Request):
    """What a learner has for an item. Neither points nor excused takes back what was said."""

    points: Points | None = None
    excused: StrictBool = False
    """It is not asked of this learner, in sums or in formulas (see `formula` of an item); points are not looked at
    then.
    """
    note: Annotated[PlainText, StringConstraints(max_length=1000)] = ""

    def wish(self) -> Wish:
        """As the use case takes it."""
        return Wish(None if self.excused else self.points, self.excused, self.note)


class LockRequest(Request):
    """Why a grade is locked, and as what."""

    reason: Reason
    incomplete: StrictBool = False
    """Something is still missing, and nothing is to come; else the grade is final."""

    def locked_as(self) -> GradeStatus:
        """As the domain has it."""
        return GradeStatus.INCOMPLETE if self.incomplete else GradeStatus.FINAL


class BookLockRequest(Request):
    """Why a gradebook is locked."""

    reason: Reason
