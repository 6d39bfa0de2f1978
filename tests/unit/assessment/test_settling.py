"""Rows brought up to date: what they show, what a lock keeps, and what it says."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from lyceum.assessment.gradebooks.errors import GradeLocked
from lyceum.assessment.model.book import Book, Column, Lock
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import (
    AssessmentResult,
    AttemptResult,
    Cell,
    CourseGrade,
    GradeLock,
    GradeStatus,
    Mark,
    Shown,
)
from lyceum.assessment.model.letters import NAMED_SCALES
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.model.settling import explained, locked, settled
from tests.unit.assessment.gradebooks import TUTOR, book_of, marks_of
from tests.unit.assessment.samples import ADA, BOB, COURSE, EXAM, MINUTE, NOON

BOOK = replace(book_of("", "a::1 | b::1 | h::1 hidden"), rules=7)
ROW = CourseGrade(ADA, COURSE, marks=marks_of("a=90"))
LOCK = Lock(BOB, NOON + MINUTE, "Term is over")
LATER = NOON + 5 * MINUTE


def close(
    row: CourseGrade, book: Book, *, at: datetime = NOON, status: GradeStatus = GradeStatus.INCOMPLETE
) -> CourseGrade:
    return locked(row, book, by=TUTOR, at=at, reason="She left", status=status)


def test_a_row_shows_the_grade_so_far_and_the_one_in_the_end_each_with_its_letter() -> None:
    """So far 90, in the end (90 + 0) / 2 = 45."""
    assert settled(ROW, BOOK) == replace(
        ROW,
        shown=Shown(
            current=Decimal(90),
            final=Decimal(45),
            letter="A",
            final_letter="F",
            cells={"a": Cell(Decimal(90))},
            hidden=frozenset({"h"}),
            rules=7,
        ),
    )


def test_a_row_without_anything_shows_nothing() -> None:
    empty = settled(CourseGrade(ADA, COURSE), BOOK).shown
    assert (empty.current, empty.letter, empty.cells) == (None, None, {})
    assert (empty.final, empty.final_letter) == (0, "F")


def exam_book(pass_mark: str = "60") -> tuple[Book, AssessmentResult]:
    column = Column(assessment=EXAM, number=0, weight=Decimal(1), maximum=Decimal(40))
    attempts = {1: AttemptResult(1, Decimal(50), Decimal(20))}
    result = AssessmentResult(Decimal(1), ScorePolicy.HIGHEST, Decimal(pass_mark), attempts)
    scheme = GradeScheme(letters=NAMED_SCALES["pass_fail"])
    return Book(course=COURSE, columns={EXAM: column}).with_scheme(scheme), result


@pytest.mark.parametrize(("pass_mark", "passed"), [("60", False), ("50", True)])
def test_attempts_pass_by_what_counts_of_them(pass_mark: str, passed: bool) -> None:
    book, result = exam_book(pass_mark)
    row = CourseGrade(ADA, COURSE, results={EXAM: result})
    assert settled(row, book).shown.cells == {EXAM: Cell(Decimal(50), passed, overridden=False)}


@pytest.mark.parametrize(
    ("points", "pass_mark", "passed"),
    [("24", "60", True), ("23", "60", False), ("8", "50", False), ("40", "60", True)],  # of 40
)
def test_an_override_passes_by_the_percentage_that_it_is_whatever_attempts_did(
    points: str, pass_mark: str, passed: bool
) -> None:
    book, result = exam_book(pass_mark)
    row = CourseGrade(ADA, COURSE, results={EXAM: result}, marks={EXAM: Mark(Decimal(points), TUTOR, NOON)})
    percent = Decimal(points) * 100 / 40
    assert settled(row, book).shown.cells == {EXAM: Cell(percent, passed, overridden=True)}


def test_a_multiplier_changes_what_shows_and_not_who_has_passed() -> None:
    book, result = exam_book()
    doubled = book.with_scheme(
        GradeScheme(items=(GradeItem(id=EXAM, kind=ItemKind.ASSESSMENT, multiplier=Decimal(2)),))
    )
    row = CourseGrade(ADA, COURSE, results={EXAM: result})
    assert settled(row, doubled).shown.cells == {EXAM: Cell(Decimal(100), passed=False, overridden=False)}


def test_what_has_no_attempts_is_not_passed_by_an_override() -> None:
    book, _ = exam_book()
    row = CourseGrade(ADA, COURSE, marks={EXAM: Mark(Decimal(40), TUTOR, NOON)})
    assert settled(row, book).shown.cells == {EXAM: Cell(Decimal(100), passed=False, overridden=True)}


def test_a_lock_says_who_when_why_and_as_what_and_keeps_the_explanation() -> None:
    row = close(ROW, BOOK)
    document = explained(ROW, BOOK).model_dump_json(exclude_none=True)
    assert row.lock == GradeLock(
        TUTOR, NOON, "She left", GradeStatus.INCOMPLETE, with_course=False, explanation=document
    )
    assert (row.shown, row.marks) == (settled(ROW, BOOK).shown, ROW.marks)
    assert "null" not in document
    assert '"percent":"45.00"' in document


def test_the_lock_of_a_gradebook_says_its_own_words_in_every_row() -> None:
    closed = settled(ROW, replace(BOOK, lock=LOCK))
    document = explained(ROW, BOOK).model_dump_json(exclude_none=True)
    assert closed.lock == GradeLock(
        BOB, NOON + MINUTE, "Term is over", GradeStatus.FINAL, with_course=True, explanation=document
    )
    assert closed.shown == settled(ROW, BOOK).shown


def test_a_locked_row_takes_up_the_newer_rules_and_nothing_of_them() -> None:
    book = replace(BOOK, lock=LOCK)
    changed = replace(book.with_scheme(GradeScheme(items=(GradeItem(id="a", kind=ItemKind.MANUAL),))), rules=9)
    for row in (close(ROW, BOOK), settled(ROW, book)):
        assert settled(row, changed) == replace(row, shown=replace(row.shown, rules=9))


def test_what_is_locked_is_explained_as_it_was_then() -> None:
    row = close(ROW, BOOK)
    facts = replace(row, marks=marks_of("a=10 b=10"))
    assert explained(facts, BOOK) == explained(ROW, BOOK)
    assert explained(facts.unlocked(), BOOK) != explained(ROW, BOOK)


def test_a_row_that_came_with_its_gradebooks_lock_is_locked_by_itself_once_that_is_gone() -> None:
    closed = settled(ROW, replace(BOOK, lock=LOCK))
    with pytest.raises(GradeLocked):
        close(closed, replace(BOOK, lock=LOCK))
    again = close(replace(closed, marks=marks_of("a=90 b=70")), BOOK, at=LATER, status=GradeStatus.FINAL)
    assert again.lock is not None
    assert (again.lock.by, again.lock.at, again.lock.with_course) == (TUTOR, LATER, False)
    assert (again.shown.current, again.status) == (80, GradeStatus.FINAL)
    assert explained(again, BOOK).current.percent == 80
