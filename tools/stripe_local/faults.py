"""What can go wrong with a request, chosen by tests: Stripe down, slow, or failing after it has charged."""

import time
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock


class Fault(StrEnum):
    """What goes wrong."""

    DOWN = "down"
    """503, nothing done."""
    SLOW = "slow"
    """Answered after `seconds`."""
    FAILS_BEFORE = "fails_before"
    """500, nothing done; the key is not used up."""
    FAILS_AFTER = "fails_after"
    """Done, and 500 all the same; the same key gets the same 500 again."""
    LOST = "lost"
    """Done, and the connection drops before the answer; the same key gets the true answer."""
    LIMITED = "limited"
    """429, nothing done."""


@dataclass
class Planned:
    """A fault for requests that match."""

    fault: Fault
    match: str
    """Part of `POST /v1/refunds`; an empty text matches everything."""
    times: int = 1
    seconds: float = 1.0


@dataclass
class Faults:
    """Those that wait to happen."""

    planned: list[Planned] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def plan(self, planned: Planned) -> None:
        """Have it happen."""
        with self._lock:
            self.planned.append(planned)

    def next(self, request: str) -> Fault | None:
        """What goes wrong with this request; a slow one waits here."""
        with self._lock:
            found = next((each for each in self.planned if each.times and each.match in request), None)
            if found is None:
                return None
            found.times -= 1
            self.happened.append(f"{found.fault} {request}")
        if found.fault is Fault.SLOW:
            time.sleep(found.seconds)
            return None
        return found.fault
