"""A key is corrected while others hand in, grade, or correct it, too."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.regrade import Regrade, RegradeState
from lyceum.assessment.regrade import (
    apply_regrade,
)
from lyceum.assessment.regrade_attempts import Next, regrade_attempts
from lyceum.assessment.regrades.errors import (
    RegradeRunning,
)
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy, DomainError
from tests.store.assessment.regrading import DROP, QUESTIONS, begun, enrolled, points, requested, sat, undone, worked
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, essay_question, true_false_question

pytestmark = pytest.mark.store


@pytest.mark.parametrize("round", range(3))
def test_submitting_against_applying(world: World, tutor: Caller, round: int) -> None:
    """Whichever key they were graded by first: in the end it is the corrected one, and each counts once."""
    exam = world.live(QUESTIONS)
    learners = [enrolled(world, f"l{number}") for number in range(6)]
    sittings = [begun(world, learner, exam, "false") for learner in learners]
    regrade = worked(world, requested(tutor, exam))
    apply_regrade(tutor, exam, regrade.id, at=NOON)

    def hand_in(number: int) -> Callable[[], object]:
        return lambda: submit_attempt(learners[number], str(sittings[number].id), at=NOON)

    def correct() -> object:
        return regrade_attempts(world.tenant, exam, regrade.id, execution="one", at=NOON)

    results = at_once([*(hand_in(number) for number in range(6)), correct])
    assert not any(isinstance(each, DomainError) for each in results)
    done = worked(world, regrade)
    assert (done.state, done.progress.attempts, done.progress.changed) == (RegradeState.APPLIED, 6, 6)
    assert {points(world, each) for each in sittings} == {1}
    undone(world, tutor, done)
    assert {points(world, each) for each in sittings} == {0}


def test_submitting_while_learners_are_gone_through(world: World, tutor: Caller) -> None:
    exam = world.live(QUESTIONS)
    learners = [enrolled(world, f"l{number}") for number in range(6)]
    sittings = [begun(world, learner, exam, "false") for learner in learners]
    regrade = worked(world, requested(tutor, exam))
    apply_regrade(tutor, exam, regrade.id, at=NOON)
    assert regrade_attempts(world.tenant, exam, regrade.id, execution="one", at=NOON) is Next.WAIT

    def hand_in(number: int) -> Callable[[], object]:
        return lambda: submit_attempt(learners[number], str(sittings[number].id), at=NOON)

    at_once([*(hand_in(number) for number in range(6)), lambda: worked(world, regrade)])
    assert {points(world, each) for each in sittings} == {1}
    undone(world, tutor, worked(world, regrade))
    assert {points(world, each) for each in sittings} == {0}


def test_grading_by_hand_while_learners_are_gone_through(world: World, tutor: Caller) -> None:
    exam = world.live((true_false_question("round"), essay_question()))
    sittings = [sat(world, enrolled(world, f"l{number}"), exam, "false", "An essay.") for number in range(4)]
    regrade = worked(world, requested(tutor, exam))
    apply_regrade(tutor, exam, regrade.id, at=NOON)
    assert regrade_attempts(world.tenant, exam, regrade.id, execution="one", at=NOON) is Next.WAIT

    def grade(attempt: Attempt) -> Callable[[], object]:
        return lambda: grade_response(
            tutor, str(attempt.id), "essay", points=Decimal(3), feedback="", expected_revision=None, at=NOON
        )

    results = at_once([*(grade(each) for each in sittings), lambda: worked(world, regrade)])
    assert not any(isinstance(each, DomainError) for each in results)
    assert {points(world, each) for each in sittings} == {4}


@pytest.mark.parametrize("round", range(3))
def test_two_regrades_at_once_are_one(world: World, tutor: Caller, round: int) -> None:
    exam = world.live(QUESTIONS)
    results = at_once([lambda: requested(tutor, exam), lambda: requested(tutor, exam, DROP, "flat")] * 2)
    won = [each for each in results if isinstance(each, Regrade)]
    assert len(won) == 1
    assert all(isinstance(each, RegradeRunning | Regrade) for each in results)
    assert worked(world, won[0]).state is RegradeState.PREVIEWED


@pytest.mark.parametrize("round", range(3))
def test_applied_twice_at_once_is_applied_once(world: World, tutor: Caller, round: int) -> None:
    exam = world.live(QUESTIONS)
    attempt = sat(world, enrolled(world, "ada"), exam, "false")
    regrade = worked(world, requested(tutor, exam))
    results = at_once([lambda: apply_regrade(tutor, exam, regrade.id, at=NOON)] * 4)
    assert {each.state for each in results if isinstance(each, Regrade)} == {RegradeState.APPLYING}
    assert all(isinstance(each, Regrade) for each in results)
    steps = at_once([lambda: worked(world, regrade)] * 3)
    assert all(isinstance(each, Regrade | Busy) for each in steps)
    done = worked(world, regrade)
    assert (done.state, done.round, done.progress.changed) == (RegradeState.APPLIED, 2, 1)
    assert world.kept(attempt).rev == attempt.rev + 1
