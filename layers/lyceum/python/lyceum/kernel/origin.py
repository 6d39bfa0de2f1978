"""Where a write comes from: the request behind it, who acts in somebody's name, and, sealed, from which address.

The HTTP edge and the entry points of consumers say it for the time that a use case runs; the transaction adds it to
each event that it records, so no use case has to pass it on.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

type Seal = Callable[[str, str, str], str | None]
"""`(tenant, person, text)` → the text under the person's key, or None for a person who was erased."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The cause of what is written now."""

    request_id: str = ""
    """The gateway's; a consumer passes on that of the event it hears."""
    impersonator: str | None = None
    """Who acts in the actor's name."""
    address: str = ""
    """IP address and user agent are personal: they leave the process under the person's key or not at all."""
    agent: str = ""
    seal: Seal | None = None
    _sealed: dict[tuple[str, str], str | None] = field(default_factory=dict, compare=False)

    def stated(self, *, tenant: str, actor: str) -> dict[str, str]:
        """What an event says of it, in short keys: `q` request id, `im` impersonator, `w` whence, sealed."""
        said = {"q": self.request_id, "im": self.impersonator, "w": self._whence(tenant, actor)}
        return {name: value for name, value in said.items() if value}

    def whence(self, *, tenant: str, person: str) -> str | None:
        """Address and agent under the person's key; None where the function has no key or the person was erased."""
        return self._whence(tenant, person)

    def _whence(self, tenant: str, person: str) -> str | None:
        if self.seal is None or not tenant or not self.address or len(person) != _ID_LENGTH:
            return None
        place = (tenant, person)
        if place not in self._sealed:
            self._sealed[place] = self.seal(tenant, person, f"{self.address}\n{self.agent[:_AGENT_LENGTH]}")
        return self._sealed[place]


_ID_LENGTH = 26
_AGENT_LENGTH = 120
_NOWHERE = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


def current() -> Origin:
    """The origin of what runs now; an empty one outside of requests and events."""
    return _current.get()


def acting_for(impersonator: str) -> None:
    """From here to the end of the request somebody else acts in the caller's name; every event says so."""
    _current.set(replace(_current.get(), impersonator=impersonator))


@contextmanager
def during(origin: Origin) -> Iterator[Origin]:
    """State the origin of everything that is written in the block."""
    token = _current.set(origin)
    try:
        yield origin
    finally:
        _current.reset(token)
