"""What compliance tells."""

from lyceum.kernel.clock import Instant
from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class AuditExportRequested(Event, context="compliance"):
    """Somebody wants entries of the audit trail as a file."""

    export: Id
    requester: Id


class AuditExportFinished(Event, context="compliance"):
    """An export is ready."""

    export: Id
    requester: Id
    entries: int


class TermsEnacted(Event, context="compliance"):
    """A version of the terms was published: from an instant on, members have to accept it."""

    terms: str
    effective_from: Instant


class TermsAccepted(Event, context="compliance"):
    """A member accepted a version of the terms (RULES S0-7)."""

    terms: str
    person: Id


class PersonForgotten(Event, context="compliance"):
    """A person's key was erased: what was sealed under it can be read by nobody any more (RULES X11)."""

    person: Id
