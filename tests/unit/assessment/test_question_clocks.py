"""Clocks of questions with a time limit of their own (RULES S1-21)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lyceum.assessment.errors import AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver
from lyceum.assessment.model.attempt import Answer, Attempt
from lyceum.assessment.model.movement import opened
from lyceum.assessment.model.question_set import split
from lyceum.assessment.model.sections import QuestionAt, QuestionClock, SectionAt, SectionClock, Structure
from lyceum.assessment.model.structuring import check_structure
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.sittings.errors import InvalidTimeLimits, QuestionNotOpened, QuestionTimeOver
from lyceum.assessment.store.attempt_items import attempt_item, attempt_of
from lyceum.assessment.store.items import AttemptItem
from tests.unit.assessment.samples import MACHINE, MINUTE, NOON, begun, choice_question, settings, true_false_question

SECOND = timedelta(seconds=1)
HALF = QuestionAt(0, "capital", 30 * SECOND)
QUESTIONS = (choice_question(), true_false_question())


def timed(**parts: Any) -> Attempt:
    return replace(begun(settings(time_limit_minutes=10)), timed={}, **parts)


def test_a_clock_runs_from_the_first_time_on() -> None:
    attempt = opened(timed(), HALF, None, NOON + SECOND)
    assert attempt.timed == {0: QuestionClock(NOON + 31 * SECOND, 30 * SECOND)}
    assert (attempt.position, attempt.rev) == (0, begun().rev + 1)
    assert opened(attempt, HALF, None, NOON + 9 * SECOND) is attempt
    assert opened(attempt, HALF, None, NOON + MINUTE) is attempt
    other = opened(attempt, QuestionAt(1, "round", SECOND), None, NOON + 2 * SECOND)
    assert other.timed == {**attempt.timed, 1: QuestionClock(NOON + 3 * SECOND, SECOND)}


def test_answers_are_taken_from_then_on_and_until_its_end() -> None:
    attempt, answer = timed(), Answer(1, "ca")
    with pytest.raises(QuestionNotOpened):
        attempt.saved(0, answer, NOON, None, HALF)
    attempt = opened(attempt, HALF, None, NOON)
    assert attempt.saved(0, answer, NOON + 29 * SECOND, None, HALF).answers == {0: answer}
    with pytest.raises(QuestionTimeOver) as over:
        attempt.saved(0, answer, NOON + 30 * SECOND, None, HALF)
    assert over.value.facts == {"question": "capital"}
    assert attempt.saved(1, answer, NOON + MINUTE).answers == {1: answer}, "it has no limit"


def test_an_attempt_without_clocks_takes_answers_as_ever() -> None:
    old = replace(timed(), timed=None)
    assert opened(old, HALF, None, NOON) is old
    assert old.saved(0, Answer(1, "ca"), NOON + MINUTE, None, HALF).answers
    assert old.accommodated(Terms(time_factor=Decimal(2)), settings(), NOON).timed is None


def test_nothing_is_opened_where_nothing_is_answered() -> None:
    listening = SectionAt(0, "listening")
    to_come, over = SectionClock(MINUTE), SectionClock(MINUTE, NOON, NOON + MINUTE)
    with pytest.raises(SectionNotEntered):
        opened(timed(sections=(to_come,)), HALF, listening, NOON)
    with pytest.raises(SectionOver):
        opened(timed(sections=(over, to_come)), HALF, listening, NOON + MINUTE)
    with pytest.raises(DeadlinePassed):
        opened(timed(), HALF, None, NOON + 10 * MINUTE)
    with pytest.raises(AttemptClosed):
        opened(timed().submitted(MACHINE, settings(), at=NOON), HALF, None, NOON)


def test_a_factor_holds_from_the_beginning_and_while_it_runs() -> None:
    half_more, twice = Terms(time_factor=Decimal("1.5")), Terms(time_factor=Decimal(2))
    attempt = opened(timed(terms=half_more), HALF, None, NOON)
    assert attempt.timed == {0: QuestionClock(NOON + 45 * SECOND, 30 * SECOND)}
    running = attempt.accommodated(twice, settings(time_limit_minutes=10), NOON + 44 * SECOND)
    assert running.timed == {0: QuestionClock(NOON + 60 * SECOND, 30 * SECOND)}
    ended = attempt.accommodated(twice, settings(time_limit_minutes=10), NOON + 45 * SECOND)
    assert ended.timed == attempt.timed


@given(st.integers(1, 86_400), st.decimals(1, 10, places=2), st.decimals(1, 10, places=2), st.integers(0, 900_000))
def test_a_clock_is_never_shortened(limit: int, before: Decimal, after: Decimal, later: int) -> None:
    clock = QuestionClock.begun(QuestionAt(0, "a", limit * SECOND), NOON, before)
    at = NOON + later * SECOND
    changed = clock.with_factor(before, after, at)
    whole = QuestionClock.begun(QuestionAt(0, "a", limit * SECOND), NOON, max(before, after))
    assert changed == (clock if at >= clock.until else whole)


@given(st.dictionaries(st.integers(0, 499), st.tuples(st.integers(0, 10**10), st.integers(1, 86_400)), max_size=5))
def test_clocks_come_back_from_the_table_as_they_went(kept: dict[int, tuple[int, int]]) -> None:
    clocks = {
        place: QuestionClock(NOON + timedelta(milliseconds=until), limit * SECOND)
        for place, (until, limit) in kept.items()
    }
    item = attempt_item("acme", replace(begun(), timed=clocks))
    assert attempt_of(AttemptItem.from_wire(item.to_wire())).timed == clocks
    assert attempt_of(AttemptItem.from_wire(attempt_item("acme", begun()).to_wire())).timed is None


def test_a_version_knows_which_of_its_questions_have_a_limit() -> None:
    questions, _ = split(1, QUESTIONS, Structure(time_limits={"round": 5}))
    assert (questions.timed("round"), questions.timed("capital")) == (QuestionAt(1, "round", 5 * SECOND), None)
    assert split(1, QUESTIONS)[0].timed("round") is None


def test_a_limit_is_of_a_question_that_is_there() -> None:
    check_structure(Structure(time_limits={"round": 5}), QUESTIONS)
    with pytest.raises(InvalidTimeLimits) as refused:
        check_structure(Structure(time_limits={"round": 5, "gone": 5}), QUESTIONS)
    assert refused.value.facts == {"question": "gone"}


@pytest.mark.parametrize("seconds", [0, -1, 86_401, 1.5, True, "5"])
def test_limits_that_are_none(seconds: object) -> None:
    with pytest.raises(ValidationError):
        Structure.model_validate({"time_limits": {"round": seconds}})
