"""Compare the provider's list with the school's orders now, and read what such comparisons have found."""

from datetime import datetime, timedelta

from lyceum.commerce.model.reconciliation import Reconciliation
from lyceum.commerce.reconcile import reconcile
from lyceum.commerce.store import reconciliations
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.pages import Page


def reconcile_now(caller: Caller, days: int, *, creation: Creation, at: datetime) -> Reconciliation:
    """The report on so many days; the same wish again is the same report. What it repairs, it repairs once.

    Raises PaymentsNotSetUp, PaymentProviderDown, Busy.
    """
    return reconcile(caller.tenant, creation.id, since=at - timedelta(days=days), by=caller.person, at=at)


def report(caller: Caller, id: str) -> Reconciliation:
    """A report. 1 round trip. Raises ReconciliationNotFound."""
    return reconciliations.find(caller.tenant, id)


def reports(caller: Caller, *, after: str | None, limit: int) -> Page[Reconciliation]:
    """Those of the last year, in no set order. 1 round trip."""
    return reconciliations.of_tenant(caller.tenant, after=after, limit=limit)
