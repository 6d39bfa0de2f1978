"""One cell of the grid: do it undisturbed, do it with the fault and again as client or AWS would, compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from lyceum.kernel.errors import Busy, DomainError
from tests.faults.calls import Call, Killed, Tap
from tests.faults.grid import FAULTS, Fault, kind_of, rule
from tests.faults.house import House, Step, forget
from tests.faults.proxy import Proxy
from tests.faults.stage import Picture
from tests.faults.wire import MAKES
from tests.http import Answer

PAUSES: Mapping[str, Sequence[timedelta]] = {
    "client": [timedelta(seconds=each) for each in (1, 5, 30)],
    "operator": [timedelta(minutes=each) for each in (1, 5)],
    "workflow": [timedelta(seconds=each) for each in (2, 4, 8)],
    # Lambda asks twice more, then the event is parked, and somebody sends it again.
    "bus": [timedelta(seconds=each) for each in (60, 120)],
    "stream": [timedelta(seconds=each) for each in (1, 2, 4)],
    "schedule": [timedelta(minutes=each) for each in (1, 1)],
    # A job's function: its event is delivered again, and what died is noticed by the run's timer.
    "timer": [timedelta(seconds=each) for each in (60, 120)],
}
"""Who asks again, and how long after."""


@dataclass(frozen=True)
class Undisturbed:
    """How it goes without a fault."""

    calls: Sequence[Call]
    said: Any
    picture: Picture
    known: frozenset[str]


@dataclass
class Bench:
    """Where cases are tried."""

    house: House
    tap: Tap
    proxy: Proxy
    _heard: int = 0
    _undisturbed: dict[tuple[str, str], Undisturbed] = field(default_factory=dict)

    def undisturbed(self, step: Step, repeated_by: str) -> Undisturbed:
        """Done once, well."""
        if step.row not in self._undisturbed:
            self._set(step)
            known = self.house.stage.ids()
            with self.tap.watch() as calls:
                said = outcome(step)
            assert said.well, f"{step.row} fails without any fault: {said}"
            made = list(calls)
            self._wait(step, repeated_by)
            self._undisturbed[step.row] = Undisturbed(made, said, self._picture(known), known)
        return self._undisturbed[step.row]

    def struck(self, step: Step, fault: Fault, repeated_by: str) -> list[Call]:
        """The calls that the fault can strike, one case each."""
        calls = [call for call in self.undisturbed(step, repeated_by).calls if call.writes or not fault.only_writes]
        if fault.name.startswith("killed"):
            return calls
        return [call for call in calls if rule(fault, call) is not None]

    def try_call(self, step: Step, fault: Fault, call: Call, repeated_by: str) -> "Tried":
        """The fault strikes this call; then it is asked again until it is done."""
        good = self.undisturbed(step, repeated_by)
        self._set(step)
        if fault.name.startswith("killed"):
            with self.tap.watch(call, when=fault.name.split()[1]):
                first = outcome(step)
            struck = 1
        elif (call.service, kind_of(fault)) in MAKES:
            with self.tap.watch(), self.tap.sender.fail(call.label, kind_of(fault), times=fault.times):
                first = outcome(step)
            struck = self.tap.sender.struck
        else:
            # The store sends what met a conflict again as a call of its own: for good means every one of its kind.
            label = call.kind if fault.name == "conflict for good" else call.label
            self.proxy.fail(label, rule(fault, call), times=fault.times)
            with self.tap.watch():
                first = outcome(step)
            struck = self.proxy.fired()
            self.proxy.fail(call.label, None, times=None)
        last = first
        for pause in PAUSES[repeated_by]:
            if last.well:
                break
            forget()
            self.house.clock.later(pause)
            with self.tap.watch():
                last = outcome(step)
        self._wait(step, repeated_by)
        return Tried(first, last, struck, self._picture(good.known))

    def try_twice(self, step: Step, repeated_by: str) -> "Tried":
        """Done, and then asked for again: its answer was lost on the way to the client."""
        good = self.undisturbed(step, repeated_by)
        self._set(step)
        with self.tap.watch():
            first = outcome(step)
        forget()
        self.house.clock.later(PAUSES[repeated_by][0])
        with self.tap.watch():
            last = outcome(step)
        self._wait(step, repeated_by)
        return Tried(first, last, 1, self._picture(good.known))

    def _wait(self, step: Step, repeated_by: str) -> None:
        """What comes by itself, whatever came of it."""
        if repeated_by == "timer":
            self._wait_for_timers()
        if repeated_by == "schedule":
            forget()
            self.house.clock.at = step.at + timedelta(minutes=30)
            outcome(step)

    def _wait_for_timers(self) -> None:
        """Until every attempt that died has been noticed and made again."""
        self.house.hear(self.house.stage.records())
        for _ in range(2):
            self.house.clock.later(timedelta(minutes=10))
            self.house.task("operations.sweep_timers", {}, "schedule")
            self.house.settle()

    def _picture(self, known: frozenset[str]) -> Picture:
        records = [*self.house.history[self._heard :], *self.house.stage.records()]
        return self.house.stage.picture(records, known)

    def _set(self, step: Step) -> None:
        self.house.stage.restore(step.before)
        self.house.clock.at = step.at
        self.house.waiting.clear()
        self._heard = len(self.house.history)
        forget()


@dataclass(frozen=True)
class Outcome:
    """What somebody who asked was told."""

    well: bool
    name: str
    """`well`, `busy`, `repeat`, or the name of what went wrong."""
    said: Any = None


@dataclass(frozen=True)
class Tried:
    """How a case went."""

    first: Outcome
    last: Outcome
    struck: int
    picture: Picture


def outcome(step: Step) -> Outcome:
    """Do it and say how it went, as client or AWS see it."""
    try:
        said = step.call()
    except Killed:
        return Outcome(False, "repeat")
    except Exception as error:  # noqa: BLE001 - what is not named is what this test looks for
        return of_error(error)
    if isinstance(said, Answer):
        return of_answer(said)
    partly = isinstance(said, dict) and bool(said.get("batchItemFailures"))
    return Outcome(False, "busy", said) if partly else Outcome(True, "well", said)


def of_error(error: Exception) -> Outcome:
    """What a consumer or a task raised: a named refusal, or a fault that nobody foresaw."""
    if isinstance(error, Busy):
        return Outcome(False, "busy", error)
    named = isinstance(error, DomainError)
    return Outcome(False, type(error).__name__ if named else f"unnamed {type(error).__name__}: {error}", error)


def of_answer(answer: Answer) -> Outcome:
    """A problem has a type of the catalogue; a busy one says when to ask again."""
    if answer.status < 300:
        return Outcome(True, "well", answer)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    kind = str(answer.json["type"]).rpartition("/")[2]
    known = {error.slug() for error in DomainError.named()}
    assert headers["content-type"].startswith("application/problem+json"), answer
    assert kind in known, answer
    if answer.status == 503:
        assert int(headers["retry-after"]) > 0, answer
        return Outcome(False, "busy", answer)
    return Outcome(False, kind, answer)


__all__ = ["FAULTS", "Bench", "Outcome", "Tried"]
