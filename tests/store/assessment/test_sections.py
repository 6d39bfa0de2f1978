"""Sections in the table: their clocks, the timer, what is saved when, and results by section."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.errors import AttemptNotFound, SectionNotEntered, SectionNotFound, SectionOver
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.sections import Scoring, SectionOrder, Structure
from lyceum.assessment.navigate_attempt import enter_section, leave_section
from lyceum.assessment.responses import ChoiceResponse, NumberResponse
from lyceum.assessment.save_answer import Saved, save_answer
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import get
from tests.store.assessment.world import World
from tests.unit.assessment.samples import MINUTE, NOON, section, two_parts

pytestmark = pytest.mark.store

RIGHT = ChoiceResponse(choice="true")


def begun(world: World, structure: Structure, **settings: Any) -> tuple[Caller, Attempt]:
    exam, ada = world.live(structure=structure, **settings), world.enrolled("ada")
    return ada, world.begin(ada, exam)


def save(ada: Caller, attempt: Attempt, question: str = "round", minute: int = 0, revision: int = 1) -> Saved:
    response = NumberResponse(number="3.14") if question == "pi" else RIGHT
    at = NOON + minute * MINUTE
    return save_answer(ada, str(attempt.id), question, response, revision=revision, at=at)


def due_of(world: World, attempt: Attempt) -> datetime | None:
    item = get(AttemptItem, attempt_key(world.tenant, attempt.id), consistent=True)
    assert item is not None
    assert (item.due is None) == (item.gsi2sk is None)
    due: datetime | None = item.due
    return due


def test_answers_are_taken_while_their_section_is_open(world: World) -> None:
    ada, attempt = begun(world, two_parts())
    with pytest.raises(SectionNotEntered):
        save(ada, attempt)
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    save(ada, attempt, minute=9)
    with pytest.raises(SectionNotEntered):
        save(ada, attempt, "pi", minute=9)
    with pytest.raises(SectionOver):
        save(ada, attempt, minute=10, revision=2)
    enter_section(ada, str(attempt.id), "reading", at=NOON + 12 * MINUTE)
    save(ada, attempt, "pi", minute=13)
    kept = world.kept(attempt)
    assert (set(kept.answers), kept.answers[1].revision, kept.section) == ({1, 2}, 1, 1)
    assert [clock.until for clock in kept.sections] == [NOON + 10 * MINUTE, NOON + 32 * MINUTE]


def test_a_section_without_end_takes_answers_long_after(world: World) -> None:
    ada, attempt = begun(world, two_parts(first=None))
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    leave_section(ada, str(attempt.id), "listening", at=NOON + MINUTE)
    save(ada, attempt, minute=60 * 24 * 365)
    assert set(world.kept(attempt).answers) == {1}


def test_the_timer_follows_the_clocks(world: World) -> None:
    """One `due` for an item, the earliest of its ends: of the whole, and of the last section once it is entered."""
    ada, attempt = begun(world, two_parts(), time_limit_minutes=60)
    assert due_of(world, attempt) == NOON + 60 * MINUTE
    enter_section(ada, str(attempt.id), "reading", at=NOON)
    assert due_of(world, attempt) == NOON + 60 * MINUTE
    enter_section(ada, str(attempt.id), "listening", at=NOON + 5 * MINUTE)
    assert due_of(world, attempt) == NOON + 15 * MINUTE
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 14 * MINUTE)
    assert world.kept(attempt).state is State.IN_PROGRESS
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + 15 * MINUTE)
    assert (world.kept(attempt).state, world.kept(attempt).submitted_at) == (State.EXPIRED, NOON + 15 * MINUTE)


def test_without_a_limit_for_the_whole_the_last_section_sets_the_timer(world: World) -> None:
    ada, attempt = begun(world, two_parts(SectionOrder.FIXED))
    assert due_of(world, attempt) is None
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    assert due_of(world, attempt) is None
    enter_section(ada, str(attempt.id), "reading", at=NOON + MINUTE)
    assert due_of(world, attempt) == NOON + 21 * MINUTE
    leave_section(ada, str(attempt.id), "reading", at=NOON + 2 * MINUTE)
    assert due_of(world, attempt) == NOON + 2 * MINUTE
    again = leave_section(ada, str(attempt.id), "reading", at=NOON + 2 * MINUTE)
    assert again.attempt.state_at(NOON + 2 * MINUTE) is State.SUBMITTED


def test_entering_again_changes_nothing(world: World) -> None:
    ada, attempt = begun(world, two_parts())
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    kept = world.kept(attempt)
    again = enter_section(ada, str(attempt.id), "listening", at=NOON + MINUTE)
    assert again.attempt == world.kept(attempt) == kept


def test_one_resumes_where_one_was(world: World) -> None:
    """RULES S4-13."""
    ada, attempt = begun(world, two_parts())
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    save(ada, attempt)
    again = world.begin(ada, attempt.id.assessment, NOON + MINUTE)
    assert (again.section, set(again.answers), again.sections[0].until) == (0, {1}, NOON + 10 * MINUTE)


def test_results_by_section_add_up_to_the_score(world: World) -> None:
    weighted = Structure(
        scoring=Scoring.PER_SECTION,
        sections=(
            section("listening", "capital", "round", maximum=Decimal(60)),
            section("reading", "pi", "author", maximum=Decimal(40)),
        ),
    )
    ada, attempt = begun(world, weighted)
    for name, question in (("listening", "round"), ("reading", "pi")):
        enter_section(ada, str(attempt.id), name, at=NOON)
        save(ada, attempt, question)
    sight = submit_attempt(ada, str(attempt.id), at=NOON)
    score = sight.attempt.score
    assert score is not None
    assert (score.points, score.maximum, score.percent) == (50, 100, 50)  # a half of 60, and of 40
    assert sight.key is not None
    parts = sight.key.scale.of_sections(sight.attempt.earned)
    assert [(part.points, part.maximum) for part in parts] == [(30, 60), (20, 40)]


def test_what_is_no_section_of_the_attempt_is_not_entered(world: World) -> None:
    ada, attempt = begun(world, two_parts())
    with pytest.raises(SectionNotFound):
        enter_section(ada, str(attempt.id), "writing", at=NOON)
    with pytest.raises(AttemptNotFound):
        enter_section(world.enrolled("bo"), str(attempt.id), "listening", at=NOON)


def test_an_attempt_of_before_its_sections_gets_their_clocks_when_one_is_entered(world: World) -> None:
    """As the previous release begins it, which does not know of sections."""
    from lyceum.kernel.table import transaction

    ada, attempt = begun(world, two_parts())
    with transaction(tenant=world.tenant, at=NOON) as write:
        write.update(AttemptItem, attempt_key(world.tenant, attempt.id), [AttemptItem.sections.remove()])
    with pytest.raises(SectionNotEntered):
        save(ada, attempt)
    assert not view_attempt(ada, str(attempt.id), at=NOON).has_come_to("round")
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    save(ada, attempt)
    assert world.kept(attempt).sections[0].until == NOON + 10 * MINUTE


def test_refusals_change_nothing(world: World) -> None:
    ada, attempt = begun(world, two_parts(SectionOrder.FIXED))
    enter_section(ada, str(attempt.id), "listening", at=NOON)
    enter_section(ada, str(attempt.id), "reading", at=NOON)
    kept = world.kept(attempt)
    for call in (
        lambda: save(ada, attempt),
        lambda: enter_section(ada, str(attempt.id), "listening", at=NOON),
        lambda: enter_section(ada, str(attempt.id), "reading", at=NOON + 20 * MINUTE),
        lambda: save(ada, attempt, "pi", minute=20),
    ):
        with pytest.raises(DomainError):
            call()
    assert world.kept(attempt) == kept
