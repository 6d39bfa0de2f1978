"""Events: what one context tells the others. They ride on the item that changed (HOUSE rule 6)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field

from lyceum.kernel.clock import Instant, iso
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.permissions import PLATFORM

MAX_DATA_BYTES = 2048

SEALED = "~1."
"""How a value begins that is encrypted under a person's key (kernel.sealing)."""

PERSONAL = re.compile(r"(^|_)(name|email|mail|address|phone|answer|answers|response|text|title|token)($|_)")
"""Names of fields that an event may not have, and whose values a change may show only sealed."""

_STATE = re.compile(r"[\w.:#+~=/-]{0,400}")
"""Ids, states, numbers, instants and sealed values; no sentence fits."""

SYSTEM = "system"
"""The actor of what no person asked for: timers, workflows, consumers."""


class Tellable(Protocol):
    """What a write can tell: an `Event`, or a timer that ran out."""

    @property
    def context(self) -> str:
        """Who tells it."""

    @property
    def schema_version(self) -> int:
        """Version of its data's schema."""

    def name(self) -> str:
        """A fact, in the past tense."""

    def data(self) -> str:
        """The payload as compact JSON."""


class Event(BaseModel):
    """Base of every event's data. The class name is the event's name; `context` and `version` come as class arguments.

    Data is ids, states, numbers and instants: never names, addresses or answers. At most 2 KB as JSON.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")
    context: ClassVar[str] = ""
    schema_version: ClassVar[int] = 1
    registry: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, *, context: str, version: int = 1, **options: Any) -> None:
        super().__init_subclass__(**options)
        known = Event.registry.get(cls.__name__)
        if known is not None and known.__module__ != cls.__module__:
            raise TypeError(f"two events are called {cls.__name__}")
        cls.context, cls.schema_version = context, version
        Event.registry[cls.__name__] = cls

    @classmethod
    def name(cls) -> str:
        """`LearnerEnrolled`: a fact, in the past tense."""
        return cls.__name__

    def data(self) -> str:
        """The payload as compact JSON. Raises ValueError above 2 KB: bigger things go by S3 key."""
        text = self.model_dump_json(exclude_none=True)
        if len(text.encode()) > MAX_DATA_BYTES:
            raise ValueError(f"{self.name()} carries more than {MAX_DATA_BYTES} bytes")
        return text

    def changing(self, **fields: tuple[Any, Any]) -> "Changed":
        """The same event with what it changed: named fields, each before and after.

        Sealed values lie under the key of the person that the event's data names as `person` or `learner`, else of the
        actor. Raises ValueError for anything but ids, states, numbers, instants and sealed values.
        """
        return Changed(self, {name: (_state(name, old), _state(name, new)) for name, (old, new) in fields.items()})

    def showing(self, **fields: tuple[Any, Any]) -> "Tellable":
        """The same event with those of the fields that differ and may be shown: what is about people, and what would
        make it too long, stays out of it. For records of which only some fields are states.
        """
        shown: dict[str, tuple[State, State]] = {}
        for name, (old, new) in fields.items():
            try:
                before, after = _state(name, old), _state(name, new)
            except ValueError:
                continue
            more = {**shown, name: (before, after)}
            if before != after and len(self.data().encode()) + len(json.dumps(more).encode()) <= MAX_DATA_BYTES:
                shown = more
        return Changed(self, shown) if shown else self


type State = str | int | bool | list[str] | None
"""What a change may show of a field."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An event, and the fields that changed with it, for the audit trail (RULES S1-36)."""

    event: Event
    changes: Mapping[str, tuple[State, State]]

    @property
    def context(self) -> str:
        """The event's."""
        return self.event.context

    @property
    def schema_version(self) -> int:
        """The event's."""
        return self.event.schema_version

    def name(self) -> str:
        """The event's."""
        return self.event.name()

    def data(self) -> str:
        """The event's. Raises ValueError where data and changes together carry more than 2 KB."""
        data = self.event.data()
        if len(data.encode()) + len(json.dumps(self.changes).encode()) > MAX_DATA_BYTES:
            raise ValueError(f"{self.name()} carries more than {MAX_DATA_BYTES} bytes with its changes")
        return data


