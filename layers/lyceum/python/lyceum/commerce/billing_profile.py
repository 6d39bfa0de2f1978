"""The billing address of a member: one a person and school (RULES S3-4)."""

from datetime import datetime

from lyceum.commerce.errors import BillingNotFound
from lyceum.commerce.model.billing import Billing
from lyceum.commerce.store import shop
from lyceum.kernel.access import Caller


def my_billing(caller: Caller) -> Billing:
    """The caller's. Raises BillingNotFound. 1 round trip."""
    found = shop.billing(caller.tenant, caller.person)
    if found is None:
        raise BillingNotFound
    return found


def keep_billing(caller: Caller, billing: Billing, *, at: datetime) -> Billing:
    """Put another in its place. Raises UnknownCountry, InvalidTaxId. 1 round trip."""
    checked = billing.checked()
    shop.keep_billing(caller, checked, at=at)
    return checked
