"""What is left of how often somebody may ask, as every answer of a limited route says it.

Apart from what counts (`kernel.limits`, `kernel.sparing`), since every function's edge imports it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of the window that runs out first: `RateLimit-Limit`, `-Remaining` and `-Reset`."""

    limit: int
    remaining: int
    resets_in: int


_noted: ContextVar[list[Allowance] | None] = ContextVar("allowances", default=None)


@contextmanager
def during() -> Iterator[list[Allowance]]:
    """Collects what requests in the block have left."""
    noted: list[Allowance] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def note(left: Allowance) -> None:
    """The answer to the request that is being carried out will say this, unless something else runs out sooner."""
    noted = _noted.get()
    if noted is not None:
        noted.append(left)


def headers(noted: Sequence[Allowance]) -> dict[str, str]:
    """Of what has the least left (draft-ietf-httpapi-ratelimit-headers-05, section 3)."""
    if not noted:
        return {}
    least = min(noted, key=lambda one: (one.remaining, -one.resets_in))
    said = {"Limit": least.limit, "Remaining": least.remaining, "Reset": least.resets_in}
    return {f"RateLimit-{name}": str(value) for name, value in said.items()}
