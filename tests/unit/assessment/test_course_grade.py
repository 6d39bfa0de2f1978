"""Grades by rule: bounds, order, and a second computation that knows nothing of the first."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.gradebooks.errors import GradeLocked
from lyceum.assessment.model.book import Book, Column, Lock
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.course_grade import grade
from lyceum.assessment.model.explanation import Explained
from lyceum.assessment.model.grade_scheme import GradeCategory, GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import (
    AssessmentResult,
    AttemptResult,
    CourseGrade,
    GradeStatus,
    Mark,
    Shown,
)
from lyceum.assessment.model.letters import NAMED_SCALES
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.model.settling import explained, locked, settled
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.gradebooks import TUTOR, book_of, marks_of
from tests.unit.assessment.samples import ADA, COURSE, EXAM, NOON

SPECIAL = st.sampled_from(["", "", "", " extra", " hidden", " times 1.5", " of 20"])


@st.composite
def gradebooks(draw: st.DrawFn) -> tuple[str, list[str], str]:
    """Categories, items and marks, as the cases spell them."""
    groups = draw(st.lists(st.sampled_from(["hw", "ex", "lab"]), unique=True, max_size=3))
    categories = " | ".join(f"{name} {draw(st.integers(1, 9))} drop {draw(st.integers(0, 3))}" for name in groups)
    items, marks = list[str](), list[str]()
    for number in range(draw(st.integers(0, 7))):
        group = draw(st.sampled_from([*groups, ""]))
        special = draw(SPECIAL)
        items.append(f"i{number}:{group}:{draw(st.integers(0, 5))}{special}")
        most = 2000 if special == " of 20" else 10_000
        said = draw(st.none() | st.just("excused") | st.integers(0, most))
        if said is not None:
            marks.append(f"i{number}={said if said == 'excused' else Decimal(said) / 100}")
    return categories, items, " ".join(marks)


@given(gradebooks())
def test_a_grade_lies_between_nothing_and_a_hundred_and_above_by_extra_credit_alone(
    drawn: tuple[str, list[str], str],
) -> None:
    categories, items, marks = drawn
    found = grade(book_of(categories, " | ".join(items)), {}, marks_of(marks))
    most = 300 if any("extra" in item for item in items) else 100
    for total in (found.current, found.final):
        assert total.percent is None or 0 <= total.percent <= most
    assert all(one.percent is None or 0 <= one.percent <= 100 for one in found.standings.values())


@given(gradebooks(), st.data())
def test_the_order_of_items_and_categories_makes_no_difference(
    drawn: tuple[str, list[str], str], data: st.DataObject
) -> None:
    categories, items, marks = drawn
    turned = " | ".join(reversed(categories.split(" | ")))
    other = book_of(turned, " | ".join(data.draw(st.permutations(items))))
    one = grade(book_of(categories, " | ".join(items)), {}, marks_of(marks))
    assert grade(other, {}, marks_of(marks)) == one


@given(gradebooks())
def test_the_grade_is_what_fractions_make_of_it(drawn: tuple[str, list[str], str]) -> None:
    categories, items, marks = drawn
    book, said = book_of(categories, " | ".join(items)), marks_of(marks)
    found = grade(book, {}, said)
    assert found.current.percent == naive(book, said, missing=False)
    assert found.final.percent == naive(book, said, missing=True)


def naive(book: Book, marks: Mapping[str, Mark], *, missing: bool) -> Decimal | None:
    """The rules once more, in fractions, without a line of the other computation."""
    shares: dict[str, Fraction | None] = {}
    for item in book.scheme.items:
        mark = marks.get(item.id)
        if mark is None:
            shares[item.id] = Fraction(0) if missing and not item.extra_credit else None
        elif mark.points is None:
            shares[item.id] = None
        else:
            share = cents(min(Fraction(mark.points) / Fraction(item.maximum), Fraction(1)) * 100)
            shares[item.id] = min(cents(share * Fraction(item.multiplier)), Fraction(100))
    shown = [item for item in book.scheme.items if item.published]
    parts = list[tuple[Fraction, Fraction]]()
    whole = Fraction(0)
    for category in book.scheme.categories:
        members = [item for item in shown if item.category == category.id]
        if any(not item.extra_credit for item in members):
            whole += Fraction(category.weight)
        percent = naive_group(members, shares, category.drop_lowest)
        if percent is not None:
            parts.append((Fraction(category.weight), percent))
    rest = [item for item in shown if item.category is None]
    total = naive_group(rest, shares, 0, parts, whole)
    return None if total is None else decimal(total)


def naive_group(
    members: list[GradeItem],
    shares: Mapping[str, Fraction | None],
    drop: int,
    more: list[tuple[Fraction, Fraction]] | None = None,
    whole: Fraction = Fraction(0),
) -> Fraction | None:
    asked = [
        (share, Fraction(one.weight), one.id)
        for one in members
        if not one.extra_credit and (share := shares[one.id]) is not None
    ]
    for _ in range(drop):
        if len(asked) > 1:
            asked.remove(min(asked, key=lambda part: (part[0], -part[1], part[2])))
    counted = [(weight, share) for share, weight, _ in asked] + (more or [])
    weights = sum(weight for weight, _ in counted)
    if not weights:
        return None
    whole += sum(Fraction(one.weight) for one in members if not one.extra_credit)
    extra = sum(
        Fraction(one.weight) * share for one in members if one.extra_credit and (share := shares[one.id]) is not None
    )
    base = sum(weight * share for weight, share in counted) / weights
    return base + min(extra / whole, Fraction(100)) if extra else Fraction(base)


def cents(value: Fraction) -> Fraction:
    return Fraction(round(value * 100), 100)  # halves to even


def decimal(value: Fraction) -> Decimal:
    return (Decimal(round(value * 100)) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


# Attempts -------------------------------------------------------------------------------------------------------------


def column(**more: Any) -> Column:
    chosen: dict[str, Any] = {"assessment": EXAM, "number": 0, "weight": Decimal(1), "maximum": Decimal(40), **more}
    return Column(**chosen)


def result(policy: ScorePolicy, *points: str) -> AssessmentResult:
    attempts = {
        number: AttemptResult(1, Decimal(each) * 100 / 40, Decimal(each)) for number, each in enumerate(points, 1)
    }
    return AssessmentResult(Decimal(1), policy, Decimal(60), attempts)


def exam_item(**more: Any) -> GradeItem:
    return GradeItem(id=EXAM, kind=ItemKind.ASSESSMENT, **more)


def one_exam(**more: object) -> Book:
    return Book(course=COURSE, columns={EXAM: column(**more)})


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (ScorePolicy.HIGHEST, "75"),  # 30 of 40
        (ScorePolicy.LATEST, "50"),  # 20 of 40
        (ScorePolicy.FIRST, "25"),  # 10 of 40
        (ScorePolicy.AVERAGE, "50"),  # 60 / 3 = 20 of 40
    ],
)
def test_the_score_policy_says_which_attempts_count(policy: ScorePolicy, expected: str) -> None:
    found = grade(one_exam(), {EXAM: result(policy, "10", "30", "20")}, {})
    assert found.current.percent == Decimal(expected)


def test_points_are_converted_attempt_by_attempt_before_the_policy_counts() -> None:
    """0 → 0, 20 → 10, 30 → 30 scaled; average of 10 and 30 of 30: (33.33 + 100) / 2 = 66.665, even: 66.66."""
    table = Conversion.of([(Decimal(0), Decimal(0)), (Decimal(20), Decimal(10)), (Decimal(30), Decimal(30))], item=EXAM)
    book = one_exam().with_scheme(GradeScheme(items=(exam_item(conversion=table),)))
    assert grade(book, {EXAM: result(ScorePolicy.AVERAGE, "25", "30")}, {}).current.percent == Decimal("66.66")


def test_raw_points_that_were_not_told_come_from_the_percentage() -> None:
    """13 of 35 was kept as 37.14 %: 12.999 points, shown as 13.00, which reaches the row from 13."""
    table = Conversion.of([(Decimal(0), Decimal(0)), (Decimal(13), Decimal(1)), (Decimal(35), Decimal(2))], item=EXAM)
    book = one_exam(maximum=Decimal(35)).with_scheme(GradeScheme(items=(exam_item(conversion=table),)))
    kept = AssessmentResult(Decimal(1), ScorePolicy.HIGHEST, Decimal(60), {1: AttemptResult(1, Decimal("37.14"))})
    assert grade(book, {EXAM: kept}, {}).current.percent == 50


def test_an_override_takes_the_place_of_attempts_and_goes_again() -> None:
    found = grade(one_exam(), {EXAM: result(ScorePolicy.HIGHEST, "10")}, {EXAM: Mark(Decimal(36), TUTOR, NOON)})
    assert (found.current.percent, found.standings[EXAM].overridden) == (90, True)
    assert [step.what for step in found.standings[EXAM].steps] == ["attempt", "policy", "override"]
    assert grade(one_exam(), {EXAM: result(ScorePolicy.HIGHEST, "10")}, {}).current.percent == 25


@pytest.mark.parametrize("more", [{"graded": False}, {"live": False}])
def test_drafts_and_practice_do_not_count(more: dict[str, object]) -> None:
    found = grade(one_exam(**more), {EXAM: result(ScorePolicy.HIGHEST, "10")}, {})
    assert (found.current.percent, found.final.percent) == (None, None)


def test_an_assessment_that_the_scheme_does_not_name_counts_by_its_own_weight() -> None:
    """(3 * 25 + 1 * 65) / 4 = 140 / 4."""
    book = one_exam(weight=Decimal(3)).with_scheme(
        GradeScheme(items=(GradeItem(id="talk", kind=ItemKind.PARTICIPATION),))
    )
    found = grade(book, {EXAM: result(ScorePolicy.HIGHEST, "10")}, marks_of("talk=65"))
    assert found.current.percent == 35


# Rows -----------------------------------------------------------------------------------------------------------------

BOOK = replace(book_of("hw 1 drop 1", "a:hw:1 | b:hw:1 | h::1 hidden"), rev=3)
ROW = CourseGrade(ADA, COURSE, marks=marks_of("a=50 b=90 h=10"))


def test_a_settled_row_shows_what_its_facts_come_to() -> None:
    shown = settled(ROW, BOOK).shown
    assert (shown.current, shown.final, shown.letter, shown.final_letter) == (90, 90, "A", "A")
    assert {item: cell.percent for item, cell in shown.cells.items()} == {"a": 50, "b": 90, "h": 10}
    assert (shown.hidden, shown.rules) == ({"h"}, BOOK.rules)


def test_a_locked_row_shows_what_it_showed_until_it_is_unlocked() -> None:
    row = locked(ROW, BOOK, by=TUTOR, at=NOON, reason="Term is over", status=GradeStatus.FINAL)
    assert (row.status, row.shown.current) == (GradeStatus.FINAL, 90)
    with pytest.raises(GradeLocked):
        row.marked("a", None)
    with pytest.raises(GradeLocked):
        locked(row, BOOK, by=TUTOR, at=NOON, reason="Again", status=GradeStatus.FINAL)
    other = BOOK.with_scheme(GradeScheme(items=(GradeItem(id="a", kind=ItemKind.MANUAL),)))
    later = settled(row.recorded(EXAM, 1, AttemptResult(1, Decimal(5)), result(ScorePolicy.LATEST)), other)
    assert replace(later.shown, rules=0) == replace(row.shown, rules=0)
    assert explained(later, other) == explained(row, BOOK) == explained(settled(ROW, BOOK), BOOK)
    assert settled(later.unlocked(), other).shown.current == 50
    assert ROW.unlocked() == ROW


def test_the_lock_of_a_gradebook_closes_open_rows_and_opens_those_alone() -> None:
    book = BOOK.locked(Lock(TUTOR, NOON, "Term is over"))
    own = locked(ROW, BOOK, by=ADA, at=NOON, reason="Left", status=GradeStatus.INCOMPLETE)
    closed, kept = settled(ROW, book), settled(own, book)
    assert closed.lock is not None
    assert (closed.lock.with_course, closed.shown.current) == (True, 90)
    assert kept.lock == own.lock
    opened = book.locked(None)
    assert settled(closed, opened).lock is None
    assert settled(kept, opened).lock == own.lock


def test_what_was_kept_before_there_were_schemes_still_shows() -> None:
    shown = Shown.of_former({EXAM: result(ScorePolicy.HIGHEST, "10")})
    assert (shown.current, shown.cells[EXAM].percent, shown.cells[EXAM].passed, shown.rules) == (25, 25, False, 0)


def test_columns_take_newer_news_alone_and_keep_their_numbers() -> None:
    empty = Book(course=COURSE)
    book = empty.with_columns([column(rev=2, number=9), column(assessment="other", rev=1)])
    assert {id: one.number for id, one in book.columns.items()} == {EXAM: 0, "other": 1}
    assert book.with_columns([column(rev=2, weight=Decimal(9))]) is book
    titled = book.with_columns([column(rev=3, title=LocalizedText.of("Exam"))])
    assert (titled.rules, titled.columns[EXAM].title) == (book.rules, LocalizedText.of("Exam"))
    heavier = book.with_columns([column(rev=3, weight=Decimal(9))])
    assert (heavier.rules, heavier.columns[EXAM].number) == (book.rules + 1, 0)
    schemed = heavier.with_scheme(GradeScheme(items=(GradeItem(id="talk", kind=ItemKind.MANUAL),)))
    assert (schemed.number("talk"), schemed.number(EXAM), schemed.number("x")) == (2, 0, None)
    without = schemed.with_scheme(GradeScheme())
    assert without.number("talk") == 2
    again = without.with_scheme(GradeScheme(items=(GradeItem(id="quiz", kind=ItemKind.MANUAL),)))
    assert again.number("quiz") == 3


def test_an_explanation_names_every_step_and_hides_what_learners_do_not_see() -> None:
    book = book_of(
        "hw 40 | ex 60", "a:hw:1 of 20 times 1.5 | b:ex:1 | e::10 extra | h::1 hidden", NAMED_SCALES["letters"]
    )
    row = settled(CourseGrade(ADA, COURSE, marks=marks_of("a=10 b=90 e=50 h=1")), book)
    found = explained(row, book)
    first = found.items[0]
    assert [(step.what, step.how, step.result) for step in first.steps] == [
        ("points", "10 / 20 * 100", "50"),
        ("multiplier", "min(50 * 1.5, 100)", "75"),
    ]
    assert [(step.what, step.how, step.result) for step in found.current.steps] == [
        ("category", "ex: (1 * 90) / 1", "90"),
        ("category", "hw: (1 * 75) / 1", "75"),
        ("total", "(60 * 90 + 40 * 75) / 100 + min((10 * 50) / 100, 100)", "89"),  # 54 + 30 + 5
        ("letter", "89", "B"),
    ]
    assert [item.item for item in found.without(row.shown.hidden).items] == ["a", "b", "e"]
    assert Explained.model_validate_json(found.model_dump_json(exclude_none=True)) == found


def test_a_category_without_items_is_no_part_of_the_whole() -> None:
    empty = GradeCategory(id="none", title=LocalizedText.of("None"), weight=Decimal(9))
    scheme = GradeScheme(
        categories=(empty,), items=(GradeItem(id="a", kind=ItemKind.MANUAL, category="none", extra_credit=True),)
    )
    found = grade(Book(course=COURSE).with_scheme(scheme), {}, marks_of("a=100"))
    assert found.current.percent is None
