"""Learners who all enroll at the same moment. Also a program: one process of a race across several.

python contenders.py <tenant> <course> <start, seconds since 1970> <person> …    prints one JSON line
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from lyceum.enrollment.enroll import enroll
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.client import dynamodb
from tests.store.processes import wait_until

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Try:
    """One attempt: what came of it, and when it was under way (seconds since 1970)."""

    outcome: str
    began: float
    ended: float
    refused: int
    """How often it was told to come again, as a slow engine does when two hundred write at one place."""


def contend(tenant: str, course: str, people: Sequence[str], ready: Callable[[], object]) -> list[Try]:
    """Everybody enrolls in a thread and over a connection of their own, as soon as `ready` returns.

    Who is told to come again (503) does, with the same idempotency key, as any client would.
    """
    dynamodb()  # threads that all make the client at once would spend the race on that
    tries: list[Try] = []

    def one(person: str) -> None:
        caller = Caller(person=person, tenant=tenant, roles=frozenset({"learner"}))
        # A key of each try's own: a write whose answer was lost is recognised, another try of the same person is not.
        creation = Creation.of(new_id(), tenant=tenant, caller=person, operation="enroll", body="")
        ready()
        began, refused, outcome = time.time(), 0, "Busy"
        while outcome == "Busy" and time.time() < began + PATIENCE_SECONDS:
            try:
                enroll(caller, course, creation=creation, at=now())
                outcome = "enrolled"
            except Busy:
                refused += 1
                time.sleep(random.uniform(0, 1))
            except DomainError as error:
                outcome = type(error).__name__
        tries.append(Try(outcome, began, time.time(), refused))

    threads = [threading.Thread(target=one, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tries


def outcomes(tries: Iterable[Try]) -> dict[str, int]:
    """How many came to what."""
    return dict(Counter(one.outcome for one in tries))


def told_to_come_again(tries: Iterable[Try]) -> int:
    """How often anybody was."""
    return sum(one.refused for one in tries)


def overlap(tries: Sequence[Try]) -> int:
    """How many were under way at the same time, at most."""
    moments = sorted([(one.began, 1) for one in tries] + [(one.ended, -1) for one in tries])
    most = running = 0
    for _, change in moments:
        running += change
        most = max(most, running)
    return most


def main() -> None:
    """Take part in a race across processes."""
    tenant, course, start, *people = sys.argv[1:]
    tries = contend(tenant, course, people, lambda: wait_until(start))
    sys.stdout.write(json.dumps([asdict(one) for one in tries]) + "\n")


if __name__ == "__main__":
    main()
