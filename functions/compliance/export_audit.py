"""On AuditExportRequested: the file is written."""

from pydantic import BaseModel

from lyceum.compliance.export_audit import export_audit
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Requested(BaseModel):
    """What exporting reads of AuditExportRequested."""

    export: str


def requested(envelope: Envelope, event: Requested) -> None:
    """Translate and call."""
    export_audit(envelope.tenant, event.export, at=clock.now())


handler = event_entry_point(Consumer("AuditExportRequested", Requested, requested))
