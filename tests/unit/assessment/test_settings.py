"""What an author may set: its defaults, its bounds, and what follows from the dates."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lyceum.assessment.errors import AssessmentClosed, AssessmentNotOpenYet, InvalidWindow
from lyceum.assessment.model.settings import AssessmentSettings, Proctoring, ResultsShown, ScorePolicy
from lyceum.assessment.sittings.errors import ProctoringDemanded
from lyceum.content.kinds import AssessmentKind
from lyceum.content.outline import AssessmentDocument
from lyceum.kernel.clock import iso
from tests.published_course import title
from tests.unit.assessment.samples import EXAM, NOON, settings

INSTANT = timedelta(milliseconds=1)
HOUR = timedelta(hours=1)


def test_what_an_author_does_not_say() -> None:
    """Source: RULES S1-21 (one attempt), S2-8 (pass mark 60, keys shown), S2-10."""
    assert settings().model_dump() == {
        "kind": AssessmentKind.QUIZ,
        "pass_mark": Decimal(60),
        "weight": Decimal(1),
        "practice": False,
        "time_limit_minutes": None,
        "max_attempts": 1,
        "attempt_delay_minutes": 0,
        "available_from": None,
        "available_until": None,
        "due_at": None,
        "zone": None,
        "late_allowed": False,
        "late_penalty_percent": Decimal(0),
        "score_policy": ScorePolicy.HIGHEST,
        "shuffle": False,
        "shuffle_choices": None,
        "results": ResultsShown.IMMEDIATELY,
        "show_correct_answers": True,
        "review": True,
        "proctoring": (),
        "levels": (),
        "second_marking": None,
    }


@pytest.mark.parametrize(
    ("name", "least", "most", "step"),
    [
        ("pass_mark", "0", "100", "0.01"),
        ("late_penalty_percent", "0", "100", "0.01"),
        ("weight", "0", "100", "0.0001"),
        ("time_limit_minutes", "1", "10080", "1"),
        ("max_attempts", "1", "999", "1"),
        ("attempt_delay_minutes", "0", "525600", "1"),
    ],
)
def test_numbers_stay_within_their_bounds(name: str, least: str, most: str, step: str) -> None:
    for value in (least, most, Decimal(least) + Decimal(step)):
        assert getattr(settings(**{name: Decimal(value)}), name) == Decimal(value)
    for value in (Decimal(least) - Decimal(step), Decimal(most) + Decimal(step), Decimal(least) + Decimal(step) / 10):
        with pytest.raises(ValidationError):
            settings(**{name: value})


def test_settings_do_not_change_under_anybody() -> None:
    with pytest.raises(ValidationError):
        settings().weight = Decimal(2)  # type: ignore[misc]


def test_what_a_newer_release_has_written_is_read_without_it() -> None:
    assert settings(of_a_newer_release=True) == settings()


DOCUMENT = AssessmentDocument(
    id="a1",
    title=title("Exam"),
    kind=AssessmentKind.EXAM,
    chapter="c1",
    lesson="l1",
    pass_mark=Decimal(75),
    time_limit_minutes=45,
    max_attempts=3,
    weight=Decimal(2),
    shuffle=True,
    due_at=NOON,
)
SAID = {
    "kind": AssessmentKind.EXAM,
    "pass_mark": Decimal(75),
    "weight": Decimal(2),
    "practice": False,
    "time_limit_minutes": 45,
    "max_attempts": 3,
    "shuffle": True,
    "due_at": NOON,
}


def test_an_import_says_what_it_says_and_the_rest_stays() -> None:
    assert AssessmentSettings.of_document(DOCUMENT) == settings(**SAID)
    kept = settings(late_allowed=True, review=False, pass_mark=10)
    assert kept.with_document(DOCUMENT) == settings(late_allowed=True, review=False, **SAID)


@pytest.mark.parametrize(("weight", "practice"), [("0", True), ("0.0001", False), ("1", False)])
def test_what_weighs_nothing_is_practice(weight: str, practice: bool) -> None:
    imported = AssessmentSettings.of_document(DOCUMENT.model_copy(update={"weight": Decimal(weight)}))
    assert (imported.practice, imported.graded) == (practice, not practice)


@pytest.mark.parametrize(
    ("chosen", "graded"), [({}, True), ({"practice": True}, False), ({"weight": 0}, False), ({"weight": "0.5"}, True)]
)
def test_practice_and_what_weighs_nothing_give_no_grade(chosen: dict[str, Any], graded: bool) -> None:
    """Source: RULES S1-20."""
    assert settings(**chosen).graded is graded


def test_changing_some_settings_keeps_the_others_and_the_bounds() -> None:
    assert settings(weight=3).changed({"shuffle": True}) == settings(weight=3, shuffle=True)
    with pytest.raises(ValidationError):
        settings().changed({"pass_mark": 101})
    with pytest.raises(InvalidWindow):
        settings(available_from=NOON).changed({"available_until": NOON})


DATES = st.none() | st.integers(0, 4).map(lambda hours: NOON + hours * HOUR)


@given(DATES, DATES, DATES)
def test_dates_are_taken_exactly_where_they_do_not_contradict_each_other(
    opens: datetime | None, closes: datetime | None, due: datetime | None
) -> None:
    chosen = settings(available_from=opens, available_until=closes, due_at=due)
    wrong = [
        opens is not None and closes is not None and closes <= opens,
        opens is not None and due is not None and due <= opens,
        closes is not None and due is not None and due > closes,
    ]
    if any(wrong):
        with pytest.raises(InvalidWindow):
            chosen.check()
    else:
        chosen.check()


@given(DATES, DATES, st.booleans(), st.none() | st.integers(1, 300))
def test_an_attempt_ends_with_whatever_ends_first(
    closes: datetime | None, due: datetime | None, late: bool, minutes: int | None
) -> None:
    """Source: RULES S1-22."""
    chosen = settings(available_until=closes, due_at=due, late_allowed=late, time_limit_minutes=minutes)
    ends = [end for end in (closes, None if late else due) if end is not None]
    assert chosen.closes_at == min(ends, default=None)
    if minutes is not None:
        ends.append(NOON + timedelta(minutes=minutes))
    assert chosen.deadline(NOON) == min(ends, default=None)


def test_the_window_is_open_from_its_first_instant_to_before_its_last() -> None:
    chosen = settings(available_from=NOON, available_until=NOON + HOUR)
    for at in (NOON, NOON + HOUR - INSTANT):
        chosen.demand_open(EXAM, at)
    with pytest.raises(AssessmentNotOpenYet) as early:
        chosen.demand_open(EXAM, NOON - INSTANT)
    with pytest.raises(AssessmentClosed) as late:
        chosen.demand_open(EXAM, NOON + HOUR)
    assert early.value.facts == {"assessment": EXAM, "opens_at": iso(NOON)}
    assert late.value.facts == {"assessment": EXAM, "closed_at": iso(NOON + HOUR)}
    settings().demand_open(EXAM, NOON)


def test_late_is_after_the_due_date_and_never_without_one() -> None:
    assert [settings(due_at=NOON).is_late(at) for at in (NOON - INSTANT, NOON, NOON + INSTANT)] == [False, False, True]
    assert not settings().is_late(NOON)


@given(st.integers(1, 5), st.none() | st.integers(1, 5), DATES)
def test_another_attempt_is_possible_while_one_is_left_and_the_window_is_open(
    number: int, most: int | None, closes: datetime | None
) -> None:
    chosen = settings(max_attempts=most, available_until=closes)
    at = NOON + 2 * HOUR
    expected = (most is None or number < most) and (closes is None or at < closes)
    assert chosen.allows_another(number, at) is expected


@pytest.mark.parametrize(
    ("demanded", "used", "missing"),
    [
        ((), (), None),
        ((), ("webcam",), None),
        (("webcam",), ("webcam", "lockdown_browser"), None),
        (("webcam",), (), "webcam"),
        (("webcam",), ("lockdown_browser",), "webcam"),
        (("webcam", "lockdown_browser"), (), "lockdown_browser webcam"),
    ],
)
def test_supervision_that_is_demanded(demanded: tuple[str, ...], used: tuple[str, ...], missing: str | None) -> None:
    chosen = settings(proctoring=tuple(map(Proctoring, demanded)))
    if missing is None:
        chosen.demand_proctoring([Proctoring(each) for each in used])
        return
    with pytest.raises(ProctoringDemanded) as refusal:
        chosen.demand_proctoring([Proctoring(each) for each in used])
    assert refusal.value.facts == {"missing": missing}
