"""Found a school. Invoked by an operator (`aws lambda invoke`), not over HTTP: whoever may deploy may found."""

from pydantic import BaseModel

from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.tenancy.api.tenants import TenantWish
from lyceum.tenancy.found_tenant import found_tenant
from lyceum.tenancy.model.tenant import TenantState


class Founded(BaseModel):
    """What came of it. The same wish again tells how far it is."""

    tenant: TenantId
    state: TenantState


def act(wish: TenantWish) -> Founded:
    """Translate and call."""
    tenant = found_tenant(wish.tenant, **wish.wish(), at=clock.now())
    return Founded(tenant=tenant.slug, state=tenant.state)


handler = task_entry_point(TenantWish, act)
