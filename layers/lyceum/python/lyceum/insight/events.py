"""What insight tells. ReportDue is told by the timers' sweep in this context's name, with the report's id."""

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class ReportRequested(Event, context="insight"):
    """Somebody asked for a report."""

    report: Id
    kind: str
    course: Id | None = None
    """None: it is about the whole school."""
    requester: Id


class ReportRendered(Event, context="insight"):
    """A report came to its end: it is ready, or it failed."""

    report: Id
    requester: Id
    state: str
