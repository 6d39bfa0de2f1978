"""What was sold, as insight has heard of it: money that came in, and money that goes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Sale:
    """An order that was paid, or a part of one that goes back; in minor units of its currency."""

    day: date
    """Of its event (UTC)."""
    order: str
    currency: str
    amounts: Mapping[str, int]
    """Course → what was paid for it, or goes back; `""` for what nothing is known of."""
    returned: bool = False
    """Whether it goes back."""
    coupon: str | None = None
    discount: int = 0
    tax: int = 0
    """In what was paid, on top or within."""

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.amounts.values())
