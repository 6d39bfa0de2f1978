"""On every event: it becomes an entry of the audit trail."""

from lyceum.compliance.record_audit import record_audit
from lyceum.kernel import clock
from lyceum.kernel.entry import EVERY_EVENT, AnyData, Consumer, event_entry_point
from lyceum.kernel.events import Envelope


def told(envelope: Envelope, _: AnyData) -> None:
    """Translate and call."""
    record_audit(envelope, at=clock.now())


handler = event_entry_point(Consumer(EVERY_EVENT, AnyData, told))
