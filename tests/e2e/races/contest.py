"""Requests that set off together, each over a connection of its own, and what the gateway answered to them."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.demo.api import Answer


@dataclass(frozen=True)
class Run:
    """One request: its answer, and when it was under way (seconds on one clock)."""

    answer: Answer
    began: float
    ended: float

    @property
    def outcome(self) -> tuple[int, str]:
        """Status, and the refusal's name where it is one."""
        return self.answer.status, self.answer.problem if self.answer.status >= 400 else ""


def together(requests: Sequence[Callable[[], Answer]]) -> list[Run]:
    """Send all as soon as all are ready; prints how many were under way at once."""
    barrier = threading.Barrier(len(requests))
    runs: list[Run] = []

    def send(request: Callable[[], Answer]) -> None:
        barrier.wait()
        began = time.monotonic()
        answer = request()
        runs.append(Run(answer, began, time.monotonic()))

    threads = [threading.Thread(target=send, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == len(requests), "a request was not answered"
    took = max(run.ended for run in runs) - min(run.began for run in runs)
    print(f"\n{len(runs)} requests in {took:.1f} s, at the peak {overlap(runs)} at once: {dict(outcomes(runs))}")
    assert overlap(runs) > 1
    return runs


def overlap(runs: Sequence[Run]) -> int:
    """How many were under way at once, at the peak."""
    return max(sum(run.began <= instant <= run.ended for run in runs) for instant in (run.began for run in runs))


def outcomes(runs: Sequence[Run]) -> Counter[tuple[int, str]]:
    """How many came to what."""
    return Counter(run.outcome for run in runs)
