"""Assignments: when work is taken, what lateness costs, and what publishing gives to learners."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.errors import (
    AssignmentClosed,
    AssignmentNotOpenYet,
    CourseAssignmentNotFound,
    InvalidWindow,
    NoFormAccepted,
)
from lyceum.assessment.model.course_assignment import (
    AcceptedFiles,
    AcceptedForms,
    AssignmentContent,
    AssignmentSettings,
    CourseAssignment,
)
from lyceum.assessment.model.work_file import FileKind
from lyceum.content.published import Outline, OutlineChapter, OutlineLesson
from lyceum.kernel.errors import DomainError
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import NOON

HOUR, INSTANT = timedelta(hours=1), timedelta(milliseconds=1)
COURSE, ASSIGNMENT = "01J0000000000000000000000C", "01J0000000000000000000000A"


def content(title: str = "Essay") -> AssignmentContent:
    return AssignmentContent(title=LocalizedText.of(title), instructions=LocalizedText.of("Write."))


def assignment(lesson: str | None = None, **changed: Any) -> CourseAssignment:
    made = {"id": ASSIGNMENT, "course": COURSE, "settings": AssignmentSettings(), "draft": content(), "newest": 1}
    return CourseAssignment(lesson=lesson, changed_at=NOON, **{**made, **changed})


def outline(*lessons: str) -> Outline:
    title = LocalizedText.of("Course")
    shown = tuple(OutlineLesson(id=lesson, title=title, content=1) for lesson in lessons)
    chapters = (OutlineChapter(id="one", title=title, lessons=shown),)
    return Outline(course=COURSE, version=1, title=title, chapters=chapters)


def test_defaults_are_those_of_the_rules() -> None:
    """RULES S3-16: 100 points, no due date, any number of forms; one hand-in."""
    chosen = AssignmentSettings()
    assert content().points == 100
    assert (chosen.due_at, chosen.resubmissions, chosen.late_penalty_percent) == (None, 0, 0)
    assert (chosen.accepts.text, chosen.accepts.link, chosen.accepts.files) == (True, True, None)


WINDOW = {"available_from": NOON, "due_at": NOON + HOUR, "available_until": NOON + 2 * HOUR}


@pytest.mark.parametrize(
    ("settings", "at", "expected"),
    [
        ({}, NOON, False),
        (WINDOW, NOON - INSTANT, AssignmentNotOpenYet),
        (WINDOW, NOON, False),
        (WINDOW, NOON + HOUR, False),
        (WINDOW, NOON + HOUR + INSTANT, True),
        (WINDOW, NOON + 2 * HOUR, True),
        (WINDOW, NOON + 2 * HOUR + INSTANT, AssignmentClosed),
        (WINDOW | {"late_allowed": False}, NOON + HOUR, False),
        (WINDOW | {"late_allowed": False}, NOON + HOUR + INSTANT, AssignmentClosed),
        ({"due_at": NOON}, NOON + 1000 * HOUR, True),
        ({"due_at": NOON, "late_allowed": False}, NOON + INSTANT, AssignmentClosed),
        ({"available_until": NOON}, NOON, False),
        ({"available_until": NOON}, NOON + INSTANT, AssignmentClosed),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_work_is_taken_within_its_window_and_late_after_the_due_date(
    settings: dict[str, Any], at: datetime, expected: bool | type[DomainError]
) -> None:
    chosen = AssignmentSettings(**settings)
    if isinstance(expected, bool):
        chosen.demand_open(ASSIGNMENT, at)
        assert chosen.is_late(at) is expected
        return
    with pytest.raises(expected) as refusal:
        chosen.demand_open(ASSIGNMENT, at)
    assert {"opens_at", "closed_at"} & set(refusal.value.facts)


@pytest.mark.parametrize(
    "dates",
    [
        {"available_from": NOON, "due_at": NOON},
        {"available_from": NOON, "available_until": NOON - HOUR},
        {"due_at": NOON + HOUR, "available_until": NOON},
    ],
    ids=["due as it opens", "closes before it opens", "due after it closes"],
)
def test_dates_that_contradict_each_other_are_refused(dates: dict[str, Any]) -> None:
    with pytest.raises(InvalidWindow):
        AssignmentSettings().changed(dates)


def test_an_assignment_takes_something() -> None:
    files = AcceptedFiles(kinds=(FileKind.PDF,))
    AssignmentSettings().changed({"accepts": AcceptedForms(text=False, link=False, files=files)})
    with pytest.raises(NoFormAccepted):
        AssignmentSettings().changed({"accepts": AcceptedForms(text=False, link=False)})


@pytest.mark.parametrize(
    ("penalty", "points", "late", "expected"),
    [
        # On paper: points less the percentage, to four places, halves to even (RULES S1-22).
        ("10", "80", True, "72"),
        ("10", "80", False, "80"),
        ("0", "80", True, "80"),
        ("100", "80", True, "0"),
        ("33.33", "10", True, "6.667"),
        ("12.5", "0.0004", True, "0.0004"),
        ("50", "0.0001", True, "0"),
        ("50", "0.0003", True, "0.0002"),
    ],
)
def test_late_work_loses_its_penalty(penalty: str, points: str, late: bool, expected: str) -> None:
    chosen = AssignmentSettings(late_penalty_percent=Decimal(penalty))
    assert chosen.counted(Decimal(points), late=late) == Decimal(expected)


def test_publishing_gives_learners_what_was_written_before_it() -> None:
    draft = assignment()
    with pytest.raises(CourseAssignmentNotFound):
        draft.demand_live()
    live = draft.activated(outline(), published_at=NOON)
    assert (live.demand_live(), live.active) == (content(), 1)
    newer = live.with_draft(content("Report"), at=NOON + HOUR)
    assert (newer.newest, newer.changed_at, newer.demand_live()) == (2, NOON + HOUR, content())
    assert newer.activated(outline(), published_at=NOON) == newer
    assert newer.activated(outline(), published_at=NOON + HOUR).demand_live() == content("Report")
    assert newer.with_draft(content("Report"), at=NOON + 2 * HOUR) is newer


def test_an_assignment_of_a_lesson_waits_for_its_lesson() -> None:
    draft = assignment("two")
    assert draft.activated(outline("one"), published_at=NOON) == draft
    assert draft.activated(outline("one", "two"), published_at=NOON).active == 1
