"""Contention: several writers at one place, of whom one wins each time and the others try again."""

import random
import time
from collections.abc import Iterator

LONGEST_PAUSE_SECONDS = 0.4


def rounds(most: int, *, first_pause: float, patience: float | None = None) -> Iterator[int]:
    """Numbers of rounds from 0, with a random pause between two of them, so that contenders part.

    The longest pause before round n is `first_pause` · 2ⁿ⁻¹ seconds, at most 0.4. There are at most `most` rounds, and
    none begins later than `patience` seconds after the first. The caller leaves the loop when it has won.
    """
    deadline = time.monotonic() + patience if patience is not None else None
    for number in range(most):
        if number:
            pause = random.uniform(0, min(first_pause * 2 ** (number - 1), LONGEST_PAUSE_SECONDS))  # nosec B311: jitter
            if deadline is not None and time.monotonic() + pause > deadline:
                return
            time.sleep(pause)
        yield number
