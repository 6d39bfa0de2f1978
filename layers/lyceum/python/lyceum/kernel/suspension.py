"""Whether a school is open at all: a suspended one lets nobody in, and no request pays a read for knowing it."""

from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel.errors import Forbidden
from lyceum.kernel.table import Item, Key, tenant_key
from lyceum.kernel.table.remembered import remembered

SUSPENDED = "suspended"


class TenantSuspended(Forbidden):
    """An operator of the platform has suspended this school: nothing of it can be used until it is taken up again."""

    title = {"en": "This school is suspended", "th": "สถาบันนี้ถูกระงับการใช้งาน"}


class StandingItem(Item):
    """The tenant's record (tenancy writes it) as far as its state."""

    KIND = "tenant"

    status = UnicodeAttribute(attr_name="s", null=True)


def refuse_suspended(tenant: str) -> None:
    """Raises TenantSuspended. The record is remembered for 50 s, so mostly 0 round trips. Source: FEATURES TE1."""
    item = remembered(StandingItem, Key(tenant_key(tenant), "TENANT"))
    if item is not None and item.status == SUSPENDED:
        raise TenantSuspended(tenant=tenant)
