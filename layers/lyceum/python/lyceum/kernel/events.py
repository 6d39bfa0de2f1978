"""Events: what one context tells the others. They ride on the item that changed (HOUSE rule 6)."""

import json
from typing import Annotated, Any, ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field

from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id, TenantId

MAX_DATA_BYTES = 2048

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

    model_config = ConfigDict(frozen=True, extra="ignore")
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


class Envelope(BaseModel):
    """An event as it travels: the bus entry's `Detail`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

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

    def about[V: BaseModel](self, view: type[V]) -> V:
        """The data as a consumer's own view of it. Raises pydantic's ValidationError where it does not fit."""
        return view.model_validate(self.data)


class Recorded(BaseModel):
    """An event as an item keeps it, in short keys; `rev` and the key are the item's own."""

    model_config = ConfigDict(frozen=True)

    i: str
    n: str
    ver: int
    c: str
    t: str
    by: str
    at: str
    d: str

    @classmethod
    def of(cls, event: Tellable, *, id: str, tenant: str, actor: str, at: str) -> Self:
        """The stored form of an event."""
        return cls(
            i=id, n=event.name(), ver=event.schema_version, c=event.context, t=tenant, by=actor, at=at, d=event.data()
        )

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
            }
        )
