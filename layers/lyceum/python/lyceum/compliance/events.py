"""What compliance tells."""

from lyceum.compliance.model.data_request import DataRequestKind, DataRequestState
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


class DataRequestMade(Event, context="compliance"):
    """A member asks about the data that the school has of them (RULES S0-7). What they wrote is not told."""

    request: Id
    person: Id
    kind: DataRequestKind
    due_at: Instant


class DataRequestAnswered(Event, context="compliance"):
    """It was taken on, or answered for good."""

    request: Id
    person: Id
    kind: DataRequestKind
    state: DataRequestState
