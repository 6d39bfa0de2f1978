"""Assignments: when work is taken, what lateness costs, and what publishing gives to learners."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import JsonSchemaMode

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
from lyceum.kernel.clock import iso
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
    assert (chosen.weight, chosen.pass_mark, chosen.late_allowed) == (1, 60, True)
    assert (chosen.available_from, chosen.available_until, content().rubric) == (None, None, None)


def test_a_new_assignment_is_nobodys_yet_and_its_refusal_names_it() -> None:
    draft = assignment()
    assert (draft.live, draft.active, draft.rev) == (None, None, 0)
    with pytest.raises(CourseAssignmentNotFound) as refused:
        draft.demand_live()
    assert refused.value.facts == {"assignment": ASSIGNMENT}


MODES: tuple[JsonSchemaMode, ...] = ("validation", "serialization")
WINDOW: dict[str, Any] = {"available_from": NOON, "due_at": NOON + HOUR, "available_until": NOON + 2 * HOUR}


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
    assert refusal.value.facts["assignment"] == ASSIGNMENT


def test_who_comes_too_early_or_too_late_learns_when_it_was_open() -> None:
    chosen = AssignmentSettings(**WINDOW)
    with pytest.raises(AssignmentNotOpenYet) as early:
        chosen.demand_open(ASSIGNMENT, NOON - HOUR)
    assert early.value.facts == {"assignment": ASSIGNMENT, "opens_at": iso(NOON)}
    with pytest.raises(AssignmentClosed) as late:
        chosen.demand_open(ASSIGNMENT, NOON + 3 * HOUR)
    assert late.value.facts == {"assignment": ASSIGNMENT, "closed_at": iso(NOON + 2 * HOUR)}


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


def test_dates_may_fall_together_where_they_do_not_contradict_each_other() -> None:
    chosen = AssignmentSettings().changed({"due_at": NOON, "available_until": NOON})
    assert (chosen.due_at, chosen.closes_at) == (NOON, NOON)
    assert AssignmentSettings().changed({"available_from": NOON}).available_from == NOON
    later = chosen.changed({"available_from": NOON - INSTANT})
    assert (later.available_from, later.due_at) == (NOON - INSTANT, NOON)


def test_what_a_newer_release_has_written_is_read_without_it_and_nothing_changes_under_anybody() -> None:
    chosen = AssignmentSettings.model_validate({"of_a_newer_release": True})
    assert chosen == AssignmentSettings()
    with pytest.raises(ValidationError, match="frozen"):
        chosen.weight = Decimal(2)  # type: ignore[misc] # it is what must not be possible


@pytest.mark.parametrize(
    ("model", "parts", "name", "least", "most"),
    [
        (AcceptedFiles, {"kinds": ["pdf"]}, "most_bytes", 1, 100 * 1024 * 1024),
        (AssignmentSettings, {}, "resubmissions", 0, 19),
        (AssignmentSettings, {}, "pass_mark", 0, 100),
        (AssignmentSettings, {}, "late_penalty_percent", 0, 100),
        (AssignmentSettings, {}, "weight", 0, 100),
        (AssignmentContent, {"title": {"en": "Essay"}, "instructions": {"en": "Write."}}, "points", 0, 1000),
    ],
)
def test_numbers_stay_within_their_bounds(
    model: type[BaseModel], parts: dict[str, Any], name: str, least: int, most: int
) -> None:
    for value in (least, most):
        assert getattr(model.model_validate({**parts, name: value}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            model.model_validate({**parts, name: value})


def test_points_have_four_places_at_most_and_are_written_as_text() -> None:
    made = AssignmentContent.model_validate(
        {"title": {"en": "Essay"}, "instructions": {"en": "Write."}, "points": "7.1234"}
    )
    assert made.model_dump(mode="json")["points"] == "7.1234"
    with pytest.raises(ValidationError):
        AssignmentContent.model_validate({**made.model_dump(), "points": "7.12345"})


def test_points_are_described_alike_where_they_are_taken_and_where_they_are_told() -> None:
    taken, told = (AssignmentContent.model_json_schema(mode=mode) for mode in MODES)
    assert taken["properties"]["points"]["anyOf"] == told["properties"]["points"]["anyOf"]


def test_files_are_of_one_kind_at_least_and_of_20_mb_at_most_unless_somebody_says_otherwise() -> None:
    assert AcceptedFiles(kinds=tuple(FileKind)).most_bytes == 20_971_520
    with pytest.raises(ValidationError):
        AcceptedFiles(kinds=())
    with pytest.raises(ValidationError):
        AcceptedFiles(kinds=(*FileKind, FileKind.PDF))


@pytest.mark.parametrize("form", ["text", "link"])
def test_one_form_is_enough(form: str) -> None:
    chosen = AssignmentSettings().changed({"accepts": {"text": False, "link": False, form: True}})
    assert (chosen.accepts.text, chosen.accepts.link) == (form == "text", form == "link")


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
