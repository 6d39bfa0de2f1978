"""Currencies as reference data (FEATURES PC4): ISO 4217 codes and how many digits their minor units have.

An amount is always whole minor units of ISO 4217 (RULES X14): 1000 is 10.00 THB, 1000 JPY, 1.000 KWD.
"""

from decimal import Decimal
from functools import lru_cache


@lru_cache
def currencies() -> dict[str, int]:
    """Every currency in use by its code, with the digits after its decimal point: 0, 2 or 3."""
    whole, thousandths = set(_WHOLE.split()), set(_THOUSANDTHS.split())
    return {code: 0 if code in whole else 3 if code in thousandths else 2 for code in _CODES.split()}


def is_currency(code: str) -> bool:
    """Whether there is a currency of this code."""
    return code in currencies()


def in_major_units(amount: int, currency: str) -> Decimal:
    """An amount as people write it: 1000 THB are 10.00, 1000 JPY 1000. Raises KeyError for what is no currency."""
    return Decimal(amount).scaleb(-currencies()[currency])


_CODES = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC
CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR
ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER
ZAR ZMW ZWG
"""

_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"

_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
