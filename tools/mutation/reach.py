"""What each unit test reaches: the functions of our package that it enters, and the processor time that it takes.

A mutant of a function can only be noticed by a test that enters it, so that no other needs to be run on it.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType

from tools.checks.layout import PACKAGE, ROOT

type Place = tuple[str, str]
"""File and qualified name of a function."""

_OURS = str(ROOT / PACKAGE)
_TOOL = 4  # of sys.monitoring; hypothesis, coverage and debuggers have others


def place_of(code: CodeType) -> Place:
    """Where a function is written."""
    return code.co_filename, code.co_qualname


@dataclass
class Reach:
    """What was seen of a context's tests."""

    at_import: set[Place] = field(default_factory=set)
    """Entered while tests were collected: what a test computed then, no other body in place can change."""
    entered: defaultdict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    """By a test's id."""
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Watch what importing enters."""
        with _watching(self.at_import):
            yield

    @contextmanager
    def running(self, test: str) -> Iterator[None]:
        """Watch one test."""
        began = time.process_time()
        with _watching(self.entered[test]):
            yield
        self.seconds[test] = time.process_time() - began

    def cost(self, test: str) -> float:
        """Seconds; none for a test that was never seen."""
        return self.seconds.get(test, 0.0)


@contextmanager
def _watching(found: set[Place]) -> Iterator[None]:
    monitoring = sys.monitoring

    def enter(code: CodeType, _offset: int) -> object:
        if code.co_filename.startswith(_OURS):
            found.add(place_of(code))
        return monitoring.DISABLE  # once is enough to know

    monitoring.use_tool_id(_TOOL, "tools.mutation")
    monitoring.register_callback(_TOOL, monitoring.events.PY_START, enter)
    monitoring.set_events(_TOOL, monitoring.events.PY_START)
    monitoring.restart_events()
    try:
        yield
    finally:
        monitoring.set_events(_TOOL, monitoring.events.NO_EVENTS)
        monitoring.free_tool_id(_TOOL)
