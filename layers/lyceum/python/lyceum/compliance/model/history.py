"""The history of an object, read from the trail: events carry the audit (RULES X19), its columns are derived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lyceum.compliance.model.classification import Effect
from lyceum.compliance.model.entry import Entry


@dataclass(frozen=True, slots=True)
class History:
    """Who made it and who changed it last. `updated_*` are empty until the first change (RULES S2-18, X22)."""

    object: str
    created_at: datetime
    created_by: str
    updated_at: datetime | None = None
    updated_by: str | None = None


def history_of(entries: Sequence[Entry]) -> History | None:
    """From the first and the newest entry of an object, or the only one; None where there is none.

    The first entry is what made it, whatever its event says: a course is first heard of when it is published.
    """
    if not entries:
        return None
    first, last = min(entries, key=lambda entry: entry.place), max(entries, key=lambda entry: entry.place)
    changed = first.id != last.id and last.effect == str(Effect.CHANGED)
    return History(
        object=first.object or "",
        created_at=first.at,
        created_by=first.actor,
        updated_at=last.at if changed else None,
        updated_by=last.actor if changed else None,
    )
