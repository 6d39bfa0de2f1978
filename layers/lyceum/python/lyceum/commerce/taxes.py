"""Which taxes a school takes, as its settings say."""

from lyceum.commerce.model.tax import TaxPolicy, policy_of
from lyceum.kernel.setting_catalogue import TAXES
from lyceum.kernel.tenant_settings import setting


def taxes(tenant: str) -> TaxPolicy:
    """The school's, at most 50 s old. Mostly 0 round trips."""
    said = setting(tenant, TAXES)
    return policy_of(str(said) if said else None)
