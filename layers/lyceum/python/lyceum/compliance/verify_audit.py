"""Check a tenant's audit trail against its seals."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from lyceum.compliance.model.seal import leaf_of
from lyceum.compliance.model.verification import StoredSeal, Verdict, verify
from lyceum.compliance.store import entries, evidence, seals
from lyceum.kernel.clock import parse

MARGIN = timedelta(days=31)
"""So many days before the first sealed entry are looked at for entries that somebody added."""


def verify_audit(tenant: str, *, at: datetime) -> Verdict:
    """Read every seal and every entry of a tenant and name what was altered, added or taken away (RULES S1-36).

    Reads the whole trail: for operators, not for requests.
    """
    # What waits is read first: a window that is sealed meanwhile then still counts as waiting.
    waiting = seals.open_windows(tenant)
    kept = {
        leaf.place: leaf.hash
        for day in _days(_first_day(evidence.stored_seals(tenant), at), at.date())
        for leaf in map(leaf_of, entries.of_whole_day(tenant, day.isoformat()))
    }
    return verify(evidence.stored_seals(tenant), seals.head(tenant), kept, open_windows=waiting, now=at)


def tenants() -> list[str]:
    """Everybody who has a trail: all schools, and the platform itself."""
    return evidence.tenants()


def _first_day(stored: Iterable[StoredSeal], at: datetime) -> date:
    days = [parse(place.split("#", 1)[0]).date() for each in stored for place in evidence.places(each)]
    return min([*days, at.date()]) - MARGIN


def _days(first: date, last: date) -> Iterable[date]:
    # A clock that is ahead may have written for tomorrow.
    return (first + timedelta(days=n) for n in range((last - first).days + 2))
