"""Found a school. Invoked by an operator (`aws lambda invoke`), not over HTTP: whoever may deploy may found."""

from pydantic import BaseModel, ConfigDict

from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.text import LanguageTag, LocalizedText
from lyceum.tenancy.found_tenant import found_tenant


class Founding(BaseModel):
    """What an operator says of the new school."""

    model_config = ConfigDict(extra="forbid")

    tenant: TenantId
    name: LocalizedText
    language: LanguageTag = "en"
    self_registration: bool = False
    administrator: Id
    """Person id, the `person` claim of the administrator's token."""


class Founded(BaseModel):
    """What came of it."""

    tenant: TenantId


def act(founding: Founding) -> Founded:
    """Translate and call."""
    tenant = found_tenant(
        founding.tenant,
        name=founding.name.root,
        language=founding.language,
        self_registration=founding.self_registration,
        administrator=founding.administrator,
        at=clock.now(),
    )
    return Founded(tenant=tenant.slug)


handler = task_entry_point(Founding, act)
