"""Take entries of the audit trail out as a file: asked for, written, fetched."""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import batched

from lyceum.compliance.api.audit import EntryView
from lyceum.compliance.errors import AuditExportNotFound
from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.export import Export, ExportState
from lyceum.compliance.query_audit import Question, in_period, shown
from lyceum.compliance.store import entries, exports
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation
from lyceum.kernel.spreadsheet import safe_cell

_AT_ONCE = 500
"""Entries whose people's keys are read together."""
_IN_MEMORY = 16 * 1024 * 1024

COLUMNS = (
    "at",
    "event",
    "category",
    "severity",
    "actor",
    "impersonator",
    "object",
    "request_id",
    "address",
    "agent",
    "erased",
    "changes",
    "facts",
    "id",
)


def request_export(wish: Export, creation: Creation) -> Export:
    """Keep the wish and tell it. Raises AuditPeriodTooLong, AuditQuestionUnclear, IdempotencyKeyReused."""
    return exports.add(wish.check(), creation)


def find_export(caller: Caller, export: str, *, at: datetime) -> Export:
    """An export of the caller's school. Raises AuditExportNotFound."""
    return exports.find(caller.tenant, export, at=at)


def download_of(export: Export, *, at: datetime) -> tuple[str, datetime] | None:
    """A short-lived address of its file, and when it ends; None before it is ready."""
    return exports.address(export, at=at) if export.state_at(at) is ExportState.READY else None


def export_audit(tenant: str, export: str, *, at: datetime) -> int | None:
    """Write the file that was asked for; how many entries it has, None where the wish has gone. Repeats write it anew.

    A file without the events of the request itself would be of no use to an auditor, so days are read as they are now.
    """
    try:
        wish = exports.find(tenant, export, at=at)
    except AuditExportNotFound:
        return None
    written = 0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig" if wish.format == "csv" else "utf-8", newline="")
        rows = _views(wish)
        written = _write_csv(text, rows) if wish.format == "csv" else _write_json(text, rows)
        text.flush()
        exports.keep(wish, file)
        text.detach()
    exports.finish(wish, written, at=at)
    return written


def _views(wish: Export) -> Iterator[EntryView]:
    for some in batched(_entries(wish), _AT_ONCE, strict=False):
        yield from (EntryView.of(each) for each in shown(wish.tenant, some))


def _entries(wish: Export) -> Iterator[Entry]:
    if wish.person is not None or wish.object is not None:
        since = datetime.combine(wish.first, time.min, UTC)
        until = datetime.combine(wish.last + timedelta(days=1), time.min, UTC)
        yield from in_period(wish.tenant, Question(person=wish.person, object=wish.object), since=since, until=until)
        return
    day = wish.last
    while day >= wish.first:
        yield from reversed(entries.of_whole_day(wish.tenant, day.isoformat()))
        day -= timedelta(days=1)


def _write_csv(text: io.TextIOWrapper, rows: Iterator[EntryView]) -> int:
    """RFC 4180 with a byte order mark; every cell is quoted, and none is a formula."""
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in rows:
        cells = row.model_dump(mode="json") | {"at": iso(row.at)}
        writer.writerow([safe_cell(_cell(cells[column])) for column in COLUMNS])
        count += 1
    return count


def _write_json(text: io.TextIOWrapper, rows: Iterator[EntryView]) -> int:
    """One array of the entries as the API shows them."""
    text.write("[")
    count = 0
    for row in rows:
        text.write((",\n" if count else "\n") + row.model_dump_json())
        count += 1
    text.write("\n]\n")
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
