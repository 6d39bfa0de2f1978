"""Reconciliations on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from lyceum.commerce.model.reconciliation import Finding, FindingKind, Reconciliation
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.numbers import integer


class ReconciliationRequest(BaseModel):
    """How far back to look."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    days: Annotated[int, integer(ge=1, le=90)]


class FindingView(BaseModel):
    """One difference."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    kind: FindingKind
    object: str
    """What the provider calls it; our id of what it does not have."""
    order: Id
    repaired: bool
    why: str | None = None
    """What stands in the way, where it was not repaired."""

    @classmethod
    def of(cls, finding: Finding) -> "FindingView":
        """From the entity."""
        return cls(
            kind=finding.kind,
            object=finding.object,
            order=finding.order,
            repaired=finding.repaired,
            why=finding.why or None,
        )


class ReconciliationView(BaseModel):
    """What the provider's list and the school's orders disagreed about."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    since: Instant
    at: Instant
    by: Id | None = None
    """Who asked for it; nobody: the nightly job."""
    payments: int
    refunds: int
    disputes: int
    """How many the provider listed of the school's."""
    complete: bool
    """Whether everything was looked at."""
    findings: list[FindingView]
    """At most 200."""

    @classmethod
    def of(cls, made: Reconciliation) -> "ReconciliationView":
        """From the entity."""
        return cls(
            id=made.id,
            since=made.since,
            at=made.at,
            by=made.by,
            payments=made.payments,
            refunds=made.refunds,
            disputes=made.disputes,
            complete=made.complete,
            findings=[FindingView.of(each) for each in made.findings],
        )


class ReconciliationPage(BaseModel):
    """Some reports, in no set order."""

    items: list[ReconciliationView]
    next_cursor: str | None = None
