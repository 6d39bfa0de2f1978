"""Keep the gradebook: one row per learner and course, from what grading and enrollment tell."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.gradebooks.events import GradeRecorded
from lyceum.assessment.model.book import Book, Column
from lyceum.assessment.model.gradebook import AssessmentResult, AttemptResult, CourseGrade, Place
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.model.settling import settled
from lyceum.assessment.model.withholding import withheld
from lyceum.assessment.store import books, grades
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.errors import Busy

MOST = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedAttempt:
    """One attempt's result as it was told, with the rules that counted then."""

    learner: str
    course: str
    assessment: str
    number: int
    rev: int
    """Revision of the attempt: the newest holds."""
    percent: Decimal
    points: Decimal | None = None
    maximum: Decimal = MOST
    rules: AssessmentResult

    @staticmethod
    def counted(*, weight: Decimal, policy: str, pass_mark: Decimal) -> AssessmentResult:
        """The rules, still without attempts."""
        return AssessmentResult(weight=weight, policy=ScorePolicy(policy), pass_mark=pass_mark)


def record_grade(tenant: str, result: GradedAttempt, *, at: datetime) -> CourseGrade:
    """Write an attempt's result into the learner's row. Older and repeated news change nothing.

    A locked row keeps the fact and shows what it showed. Raises Busy where others keep writing the row. 2 round trips;
    3 for a row that was not there. Source: RULES S1-27, S2-10.
    """
    attempt = AttemptResult(result.rev, result.percent, result.points)
    for _ in range(ATTEMPTS):
        row, book = grades.find_with_book(tenant, result.learner, result.course)
        row = row or CourseGrade(result.learner, result.course)
        recorded = row.recorded(result.assessment, result.number, attempt, result.rules)
        if recorded is row:
            return row
        book = _with_column(tenant, book or books.made(tenant, result.course, at=at), result, at=at)
        recorded = settled(recorded, book)
        try:
            grades.save(tenant, recorded, book, [_told(recorded, book, result, at)], at=at)
        except grades.GradeMoved:
            continue
        return recorded if row.rev else _brought_up_to_date(tenant, recorded, book, at=at)
    raise Busy("Others are writing this row.")


def open_row(tenant: str, learner: str, course: str, *, at: datetime, rev: int = 1) -> None:
    """Give an enrolled learner their row before the first grade, so that the gradebook shows everybody.

    Who had given their place up has it again. `rev`: revision of the enrollment, of which older and repeated news
    change nothing. Raises Busy where others keep writing the row. 3 round trips, 2 for a row that was there.
    """
    _keep_place(tenant, learner, course, Place(rev), at=at)


def mark_withdrawn(tenant: str, learner: str, course: str, *, at: datetime, rev: int) -> None:
    """Say in the row that its learner has given their place up. What they have done stays to be seen, and counts.

    A locked row keeps the fact and shows what it showed. As `open_row`, in whatever order both are told. Source: RULES
    S1-27.
    """
    _keep_place(tenant, learner, course, Place(rev, given_up=True), at=at)


def _keep_place(tenant: str, learner: str, course: str, place: Place, *, at: datetime) -> None:
    for _ in range(ATTEMPTS):
        row, found = grades.find_with_book(tenant, learner, course)
        row = row or CourseGrade(learner, course)
        after = row.placed(place)
        if after is row:
            return
        book = found or books.made(tenant, course, at=at)
        # A row that is there is computed by who changes its facts or its rules, and tells what came of it.
        after = after if row.rev else settled(after, book)
        try:
            grades.save(tenant, after, book, [], at=at)
        except grades.GradeMoved:
            continue
        if not row.rev:
            _brought_up_to_date(tenant, after, book, at=at)
        return
    raise Busy("Others are writing this row.")


def _brought_up_to_date(tenant: str, row: CourseGrade, book: Book, *, at: datetime) -> CourseGrade:
    """A new row stands in no list while it is written: who computes all rows anew just then does not find it."""
    newer = books.found_or_made(tenant, row.course, at=at)
    if newer.rules == book.rules:
        return row
    kept = grades.find(tenant, row.learner, row.course)
    if kept is None or kept.shown.rules >= newer.rules:
        return kept or row
    try:
        grades.save(tenant, settled(kept, newer), newer, [], at=at)
    except grades.GradeMoved:  # by somebody who has read the newer rules, or who will be told of them
        return kept
    return settled(kept, newer)


def _with_column(tenant: str, book: Book, result: GradedAttempt, *, at: datetime) -> Book:
    """With the assessment's column: news of an assessment can come later than its first result."""
    if result.assessment in book.columns:
        return book
    column = Column(assessment=result.assessment, number=0, weight=result.rules.weight, maximum=result.maximum)
    return books.changed(tenant, book.course, lambda found: found.with_columns([column]), at=at)


def _told(row: CourseGrade, book: Book, result: GradedAttempt, at: datetime) -> GradeRecorded:
    counting, shown = row.results[result.assessment], row.shown
    return GradeRecorded(
        learner=row.learner,
        course=row.course,
        assessment=result.assessment,
        number=result.number,
        percent=counting.percent,
        passed=counting.passed,
        course_percent=min(shown.current, MOST) if shown.current is not None else None,
        current=shown.current,
        final=shown.final,
        letter=shown.letter,
        shown=result.assessment not in withheld(row, book, (), at=at),
    )
