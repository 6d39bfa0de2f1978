"""Points as numbers: whatever counts or keeps them needs this, and not how responses are marked."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
_POINT = Decimal("0.0001")


def quantised(points: Decimal) -> Decimal:
    """Points as they are kept: four decimal places, halves to even."""
    return points.quantize(_POINT, rounding=ROUND_HALF_EVEN)
