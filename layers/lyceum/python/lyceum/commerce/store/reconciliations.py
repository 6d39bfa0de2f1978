"""Reports of reconciliations: `T#t / RECONCILIATION#<id>`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.commerce.errors import ReconciliationNotFound
from lyceum.commerce.model.hook import Hook
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.reconciliation import Finding, FindingKind, Reconciliation
from lyceum.commerce.model.told_refund import Booked
from lyceum.commerce.store import inbox, orders, refunds
from lyceum.kernel import payment_accounts
from lyceum.kernel.events import SYSTEM, Tellable
from lyceum.kernel.table import (
    CompressedJSONAttribute,
    InstantAttribute,
    Item,
    Key,
    Page,
    Transaction,
    get,
    query,
    tenant_key,
    transaction,
)
from lyceum.kernel.table.read import query_index

PREFIX = "RECONCILIATION#"
KEPT = timedelta(days=365)


class ReconciliationItem(Item):
    """A report."""

    KIND = "reconciliation"

    since = InstantAttribute(attr_name="f")
    at = InstantAttribute(attr_name="at")
    by = UnicodeAttribute(null=True)
    payments = NumberAttribute(attr_name="np")
    refunds = NumberAttribute(attr_name="nr")
    disputes = NumberAttribute(attr_name="nd")
    complete = BooleanAttribute(attr_name="all")
    findings = CompressedJSONAttribute(attr_name="fi")


def reconciliation_key(tenant: str, id: str) -> Key:
    """Where a report lies."""
    return Key(tenant_key(tenant), PREFIX + id)


def add(tenant: str, report: Reconciliation) -> None:
    """Keep a report; the same once more changes nothing. 1 round trip, 1 WCU per KB."""
    key = reconciliation_key(tenant, report.id)
    item = ReconciliationItem(
        key.pk,
        key.sk,
        since=report.since,
        at=report.at,
        by=report.by,
        payments=report.payments,
        refunds=report.refunds,
        disputes=report.disputes,
        complete=report.complete,
        findings=[[str(one.kind), one.object, one.order, one.repaired, one.why] for one in report.findings],
        ttl=int((report.at + KEPT).timestamp()),
    )
    with transaction(tenant=tenant, at=report.at, actor=report.by or SYSTEM) as write:
        write.put(item, when=ReconciliationItem.absent(), otherwise=lambda _: None)


def find(tenant: str, id: str) -> Reconciliation:
    """A report. 1 round trip, 1 RCU per started 4 KB. Raises ReconciliationNotFound."""
    found = maybe(tenant, id)
    if found is None:
        raise ReconciliationNotFound
    return found


def maybe(tenant: str, id: str) -> Reconciliation | None:
    """The same, or None."""
    item = get(ReconciliationItem, reconciliation_key(tenant, id), consistent=True)
    return _entity(item) if item is not None else None


def of_tenant(tenant: str, *, after: str | None, limit: int) -> Page[Reconciliation]:
    """Reports, in no set order. 1 round trip."""
    page = query(ReconciliationItem, tenant_key(tenant), prefix=PREFIX, after=after, limit=limit)
    return Page([_entity(item) for item in page.items], page.next_key)


def tenants(*, after: str | None) -> Page[str]:
    """The schools. 1 round trip."""
    page = query_index("TENANTS", after=after)
    return Page([entry.key.pk.removeprefix("T#") for entry in page.items], page.next_key)


def claim_account(tenant: str, account: str, *, at: datetime) -> None:
    """Make an account the school's that it has named. 1 round trip, 1 WCU and 1 entry. Raises PaymentAccountTaken."""
    with transaction(tenant=tenant, at=at) as write:
        payment_accounts.claim(write, account, at=at)


def keep_payment(before: Order, after: Order, *, at: datetime, events: Sequence[Tellable]) -> None:
    """An order that was paid, as its event would have told it. 1 round trip.

    Raises ChangedInTheMeantime, PaymentOfAnotherOrder.
    """

    def more(write: Transaction) -> None:
        orders.put_payment(write, after)
        if after.payment is not None:
            inbox.point(write, after.payment.id, tenant=after.tenant, order=after.id)

    orders.save(before, after, at=at, events=events, more=more)


def keep_booked(
    before: Order, after: Order, booked: Booked | None, *, at: datetime, events: Sequence[Tellable]
) -> None:
    """A refund or a dispute, as its event would have told it. 1 round trip. Raises ChangedInTheMeantime."""
    orders.save(before, after, at=at, events=events, more=refunds.booking(after, [booked] if booked else [], at))


def hook_of(type: str, account: str | None, about: Any) -> Hook:
    """An object of the provider's as an event would tell it."""
    return Hook("", type, account, 0, about, {})


def _entity(item: ReconciliationItem) -> Reconciliation:
    return Reconciliation(
        id=item.sk.removeprefix(PREFIX),
        since=item.since,
        at=item.at,
        by=item.by,
        payments=int(item.payments),
        refunds=int(item.refunds),
        disputes=int(item.disputes),
        complete=bool(item.complete),
        findings=[
            Finding(FindingKind(kind), about, order, repaired=repaired, why=why)
            for kind, about, order, repaired, why in item.findings
        ],
    )