def _state(field: str, value: Any) -> State:
    """A value as a change shows it. Raises ValueError for what could be about a person and is not sealed."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple | set | frozenset):
        return [str(_state(field, part)) for part in (value if isinstance(value, list | tuple) else sorted(value))]
    text = str(value)
    if not _STATE.fullmatch(text) or (PERSONAL.search(field) and not text.startswith(SEALED)):
        raise ValueError(f"a change shows ids, states, numbers and instants, and nothing else unsealed: {field}")
    return text


class EventOrigin(BaseModel):
    """Where an event comes from."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    request_id: str = ""
    """The gateway's id of the request at the beginning of the chain of causes."""
    impersonator: str | None = None
    """Who acted in the actor's name."""
    whence: str | None = None
    """Address and user agent, under the actor's key (kernel.sealing)."""


class Change(BaseModel):
    """A field before and after."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    before: str | int | bool | list[str] | None = None
    after: str | int | bool | list[str] | None = None


class Envelope(BaseModel):
    """An event as it travels: the bus entry's `Detail`."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="ignore")

    id: Id
    """Ours, made with the write: consumers are idempotent on it (the bus has another id for each delivery)."""
    name: str
    version: int
    context: str
    tenant: TenantId | Annotated[str, Field(max_length=0)]
    """Empty for platform events."""
    actor: str
    """Id of the person, or `system`."""
    at: Instant
    rev: int
    """Revision of the item that the event rode on; a read model takes only a newer one."""
    aggregate: str
    """Key of that item, `PK|SK`."""
    data: dict[str, Any]
    origin: EventOrigin | None = None
    """None in envelopes of before it was told, and for what no request and no event caused."""
    changes: dict[str, Change] = {}

    def about[V: BaseModel](self, view: type[V]) -> V:
        """The data as a consumer's own view of it. Raises pydantic's ValidationError where it does not fit."""
        return view.model_validate(self.data)


class Recorded(BaseModel):
    """An event as an item keeps it, in short keys; `rev` and the key are the item's own."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    i: str
    n: str
    ver: int
    c: str
    t: str
    by: str
    at: str
    d: str
    o: dict[str, str] | None = None
    """Its origin, in short keys (kernel.origin)."""
    ch: str | None = None
    """What changed, as JSON: field → before, after."""

    @classmethod
    def of(
        cls,
        event: Tellable,
        *,
        id: str,
        tenant: str,
        actor: str,
        at: str,
        origin: Mapping[str, str] | None = None,
    ) -> Self:
        """The stored form of an event; one of the platform has no tenant."""
        changes = event.changes if isinstance(event, Changed) else None
        return cls(
            i=id,
            n=event.name(),
            ver=event.schema_version,
            c=event.context,
            t="" if tenant == PLATFORM else tenant,
            by=actor,
            at=at,
            d=event.data(),
            o=dict(origin) if origin else None,
            ch=json.dumps(changes, separators=(",", ":")) if changes else None,
        )

    def stored(self) -> dict[str, Any]:
        """As a map of an item; what says nothing takes no place."""
        return self.model_dump(exclude_none=True)

    def envelope(self, *, rev: int, aggregate: str) -> Envelope:
        """What goes on the bus."""
        return Envelope.model_validate(
            {
                "id": self.i,
                "name": self.n,
                "version": self.ver,
                "context": self.c,
                "tenant": self.t,
                "actor": self.by,
                "at": self.at,
                "rev": rev,
                "aggregate": aggregate,
                "data": json.loads(self.d),
                "origin": self._origin(),
                "changes": {
                    field: {"before": before, "after": after}
                    for field, (before, after) in json.loads(self.ch or "{}").items()
                },
            }
        )

    def _origin(self) -> dict[str, str] | None:
        names = {"q": "request_id", "im": "impersonator", "w": "whence"}
        return {names[key]: value for key, value in self.o.items() if key in names} if self.o else None
