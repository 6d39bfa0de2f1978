"""Devices that share nothing, each a process of its own: nothing saved is lost, nothing is handed in twice."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.responses import compact
from lyceum.kernel.access import Caller
from tests.store.assessment.answering import Step, choice
from tests.store.assessment.world import World
from tests.store.processes import race
from tests.unit.assessment.samples import NOON, true_false_question

pytestmark = pytest.mark.store

DEVICES = 4


def at_once(world: World, caller: Caller, attempt: Attempt, devices: Sequence[Sequence[str]]) -> list[Step]:
    """What came of every device's steps; prints how many were under way at once."""
    common = [world.tenant, caller.person, str(attempt.id), NOON.isoformat()]
    taken = [Step(**one) for one in race("tests/store/assessment/answering.py", common, devices)]
    peak = max(sum(each.began <= one.began <= each.ended for each in taken) for one in taken)
    print(f"\n{len(taken)} steps in {len(devices)} processes, at the peak {peak} at once")
    assert peak > 1
    return taken


def test_devices_that_save_one_answer_end_with_the_newest(world: World) -> None:
    attempt = world.begin(ada := world.enrolled("ada"), world.live())
    steps = [f"round:{revision}" for revision in (7, 3, 12, 1, 9, 2, 11, 6, 4, 10, 5, 8)]

    taken = at_once(world, ada, attempt, [steps[device::DEVICES] for device in range(DEVICES)])

    kept = world.kept(attempt).answers[1]
    assert (kept.revision, kept.text) == (12, compact(choice(12)))
    assert {one.outcome for one in taken} <= {"done", "AnswerOutdated"}


def test_saving_against_handing_in_against_the_deadline(world: World) -> None:
    """Whoever comes first: one submission, and every answer that was confirmed is graded."""
    questions = [true_false_question(f"q{number}") for number in range(6)]
    attempt = world.begin(ada := world.enrolled("ada"), world.live(questions, time_limit_minutes=1))
    saves = [f"{each.question.id}:1" for each in questions]

    taken = at_once(world, ada, attempt, [saves[:3], saves[3:], ["submit"], ["deadline"]])

    said = {one.step: one.outcome for one in taken}
    confirmed = [step for step in saves if said[step] == "done"]
    closed = world.kept(attempt)
    assert closed.state in {State.GRADED, State.EXPIRED}
    assert closed.score is not None
    assert closed.score.points == len(closed.answers) == len(confirmed)
    assert {said[step] for step in saves} <= {"done", "AttemptClosed", "DeadlinePassed"}
    assert (said["submit"], said["deadline"]) == ("done", "done")
    assert closed.submitted_at is not None
    assert closed.submitted_at <= NOON + timedelta(minutes=1)
