"""On ReportRequested: the report is made. On ReportDue, its timer: one that has not ended by now has failed."""

from pydantic import BaseModel

from lyceum.insight.render_report import give_up, render_report
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Requested(BaseModel):
    """What rendering reads of ReportRequested."""

    report: str


class Due(BaseModel):
    """What rendering reads of ReportDue: whose timer it was."""

    id: str


def requested(envelope: Envelope, event: Requested) -> None:
    """Translate and call."""
    render_report(envelope.tenant, event.report, at=clock.now())


def due(envelope: Envelope, event: Due) -> None:
    """Translate and call."""
    give_up(envelope.tenant, event.id, at=clock.now())


handler = event_entry_point(Consumer("ReportRequested", Requested, requested), Consumer("ReportDue", Due, due))
