"""A process that ends between any two of its calls to the table and to Stripe, and is there again as a new one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from lyceum.commerce import breaker
from lyceum.commerce.stripe_http import Urllib3Client
from lyceum.kernel.table.client import TableClient, dynamodb


class Killed(BaseException):
    """The process ends here: nothing of it runs any more."""


@dataclass
class Process:
    """What this process may still do. Once it has ended, every call ends whatever goes on."""

    left: int | None = None
    """Calls until its end; None: it lives."""
    ends: dict[str, int] = field(default_factory=dict)
    """What was going on → how often the process ended in the midst of it."""

    def calls(self) -> None:
        """It asks the table or Stripe. Raises Killed instead where it has ended."""
        if self.left is None:
            return
        if self.left == 0:
            raise Killed
        self.left -= 1

    def does[R](self, what: str, act: Callable[[], R], *, calls: int | None) -> R | None:
        """What `act` answers, or None where the process ended before it had made one call more than so many."""
        self.left = calls
        try:
            return act()
        except Killed:
            self.ends[what] = self.ends.get(what, 0) + 1
            return None
        finally:
            self.left = None
            breaker.forget()


@contextmanager
def mortal() -> Iterator[Process]:
    """This process, for as long as the block runs."""
    process, table = Process(), dynamodb()
    assert isinstance(table, TableClient)

    def heeds(_operation: str, _parameters: Any, _headers: dict[str, str]) -> Callable[[Any], None]:
        process.calls()
        return lambda _answer: None

    ask = Urllib3Client.request

    def asks(self: Urllib3Client, *given: Any, **more: Any) -> Any:
        process.calls()
        return ask(self, *given, **more)

    table.watchers.append(heeds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Urllib3Client, "request", asks)
        patch.setattr(Urllib3Client, "_sleep_time_seconds", lambda *_: 0)  # nobody waits between the SDK's retries
        yield process
    table.watchers.remove(heeds)
