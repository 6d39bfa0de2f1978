"""What an author may say of sections and draws: defaults, bounds, and their clocks before anybody runs them."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from lyceum.assessment.model.sections import (
    MAX_SECTIONS,
    Draw,
    Pinned,
    Scoring,
    Section,
    SectionClock,
    SectionOrder,
    Structure,
    all_over_at,
)
from lyceum.content.parts import Content
from tests.unit.assessment.samples import MINUTE, NOON

DRAW = {"bank": "rivers", "count": 1}
INSTANT = timedelta(milliseconds=1)
ONE = Decimal(1)


def pins(count: int) -> list[dict[str, Any]]:
    return [{"question": f"q{number}", "version": 1} for number in range(count)]


def sections(count: int) -> list[dict[str, Any]]:
    return [{"id": f"s{number}"} for number in range(count)]


def test_what_an_author_does_not_say() -> None:
    assert Structure().model_dump() == {
        "scoring": Scoring.PER_QUESTION,
        "maximum": None,
        "conversion": (),
        "order": SectionOrder.FREE,
        "sections": (),
        "time_limits": {},
    }
    assert Section(id="one").model_dump() == {
        "id": "one",
        "title": None,
        "instructions": None,
        "questions": (),
        "draws": (),
        "time_limit_seconds": None,
        "maximum": None,
        "conversion": (),
    }
    assert Draw.model_validate(DRAW).model_dump() == {
        "bank": "rivers",
        "count": 1,
        "tag": None,
        "difficulty": None,
        "points": Decimal(1),
        "pinned": (),
    }


@pytest.mark.parametrize(
    ("form", "rest", "name", "least", "most", "step"),
    [
        (Draw, DRAW, "count", "1", "100", "1"),
        (Draw, DRAW, "points", "0", "1000", "0.0001"),
        (Pinned, {"question": "q1"}, "version", "1", "999999", "1"),
        (Section, {"id": "one"}, "time_limit_seconds", "1", "604800", "1"),  # a week
        (Section, {"id": "one"}, "maximum", "0", "100000", "0.0001"),
        (Structure, {}, "maximum", "0", "100000", "0.0001"),
    ],
)
def test_numbers_stay_within_their_bounds(
    form: type[Content], rest: Mapping[str, Any], name: str, least: str, most: str, step: str
) -> None:
    low, high, unit = Decimal(least), Decimal(most), Decimal(step)
    for value in (low, low + unit, high):
        assert getattr(form.model_validate({**rest, name: value}), name) == value
    for value in (low - unit, high + unit, low + unit / 10):
        with pytest.raises(ValidationError):
            form.model_validate({**rest, name: value})


@pytest.mark.parametrize(
    ("form", "rest", "name", "most"),
    [
        (Structure, {}, "sections", sections(50)),
        (Section, {"id": "one"}, "questions", [f"q{number}" for number in range(500)]),
        (Section, {"id": "one"}, "draws", [DRAW] * 20),
        (Draw, DRAW, "pinned", pins(500)),
    ],
)
def test_lists_have_no_more_than_so_many(
    form: type[Content], rest: Mapping[str, Any], name: str, most: list[Any]
) -> None:
    assert len(getattr(form.model_validate({**rest, name: most}), name)) == len(most)
    with pytest.raises(ValidationError):
        form.model_validate({**rest, name: [*most, most[0]]})


def test_a_structure_has_fifty_sections_at_most() -> None:
    assert MAX_SECTIONS == 50


@pytest.mark.parametrize("difficulty", ["easy", "medium", "hard"])
def test_a_draw_may_ask_for_a_tag_and_how_hard_questions_are(difficulty: str) -> None:
    draw = Draw.model_validate({**DRAW, "tag": "t" * 80, "difficulty": difficulty})
    assert (draw.tag, draw.difficulty) == ("t" * 80, difficulty)


@pytest.mark.parametrize("wrong", [{"tag": "t" * 81}, {"tag": " "}, {"difficulty": "HARD"}, {"difficulty": ""}])
def test_no_tag_is_longer_or_blank_and_no_difficulty_is_another(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Draw.model_validate({**DRAW, **wrong})


@pytest.mark.parametrize(("form", "name"), [(Draw, "points"), (Section, "maximum"), (Structure, "maximum")])
def test_what_is_answered_is_described_as_what_is_taken(form: type[Content], name: str) -> None:
    taken, answered = (
        form.model_json_schema(mode=mode)["properties"][name] for mode in ("validation", "serialization")
    )
    assert taken == answered


def test_a_section_asks_its_own_questions_and_so_many_of_those_that_are_drawn_from() -> None:
    draws = ({"bank": "rivers", "count": 2, "pinned": pins(3)}, {"bank": "hills", "count": 4})
    section = Section.model_validate({"id": "one", "questions": ("own",), "draws": draws})
    assert section.every == ("own", "q0", "q1", "q2")
    assert section.asked == 1 + 2 + 4
    assert (Section(id="none").every, Section(id="none").asked) == ((), 0)


# ---------------------------------------------------------------------------------------------------------- clocks


def test_a_clock_that_nobody_entered_has_no_times() -> None:
    assert (SectionClock().limit, SectionClock().entered_at, SectionClock().until) == (None, None, None)
    assert SectionClock().limit_for(Decimal(2)) is None
    assert (SectionClock().is_open(NOON), SectionClock().is_over(NOON)) == (False, False)
    assert SectionClock(MINUTE).left(NOON) == SectionClock(MINUTE)


def test_a_section_is_open_until_the_very_instant_of_its_end() -> None:
    running = SectionClock(10 * MINUTE).entered(NOON, ONE)
    end = NOON + 10 * MINUTE
    assert (running.is_open(end - INSTANT), running.is_over(end - INSTANT)) == (True, False)
    assert (running.is_open(end), running.is_over(end)) == (False, True)


def test_a_section_without_a_limit_stays_open_until_it_is_left() -> None:
    running = SectionClock().entered(NOON, Decimal(2))
    assert running == SectionClock(None, NOON, None)
    assert running.is_open(NOON + 9999 * MINUTE)
    assert running.left(NOON + MINUTE) == SectionClock(None, NOON, NOON + MINUTE)


def test_the_learners_factor_makes_the_time_longer() -> None:
    assert SectionClock(10 * MINUTE).entered(NOON, Decimal("1.5")).until == NOON + 15 * MINUTE


def test_what_is_over_is_not_left_once_more() -> None:
    over = SectionClock(10 * MINUTE).entered(NOON, ONE)
    assert over.left(NOON + 10 * MINUTE) == over
    assert over.left(NOON + 9 * MINUTE).until == NOON + 9 * MINUTE


def test_a_clock_that_does_not_run_gets_no_more_time() -> None:
    left = SectionClock(10 * MINUTE, None, NOON + MINUTE)
    unlimited = SectionClock().entered(NOON, ONE).left(NOON + 5 * MINUTE)
    endless = SectionClock(10 * MINUTE, NOON, None)
    for clock in (left, unlimited, endless):
        assert clock.with_factor(Decimal(2), NOON) == clock


def test_all_sections_are_over_only_when_the_last_one_has_an_end() -> None:
    ends = [SectionClock(until=NOON + minutes * MINUTE) for minutes in (3, 9, 1)]
    assert all_over_at(ends) == NOON + 9 * MINUTE
    assert all_over_at([*ends, SectionClock(entered_at=NOON)]) is None
