"""The course progress report: what it works out, what it refuses, in which order it lists people."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from lyceum.insight.collation import sort_key
from lyceum.insight.report_figures import Stage
from lyceum.insight.report_model import CourseProgressReport, DayActivity, EnrollmentStatus, LearnerRow
from tests.unit.insight.sample_reports import ESSAY, MADE_AT, class_report, empty_report


def row(**fields: Any) -> LearnerRow:
    given = {"learner": "u1", "name": "Ana", "enrolled_at": MADE_AT, "status": EnrollmentStatus.IN_PROGRESS}
    return LearnerRow.model_validate({**given, **fields})


def with_parts(**parts: Any) -> CourseProgressReport:
    return CourseProgressReport.model_validate({**dict(empty_report()), **parts})


def test_the_figures_of_the_sample_class() -> None:
    figures = class_report().figures()
    assert (figures.learners, figures.completed, figures.completion_rate) == (12, 2, Decimal("16.7"))
    assert figures.average_progress == Decimal("55.2")  # 662.5 / 12
    assert figures.active_last_week == 7
    assert [step.learners for step in figures.funnel] == [12, 10, 7, 4, 2]
    assert figures.largest_loss is not None
    assert (figures.largest_loss.reached, figures.largest_loss.learners) == (Stage.STARTED, 3)
    quiz, exam, essay = figures.assessments
    assert (quiz.scores, quiz.mean, quiz.median, quiz.passed) == (10, Decimal("68.2"), Decimal("68.3"), 7)
    assert (exam.scores, exam.minimum, exam.maximum, exam.pass_rate) == (
        6,
        Decimal("31.3"),
        Decimal("92.0"),
        Decimal("66.7"),
    )
    assert (essay.scores, essay.awaiting, essay.mean) == (0, 2, None)


def test_a_course_without_learners_has_figures() -> None:
    figures = empty_report().figures()
    assert (figures.learners, figures.completed, figures.active_last_week) == (0, 0, 0)
    assert (figures.completion_rate, figures.average_progress, figures.largest_loss) == (None, None, None)
    assert [step.learners for step in figures.funnel] == [0] * 5
    assert empty_report().activity_by_day() == ()


@pytest.mark.parametrize(
    ("fields", "stage"),
    [
        ({}, Stage.ENROLLED),
        ({"last_activity": MADE_AT}, Stage.STARTED),
        ({"percent": Decimal("0.5")}, Stage.STARTED),
        ({"awaiting_grading": (ESSAY,)}, Stage.STARTED),
        ({"percent": Decimal("49.99")}, Stage.STARTED),
        ({"percent": Decimal(50)}, Stage.HALF_WAY),
        ({"percent": Decimal("99.99")}, Stage.HALF_WAY),
        ({"percent": Decimal(100)}, Stage.LESSONS_FINISHED),
        ({"completed_at": MADE_AT}, Stage.COMPLETED),
        ({"status": "completed"}, Stage.COMPLETED),
    ],
)
def test_the_furthest_stage_of_a_learner(fields: dict[str, Any], stage: Stage) -> None:
    assert row(**fields).stage is stage


def test_activity_is_told_for_every_day_between_the_first_and_the_last() -> None:
    days = (DayActivity(day=date(2026, 11, 3), lessons_completed=2), DayActivity(day=date(2026, 11, 1)))
    told = with_parts(activity=days).activity_by_day()
    assert [(each.day.day, each.lessons_completed) for each in told] == [(1, 0), (2, 0), (3, 2)]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"learners": (row(), row())}, "learner u1 stands twice"),
        ({"learners": (row(scores={"gone": Decimal(1)}),)}, "unlisted assessment: gone"),
        ({"learners": (row(awaiting_grading=("gone",)),)}, "unlisted assessment: gone"),
        ({"activity": (DayActivity(day=date(2026, 1, 1)), DayActivity(day=date(2026, 1, 31)))}, "more than 30 days"),
        ({"activity": (DayActivity(day=date(2026, 1, 1)),) * 2}, "stands twice"),
        ({"zone": "Mars/Olympus"}, "unknown time zone"),
        ({"zone": "../etc/passwd"}, "time zone"),
        ({"zone": "Asia"}, "time zone"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(parts: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        with_parts(**parts)


@pytest.mark.parametrize("percent", [Decimal("-0.01"), Decimal("100.01"), Decimal("NaN")])
def test_percentages_lie_between_0_and_100(percent: Decimal) -> None:
    with pytest.raises(ValidationError):
        row(percent=percent)


def test_thirty_days_fit() -> None:
    days = tuple(DayActivity(day=date(2026, 1, 1) + timedelta(days=n)) for n in range(30))
    assert len(with_parts(activity=days).activity_by_day()) == 30


def test_thai_names_stand_in_dictionary_order() -> None:
    # เ, แ, โ, ใ, ไ are written before the consonant that they sort after; tone marks come last.
    expected = ["กนก", "เกษม", "ขาว", "ข้าว", "แพรวา", "ไพลิน", "สมชาย"]
    by_code_point = sorted(expected)
    assert by_code_point != expected
    assert sorted(by_code_point, key=sort_key) == expected


def test_latin_names_ignore_case_and_accents_first() -> None:
    assert sorted(["Zoë", "zoe", "Émile", "eve", "Ana"], key=sort_key) == ["Ana", "Émile", "eve", "zoe", "Zoë"]
