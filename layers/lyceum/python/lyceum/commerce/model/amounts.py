"""Amounts: what a payment provider takes, rounding, and sharing out without a remainder.

Source: docs.stripe.com/currencies ("Zero-decimal currencies", "Three-decimal currencies", "Special cases", "Minimum
and maximum charge amounts").
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from lyceum.commerce.charge_limits import DIGITS, MOST_DIGITS, TIMES_HUNDRED, WHOLE, least
from lyceum.commerce.errors import TotalTooLarge, TotalTooSmall, UnchargeableAmount, UnknownCurrency
from lyceum.kernel.currencies import currencies, is_currency

HUNDRED = Decimal(100)

_STEPS = {"MGA": 100}
_STEP_OF_THOUSANDTHS = 10


def step(currency: str) -> int:
    """The smallest difference between two amounts that can be charged, in minor units. Raises UnknownCurrency."""
    if not is_currency(currency):
        raise UnknownCurrency(currency=currency)
    return _STEPS.get(currency, _STEP_OF_THOUSANDTHS if currencies()[currency] == 3 else 1)


def demand_chargeable(amount: int, currency: str) -> None:
    """Raises UnknownCurrency, or UnchargeableAmount for an amount that is no whole number of steps."""
    if amount % step(currency):
        raise UnchargeableAmount(currency=currency, step=step(currency))


def demand_total(total: int, currency: str) -> None:
    """A total of zero needs no provider. Raises TotalTooSmall or TotalTooLarge for one that it does not charge."""
    smallest = least().get(currency, 1)
    if 0 < total < smallest:
        raise TotalTooSmall(currency=currency, least=smallest)
    if to_provider(total, currency) >= 10 ** DIGITS.get(currency, MOST_DIGITS):
        raise TotalTooLarge(currency=currency)


def to_provider(amount: int, currency: str) -> int:
    """Minor units as the provider counts them."""
    if currency in TIMES_HUNDRED:
        return amount * 100
    return amount // 100 if currency in WHOLE else amount


def from_provider(amount: int, currency: str) -> int:
    """The provider's units as minor units of ISO 4217. Raises UnchargeableAmount for parts of a whole currency."""
    if currency in TIMES_HUNDRED:
        if amount % 100:
            raise UnchargeableAmount(currency=currency, step=1)
        return amount // 100
    return amount * 100 if currency in WHOLE else amount


def rounded(value: Decimal, steps: int = 1) -> int:
    """The nearest whole number of steps, in minor units; a half goes up."""
    return int((value / steps).quantize(Decimal(1), ROUND_HALF_UP)) * steps


def share_out(amount: int, weights: Sequence[int], steps: int = 1) -> list[int]:
    """An amount in proportion to weights, in whole steps, without a remainder: largest remainders first, then in order.

    No share is above its weight where the amount is not above their sum. All are whole numbers of steps.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    units = amount // steps
    shares = [units * weight // whole for weight in weights]
    left = units - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda place: -(units * weights[place] % whole))
    for place in by_remainder[:left]:
        shares[place] += 1
    return [share * steps for share in shares]
