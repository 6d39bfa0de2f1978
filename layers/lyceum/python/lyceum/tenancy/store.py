"""What tenancy keeps: `T#<tenant> / TENANT`, listed under `TENANTS`."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import InstantAttribute, Item, Key, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.tenancy.errors import TenantExists
from lyceum.tenancy.events import TenantFounded
from lyceum.tenancy.model import Tenant


class TenantItem(Item):
    """A tenant as it is kept."""

    KIND = "tenant"

    name = RawMapAttribute(attr_name="n")
    language = UnicodeAttribute(attr_name="l")
    self_registration = BooleanAttribute(attr_name="sr")
    status = UnicodeAttribute(attr_name="s", default="active")
    administrator = UnicodeAttribute(attr_name="a")
    founded_at = InstantAttribute(attr_name="at")


def tenant_item_key(tenant: str) -> Key:
    """Where a tenant's record lies."""
    return Key(tenant_key(tenant), "TENANT")


def add(tenant: Tenant, *, administrator: str) -> None:
    """Keep a new tenant. The same founding again is a success; another one of the same slug raises TenantExists."""

    def explain(old: Any) -> DomainError | None:
        same = old is not None and old.administrator == administrator and old.name == tenant.name
        return None if same else TenantExists(tenant=tenant.slug)

    key = tenant_item_key(tenant.slug)
    item = TenantItem(
        key.pk,
        key.sk,
        name=tenant.name,
        language=tenant.language,
        self_registration=tenant.self_registration,
        administrator=administrator,
        founded_at=tenant.founded_at,
        gsi1pk="TENANTS",
        gsi1sk=tenant.slug,
        card={"name": tenant.name, "at": tenant.founded_at},
    )
    with transaction(tenant=tenant.slug, at=tenant.founded_at) as write:
        write.put(
            item, when=TenantItem.absent(), otherwise=explain, events=[TenantFounded(administrator=administrator)]
        )
