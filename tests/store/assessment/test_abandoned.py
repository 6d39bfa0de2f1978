"""Who leaves a course gives up what they were sitting there: once, whoever else writes the attempt at that moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lyceum.assessment.abandon_attempts import abandon_attempts
from lyceum.assessment.errors import AttemptClosed, NoAttemptsLeft
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.responses import ChoiceResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.write import Transaction
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store

LATER = NOON + timedelta(minutes=10)
TRUE = ChoiceResponse(choice="true")


class Died(Exception):
    """The process has ended."""


@pytest.fixture
def ada(world: World) -> Caller:
    return world.enrolled("ada")


def leave(world: World, learner: Caller, **more: Any) -> int:
    when = {"left_at": LATER, "at": LATER} | more
    return abandon_attempts(world.tenant, learner.person, world.course, **when)


def told(world: World, attempt: Attempt) -> list[str]:
    return events_of(world.tenant, AttemptItem, attempt_key(world.tenant, attempt.id))


def test_an_open_attempt_is_over_and_what_was_saved_stays(world: World, ada: Caller) -> None:
    attempt = world.begin(ada, world.live(time_limit_minutes=30))
    save_answer(ada, str(attempt.id), "round", TRUE, revision=1, at=NOON)
    assert [leave(world, ada), leave(world, ada)] == [1, 0]
    kept = world.kept(attempt)
    assert (kept.state, kept.score, kept.submitted_at) == (State.ABANDONED, None, None)
    sight = view_attempt(ada, str(attempt.id), at=LATER)
    assert sight.response(1) == TRUE
    assert not sight.disclosed.marks
    with pytest.raises(AttemptClosed):
        save_answer(ada, str(attempt.id), "round", TRUE, revision=2, at=LATER)
    assert submit_attempt(ada, str(attempt.id), at=LATER).attempt.state is State.ABANDONED
    submit_due_attempt(world.tenant, str(attempt.id), at=NOON + timedelta(hours=1))
    assert world.kept(attempt) == kept
    assert told(world, attempt) == ["AttemptAbandoned"]


def test_it_counts_as_used_and_who_comes_back_need_not_wait_for_its_end(world: World, ada: Caller) -> None:
    twice, once = world.draft(time_limit_minutes=30, max_attempts=2), world.draft(max_attempts=1)
    world.publish()
    first = world.begin(ada, twice)
    world.begin(ada, once)
    assert leave(world, ada) == 2
    again = world.begin(ada, twice, LATER + timedelta(minutes=1))
    assert (again.id.number, again.state, world.kept(first).state) == (2, State.IN_PROGRESS, State.ABANDONED)
    with pytest.raises(NoAttemptsLeft):
        world.begin(ada, once, LATER)


def test_what_is_over_elsewhere_or_began_afterwards_stays(world: World, ada: Caller) -> None:
    exam, timed = world.draft(max_attempts=None), world.draft(time_limit_minutes=5)
    world.publish()
    overdue, handed_in = world.begin(ada, timed), world.begin(ada, exam)
    submit_attempt(ada, str(handed_in.id), at=NOON)
    later = world.begin(ada, exam, LATER + timedelta(seconds=1))
    before = [world.kept(each) for each in (overdue, handed_in, later)]
    assert leave(world, ada, at=LATER + timedelta(minutes=1)) == 0
    assert abandon_attempts(world.tenant, ada.person, new_id(), left_at=LATER, at=LATER) == 0
    assert [world.kept(each) for each in (overdue, handed_in, later)] == before
    submit_due_attempt(world.tenant, str(overdue.id), at=LATER)
    assert world.kept(overdue).state is State.EXPIRED


@pytest.mark.parametrize("round", range(3))
def test_leaving_against_saving_and_handing_in(world: World, round: int) -> None:
    """Each attempt is handed in or given up, never both, and whichever it was is told once."""
    exam, learners = world.live(time_limit_minutes=30), [world.enrolled(f"l{number}") for number in range(4)]
    attempts = [world.begin(each, exam) for each in learners]

    def saving(learner: Caller, attempt: Attempt) -> Callable[[], Any]:
        return lambda: save_answer(learner, str(attempt.id), "round", TRUE, revision=1, at=NOON)

    def submitting(learner: Caller, attempt: Attempt) -> Callable[[], Any]:
        return lambda: submit_attempt(learner, str(attempt.id), at=LATER)

    def leaving(learner: Caller) -> Callable[[], Any]:
        return lambda: leave(world, learner)

    pairs = list(zip(learners, attempts, strict=True))
    at_once([call for pair in pairs for call in (saving(*pair), submitting(*pair), leaving(pair[0]), leaving(pair[0]))])
    for attempt in attempts:
        kept = world.kept(attempt)
        ends = {name for name in told(world, attempt) if name in ("AttemptSubmitted", "AttemptAbandoned")}
        assert kept.state in (State.GRADED, State.ABANDONED)
        assert ends == {"AttemptAbandoned" if kept.state is State.ABANDONED else "AttemptSubmitted"}


@pytest.mark.parametrize("round", range(3))
def test_leaving_against_the_deadline(world: World, round: int) -> None:
    """Who leaves in the last moment while the timer comes: each attempt ends once, as one of both, and says so once."""
    exam = world.live(time_limit_minutes=30)
    learners = [world.enrolled(f"l{number}") for number in range(4)]
    attempts = [world.begin(each, exam) for each in learners]
    for learner, attempt in zip(learners[:2], attempts[:2], strict=True):
        save_answer(learner, str(attempt.id), "round", TRUE, revision=1, at=NOON)
    end = NOON + timedelta(minutes=30)
    last = end - timedelta(milliseconds=1)

    def leaving(learner: Caller) -> Callable[[], Any]:
        return lambda: leave(world, learner, left_at=last, at=last)

    def timer(attempt: Attempt) -> Callable[[], Any]:
        return lambda: submit_due_attempt(world.tenant, str(attempt.id), at=end)

    pairs = list(zip(learners, attempts, strict=True))
    results = at_once([call for learner, attempt in pairs for call in (leaving(learner), timer(attempt)) * 2])
    assert not any(isinstance(each, DomainError) for each in results)
    for attempt in attempts:
        kept = world.kept(attempt)
        abandoned = kept.state is State.ABANDONED
        assert abandoned or kept.state is (State.GRADED if kept.answers else State.EXPIRED)
        assert (kept.score is None, kept.submitted_at is None) == (abandoned, abandoned)
        ends = {name for name in told(world, attempt) if name in ("AttemptSubmitted", "AttemptAbandoned")}
        assert ends == {"AttemptAbandoned" if abandoned else "AttemptSubmitted"}
        assert kept.rev == attempt.rev + len(kept.answers) + 1


@pytest.mark.parametrize("committed", [False, True], ids=["before the write", "after it"])
@pytest.mark.parametrize("crash", range(3))
def test_what_a_crash_left_open_ends_when_it_is_told_again(
    world: World, ada: Caller, crash: int, committed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three open attempts one after the other is given up, and the process dies at each of them."""
    exams = [world.draft(time_limit_minutes=30) for _ in range(3)]
    world.publish()
    attempts = [world.begin(ada, exam) for exam in exams]
    send, writes = Transaction._send, list[int]()

    def dying(transaction: Transaction) -> None:
        writes.append(len(writes))
        if writes[-1] != crash:
            return send(transaction)
        if committed:
            send(transaction)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "_send", dying)
        with pytest.raises(Died):
            leave(world, ada)
    states = [world.kept(each).state for each in attempts]
    assert states.count(State.ABANDONED) == crash + committed
    assert leave(world, ada) == 3 - crash - committed
    assert leave(world, ada) == 0
    for attempt in attempts:
        kept = world.kept(attempt)
        assert (kept.state, kept.rev) == (State.ABANDONED, attempt.rev + 1)
        assert told(world, attempt) == ["AttemptAbandoned"]
