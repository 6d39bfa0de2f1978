"""A forgotten person's billing address goes; their orders stay, under an id alone (RULES X11, S3-4)."""

from datetime import datetime

from lyceum.commerce.store import forgotten


def forget_buyer(tenant: str, person: str, *, at: datetime) -> int:
    """Erase the billing address, and name, address and tax id from the person's orders; from how many.

    Orders are the school's accounts: amounts, courses, country and payments stay. Once more changes nothing.
    """
    # The profile first: what is ordered afterwards finds no address to take.
    forgotten.erase_profile(tenant, person, at=at)
    erased, after = 0, None
    while True:
        orders, after = forgotten.orders_with_address(tenant, person, after=after)
        for order in orders:
            forgotten.erase_from_order(tenant, order, at=at)
        erased += len(orders)
        if after is None:
            return erased
