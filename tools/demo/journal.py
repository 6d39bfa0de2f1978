"""The steps of the demonstration: each printed with its result and its time, what falls short remembered."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TextIO


class Broken(Exception):
    """A step cannot go on; nor can those that build on it."""


@dataclass
class Step:
    """One step while it runs."""

    number: int
    what: str
    results: list[str] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def say(self, result: str) -> None:
        """What came of it."""
        self.results.append(result)

    def check(self, holds: bool, shortfall: str) -> None:
        """Go on either way; what does not hold makes the demonstration fail in the end."""
        if not holds:
            self.shortfalls.append(shortfall)

    def equal(self, found: Any, expected: Any, what: str) -> None:
        """Two values that have to be the same."""
        self.check(found == expected, f"{what}: {found!r}, expected {expected!r}")

    @property
    def ok(self) -> bool:
        """Whether nothing fell short."""
        return not self.shortfalls


@dataclass
class Journal:
    """All steps so far."""

    stream: TextIO = sys.stdout
    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, what: str) -> Iterator[Step]:
        """Run a step, then print it. A Broken step is printed and raised on."""
        step = Step(len(self.steps) + 1, what)
        self.steps.append(step)
        began = time.monotonic()
        try:
            yield step
        except Broken as error:
            step.shortfalls.append(str(error))
            raise
        finally:
            step.seconds = time.monotonic() - began
            if sys.exc_info()[0] is None or step.shortfalls:
                self._print(step)

    @property
    def ok(self) -> bool:
        """Whether every step did what it should."""
        return all(step.ok for step in self.steps)

    def _print(self, step: Step) -> None:
        state = "ok" if step.ok else "FAIL"
        self._line(
            f"{step.number:3} {state:<4} {step.seconds:6.2f} s  {step.what}: {'; '.join(step.results) or 'done'}"
        )
        for shortfall in step.shortfalls:
            self._line(f"                    ! {shortfall}")

    def say(self, text: str) -> None:
        """A line between the steps."""
        self._line(text)

    def _line(self, text: str) -> None:
        self.stream.write(f"{text}\n")
        self.stream.flush()
