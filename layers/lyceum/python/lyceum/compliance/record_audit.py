"""Every event becomes an entry of the audit trail."""

from datetime import datetime

from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.seal import is_in_time, window_of
from lyceum.compliance.store import entries, seals
from lyceum.kernel.events import Envelope

_opened: set[tuple[str, str]] = set()
"""Windows that this process has opened and that nobody can have sealed yet."""


def record_audit(envelope: Envelope, *, at: datetime) -> Entry:
    """Write the entry of an event, once, in any order (RULES S1-36, X19).

    The sealer finds windows with entries in a list. An entry that comes in time says so before it is written, once for
    each process: sealing begins when the last of them is there. One that comes late says so each time, after it is
    written: the window's revision then tells a sealer that is at work. 1 round trip, 2 for the first of a window.
    """
    entry = Entry.of(envelope)
    window = window_of(entry.at)
    if not is_in_time(entry.at, now=at):
        entries.add(entry)
        seals.open_window(entry.tenant, window, at=at)
        return entry
    place = (entry.tenant, window)
    if place not in _opened:
        seals.open_window(entry.tenant, window, at=at)
        _remember(place)
    entries.add(entry)
    return entry


def _remember(place: tuple[str, str]) -> None:
    if len(_opened) >= 10_000:
        _opened.clear()
    _opened.add(place)
