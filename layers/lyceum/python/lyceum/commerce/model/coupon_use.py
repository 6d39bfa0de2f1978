"""What an order takes of the limits of its discounts, for as long as it is not given up (FEATURES CO9)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CouponUse:
    """Taken in the order's own transaction, given back in that of its end."""

    counted: bool = False
    """One use of a coupon that has a limit in all."""
    per_person: int | None = None
    """One use of the buyer's, of so many that one person has."""
    first: bool = False
    """The buyer's one first purchase."""


NO_USE: Final = CouponUse()
