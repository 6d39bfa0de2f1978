"""An entry of the audit trail: one event, who caused it, what it changed, and the bytes that its hash covers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from lyceum.compliance.model.classification import Effect, meaning_of
from lyceum.kernel.clock import iso
from lyceum.kernel.events import SYSTEM, Change, Envelope

PLATFORM_PLACE = "*"
"""Where events without a tenant are kept, as in the membership claim."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry (RULES S1-36). It is written once and never changed; it outlives the person and the school's staff."""

    id: str
    """The event's: a repetition is the same entry."""
    tenant: str
    event: str
    context: str
    version: int
    actor: str
    at: datetime
    rev: int
    aggregate: str
    data: str
    """The event's data as canonical JSON."""
    changes: str
    """Field → before, after, as canonical JSON; empty where nothing is said."""
    category: str
    severity: str
    effect: str
    object: str | None = None
    impersonator: str | None = None
    request_id: str | None = None
    whence: str | None = None
    """Address and user agent, sealed under the actor's key."""

    @classmethod
    def of(cls, envelope: Envelope) -> Self:
        """From the event as the bus carries it: always the same entry for the same event."""
        meaning, origin = meaning_of(envelope.name), envelope.origin
        named = envelope.data.get(meaning.object) if meaning.object else None
        changes = {field: [change.before, change.after] for field, change in envelope.changes.items()}
        return cls(
            id=envelope.id,
            tenant=envelope.tenant or PLATFORM_PLACE,
            event=envelope.name,
            context=envelope.context,
            version=envelope.version,
            actor=envelope.actor,
            at=envelope.at,
            rev=envelope.rev,
            aggregate=envelope.aggregate,
            data=canonical_json(envelope.data),
            changes=canonical_json(changes) if changes else "",
            category=str(meaning.category),
            severity=str(meaning.severity),
            effect=str(meaning.effect),
            object=str(named) if named else None,
            impersonator=origin.impersonator if origin else None,
            request_id=(origin.request_id or None) if origin else None,
            whence=origin.whence if origin else None,
        )

    @property
    def place(self) -> str:
        """Its place in the order of time, unique in its tenant: `<instant>#<id>`."""
        return f"{iso(self.at)}#{self.id}"

    @property
    def day(self) -> str:
        """The UTC day on which it happened."""
        return iso(self.at)[:10]

    @property
    def by_person(self) -> bool:
        """Whether a person caused it."""
        return self.actor != SYSTEM

    @property
    def owner(self) -> str:
        """Under whose key sealed values of its changes lie: the person that it is about, else who caused it."""
        data = json.loads(self.data)
        return str(data.get("person") or data.get("learner") or self.actor)

    @property
    def changes_object(self) -> bool:
        """Whether it belongs to the history of its object (RULES S2-18, X19)."""
        return self.object is not None and self.effect != str(Effect.USED)

    def changed(self) -> dict[str, Change]:
        """What it changed, by field."""
        pairs: Mapping[str, list[object]] = json.loads(self.changes or "{}")
        return {field: Change.model_validate({"before": old, "after": new}) for field, (old, new) in pairs.items()}

    def content(self) -> bytes:
        """What its hash covers: everything above, sealed values as they lie there."""
        parts = {name: getattr(self, name) for name in self.__slots__} | {"at": iso(self.at)}
        return canonical_json({name: part for name, part in parts.items() if part is not None}).encode()


def canonical_json(value: object) -> str:
    """JSON in one form: sorted names, no blanks, text as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
