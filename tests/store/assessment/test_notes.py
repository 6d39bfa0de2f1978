"""What a learner notes in an open attempt: flags, and where they are."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.errors import AttemptClosed, AttemptNotFound, DeadlinePassed, QuestionNotFound
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.navigate_attempt import enter_section, flag_question, keep_position
from lyceum.assessment.responses import ChoiceResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.kernel.access import Caller
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World
from tests.unit.assessment.samples import MINUTE, NOON, true_false_question, two_parts

pytestmark = pytest.mark.store


def begun(world: World, **settings: Any) -> tuple[Caller, Attempt]:
    exam, ada = world.live(**settings), world.enrolled("ada")
    return ada, world.begin(ada, exam)


def flag(ada: Caller, attempt: Attempt, question: str, flagged: bool = True) -> None:
    flag_question(ada, str(attempt.id), question, flagged=flagged, at=NOON)


def test_questions_are_flagged_and_no_longer(world: World) -> None:
    ada, attempt = begun(world)
    for _ in range(2):
        flag(ada, attempt, "round")
    flag(ada, attempt, "pi")
    assert world.kept(attempt).flagged == {1, 2}
    for _ in range(2):
        flag(ada, attempt, "round", flagged=False)
        flag(ada, attempt, "pi", flagged=False)
    assert world.kept(attempt).flagged == frozenset()


def test_the_position_is_the_last_one(world: World) -> None:
    ada, attempt = begun(world)
    assert world.kept(attempt).position is None
    for question in ("pi", "round"):
        keep_position(ada, str(attempt.id), question, at=NOON)
    again = world.begin(ada, attempt.id.assessment)
    assert (again.position, again.answers) == (1, {})


def test_notes_stay_through_answers_sections_and_handing_in(world: World) -> None:
    exam, ada = world.live(structure=two_parts()), world.enrolled("ada")
    attempt = world.begin(ada, exam)
    flag(ada, attempt, "round")
    keep_position(ada, str(attempt.id), "capital", at=NOON)
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    save_answer(ada, str(attempt.id), "round", ChoiceResponse(choice="true"), revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    kept = world.kept(attempt)
    assert (kept.flagged, kept.position, set(kept.answers)) == ({1}, 0, {1})


def test_nothing_is_noted_after_the_end_or_about_what_is_not_there(world: World) -> None:
    ada, attempt = begun(world, time_limit_minutes=1)
    id, bo = str(attempt.id), world.enrolled("bo")
    late = NOON + MINUTE
    refused: list[tuple[type[Exception], Callable[[], None]]] = [
        (QuestionNotFound, lambda: flag(ada, attempt, "else")),
        (QuestionNotFound, lambda: keep_position(ada, id, "else", at=NOON)),
        (AttemptNotFound, lambda: flag(bo, attempt, "round")),
        (AttemptNotFound, lambda: keep_position(bo, id, "round", at=NOON)),
        (DeadlinePassed, lambda: flag_question(ada, id, "round", flagged=True, at=late)),
        (DeadlinePassed, lambda: keep_position(ada, id, "round", at=late)),
    ]
    for refusal, call in refused:
        with pytest.raises(refusal):
            call()
    assert world.kept(attempt) == attempt
    submit_attempt(ada, id, at=NOON)
    for call in (lambda: flag(ada, attempt, "round"), lambda: keep_position(ada, id, "round", at=NOON)):
        with pytest.raises(AttemptClosed):
            call()


def test_two_devices_flag_different_questions_and_both_stay(world: World) -> None:
    names = [f"q{number}" for number in range(8)]
    ada = world.enrolled("ada")
    attempt = world.begin(ada, world.live([true_false_question(name) for name in names]))
    at_once([partial(flag, ada, attempt, name) for name in names])
    assert world.kept(attempt).flagged == set(range(8))
