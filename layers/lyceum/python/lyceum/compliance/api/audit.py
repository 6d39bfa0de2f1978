"""The audit trail on the wire."""

import json
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lyceum.compliance.model.export import Export, ExportState
from lyceum.compliance.model.history import History
from lyceum.compliance.query_audit import Shown
from lyceum.kernel.clock import Day, Instant
from lyceum.kernel.ids import Id

Value = str | int | bool | list[str] | None

ObjectId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,200}$")]
"""Id of anything that an event is about: a course, a person, an attempt, a version of the terms."""


class Fact(BaseModel):
    """One field of what the event said."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    name: str
    value: str
    """As text; lists as JSON."""


class FieldChange(BaseModel):
    """A field before and after."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    field: str
    before: Value = None
    after: Value = None


class EntryView(BaseModel):
    """Who did what, when, in whose name, from where, and what it changed."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    at: Instant
    event: str
    category: str
    severity: str
    actor: str
    """A person's id, or `system`."""
    impersonator: str | None = None
    """Who acted in the actor's name."""
    object: str | None = None
    request_id: str | None = None
    address: str | None = None
    agent: str | None = None
    erased: bool
    """Something in it was about a person who has been forgotten."""
    changes: list[FieldChange]
    facts: list[Fact]

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """From the entry as it may be read."""
        entry = shown.entry
        changes = [
            FieldChange(field=field, before=change.before, after=change.after)
            for field, change in shown.changes.items()
        ]
        return cls(
            id=entry.id,
            at=entry.at,
            event=entry.event,
            category=entry.category,
            severity=entry.severity,
            actor=entry.actor,
            impersonator=entry.impersonator,
            object=entry.object,
            request_id=entry.request_id,
            address=shown.address,
            agent=shown.agent,
            erased=shown.erased,
            changes=changes,
            facts=[Fact(name=name, value=_text(value)) for name, value in json.loads(entry.data).items()],
        )


class EntryPage(BaseModel):
    """Some entries, newest first."""

    items: list[EntryView]
    next_cursor: str | None = None


class HistoryView(BaseModel):
    """Who made an object and who changed it last; `updated_at` and `updated_by` are null until the first change."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    object: str
    created_at: Instant
    created_by: str
    updated_at: Instant | None
    updated_by: str | None

    @classmethod
    def of(cls, history: History) -> Self:
        """From the trail."""
        return cls(
            object=history.object,
            created_at=history.created_at,
            created_by=history.created_by,
            updated_at=history.updated_at,
            updated_by=history.updated_by,
        )


class ExportRequest(BaseModel):
    """What is wanted: all entries of some days, or a person's or an object's of these days."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    format: Literal["csv", "json"]
    first: Day
    last: Day
    person: Id | None = None
    object: ObjectId | None = None


class ExportDownload(BaseModel):
    """Where the file can be fetched, without a token, for a short time."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    url: str
    expires_at: Instant


class ExportView(BaseModel):
    """An export: its state, and its file once it is ready."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    format: Literal["csv", "json"]
    first: Day
    last: Day
    state: ExportState
    requested_at: Instant
    entries: Annotated[int, Field(ge=0)] | None = None
    download: ExportDownload | None = None

    @classmethod
    def of(cls, export: Export, download: tuple[str, datetime] | None, *, at: datetime) -> Self:
        """From the entity and, where it is ready, the address of its file."""
        return cls(
            id=export.id,
            format=export.format,
            first=export.first.isoformat(),
            last=export.last.isoformat(),
            state=export.state_at(at),
            requested_at=export.requested_at,
            entries=export.entries,
            download=ExportDownload(url=download[0], expires_at=download[1]) if download else None,
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
