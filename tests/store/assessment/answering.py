"""One device of a race across several: saves answers to a question, hands in, or is the deadline's timer.

python answering.py <tenant> <person> <attempt> <instant> <start, seconds since 1970> <step> …    prints one JSON list

A step is `<question>:<revision>`, `submit` or `deadline`; each runs in a thread and over a connection of its own.
"""

import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from lyceum.assessment.responses import ChoiceResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.submit_attempt import submit_attempt, submit_due_attempt
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import DomainError
from lyceum.kernel.table.client import dynamodb
from tests.store.processes import wait_until


@dataclass(frozen=True)
class Step:
    """One step: what came of it (`done`, or the refusal's name), and when it was under way (seconds since 1970)."""

    step: str
    outcome: str
    began: float
    ended: float


def choice(revision: int) -> ChoiceResponse:
    """Odd revisions say true, even ones false."""
    return ChoiceResponse(choice="true" if revision % 2 else "false")


def call(caller: Caller, attempt: str, step: str, at: datetime) -> Callable[[], object]:
    """What a step does."""
    if step == "submit":
        return lambda: submit_attempt(caller, attempt, at=at)
    if step == "deadline":
        return lambda: submit_due_attempt(caller.tenant, attempt, at=at + timedelta(minutes=1))
    question, revision = step.split(":")
    return lambda: save_answer(caller, attempt, question, choice(int(revision)), revision=int(revision), at=at)


def answering(
    caller: Caller, attempt: str, at: datetime, steps: Sequence[str], ready: Callable[[], None]
) -> list[Step]:
    """All steps at once, as soon as `ready` returns."""
    dynamodb()  # threads that all make the client at once would spend the race on that
    taken: list[Step] = []

    def one(step: str) -> None:
        run = call(caller, attempt, step, at)
        ready()
        began, outcome = time.time(), "done"
        try:
            run()
        except DomainError as refusal:
            outcome = type(refusal).__name__
        taken.append(Step(step, outcome, began, time.time()))

    threads = [threading.Thread(target=one, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main() -> None:
    """Take part in a race across processes."""
    tenant, person, attempt, at, start, *steps = sys.argv[1:]
    caller = Caller(person=person, tenant=tenant, roles=frozenset({"learner"}))
    taken = answering(caller, attempt, datetime.fromisoformat(at), steps, lambda: wait_until(start))
    sys.stdout.write(json.dumps([asdict(one) for one in taken]) + "\n")


if __name__ == "__main__":
    main()
