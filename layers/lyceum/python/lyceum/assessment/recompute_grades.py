"""Rows of a gradebook computed anew when its rules have changed: a part at a time, told from part to part.

Rows say by which rules they were computed. So whatever ended a part before its end, or repeats it, the next one goes on
where rows are behind, and none is computed twice for one change.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.gradebooks.events import CourseGradeChanged
from lyceum.assessment.model.book import Book, Column
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.model.settling import settled
from lyceum.assessment.store import assessments, books, grades
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.errors import Busy

PAGE = 100
MOST_ROWS = 1_000
"""Of one invocation, which has two minutes."""


def recompute_grades(tenant: str, course: str, rules: int, *, at: datetime) -> int:
    """Bring rows to the gradebook's newest rules; how many were behind. What is left is told, and follows.

    Nothing where newer rules were told meanwhile. Raises Busy.
    """
    book = books.found_or_made(tenant, course, at=at)
    if book.rules != rules:
        return 0
    progress = books.progress(tenant, course)
    if progress.rules > rules or (progress.rules == rules and progress.place is None):
        return 0
    if progress.rules < rules:
        progress = books.Progress(rules, rev=progress.rev)
    done = seen = 0
    while True:
        page = grades.behind(tenant, course, rules, after=progress.place, limit=PAGE)
        for learner in page.learners:
            _settle(tenant, learner, book, at=at)
        done, seen = done + len(page.learners), seen + page.seen
        progress = replace(progress, place=page.next_key, rows=progress.rows + page.seen)
        if page.next_key is None or seen >= MOST_ROWS:
            break
    try:
        books.go_on(tenant, course, progress, at=at)
    except books.RecomputationMoved:
        return done  # the same news, heard twice at once: the other one tells how it goes on
    return done


def hear_of_assessment(tenant: str, course: str, assessment: str, *, at: datetime) -> None:
    """Keep the assessment's column as it is now."""
    found = assessments.find_if_there(tenant, assessment)
    if found is not None:
        keep_columns(tenant, course, [books.column_of(found)], at=at)


def keep_columns(tenant: str, course: str, columns: list[Column], *, at: datetime) -> None:
    """Keep what is newly known of assessments. Older news change nothing."""
    books.changed(tenant, course, lambda book: book.with_columns(columns), at=at)


def changed_grade(
    row: CourseGrade, *, item: str | None = None, points: Decimal | None = None, excused: bool = False
) -> CourseGradeChanged:
    """What is told of a grade that is another one; the item where somebody gave points by hand."""
    shown = row.shown
    return CourseGradeChanged(
        learner=row.learner,
        course=row.course,
        current=shown.current,
        final=shown.final,
        letter=shown.letter,
        final_letter=shown.final_letter,
        item=item,
        points=points,
        excused=excused,
    )


def _settle(tenant: str, learner: str, book: Book, *, at: datetime) -> None:
    for _ in range(ATTEMPTS):
        row = grades.find(tenant, learner, book.course)
        if row is None or row.shown.rules >= book.rules:
            return
        after = settled(row, book)
        events = [changed_grade(after)] if _differs(row, after) else []
        try:
            grades.save(tenant, after, book, events, at=at)
        except grades.GradeMoved:
            continue
        return
    raise Busy("Others are writing this row.")


def _differs(before: CourseGrade, after: CourseGrade) -> bool:
    one, other = before.shown, after.shown
    grades_differ = (one.current, one.final) != (other.current, other.final)
    return grades_differ or (one.letter, one.final_letter) != (other.letter, other.final_letter)
