"""What the payment provider charges at all, by currency, as reference data.

Source: docs.stripe.com/currencies, "Minimum and maximum charge amounts" and "Special cases".
"""

from functools import lru_cache

MOST_DIGITS = 8
"""Of an amount, in the provider's units."""

DIGITS = {"IDR": 12}
"""Where it takes more."""

TIMES_HUNDRED = ("ISK", "UGX")
"""Whole by ISO 4217; the provider counts hundredths of them all the same."""

WHOLE = ("MGA",)
"""The other way round: hundredths by ISO 4217, whole for the provider."""

_LEAST = """
AED 200 AUD 50 BRL 50 CAD 50 CHF 50 CZK 1500 DKK 250 EUR 50 GBP 30 HKD 400 HUF 17500 INR 50 JPY 50 MXN 1000 MYR 200
NOK 300 NZD 50 PLN 200 RON 200 SEK 300 SGD 50 THB 1000 USD 50
"""


@lru_cache
def least() -> dict[str, int]:
    """Currency → the least that is charged, in minor units, where the provider states it. Elsewhere it converts."""
    words = _LEAST.split()
    return {code: int(amount) for code, amount in zip(words[::2], words[1::2], strict=True)}
