"""Standard rates of value added or sales tax by country, in percent, as reference data (FEATURES PC4; wish 17).

As published by tax authorities for digital services in 2026: what a school starts from when it registers in a country,
not advice. A country that is not here has none of its own, or none that one figure tells: the school states its rate.
"""

from decimal import Decimal
from functools import lru_cache

_RATES = """
AE 5 AL 20 AM 20 AR 21 AT 20 AU 10 BA 17 BE 21 BG 20 BH 10 BY 20 CA 5 CH 8.1 CL 19 CO 19 CR 13 CY 19 CZ 21 DE 19 DK 25
DO 18 EC 15 EE 24 EG 14 ES 21 FI 25.5 FR 20 GB 20 GE 18 GH 15 GR 24 HR 25 HU 27 ID 11 IE 23 IL 18 IN 18 IS 24 IT 22
JP 10 KE 16 KH 10 KR 10 KZ 16 LA 10 LI 8.1 LK 18 LT 21 LU 17 LV 21 MA 20 MD 20 ME 21 MK 18 MT 18 MU 15 MX 16 MY 8 NG 7.5
NL 21 NO 25 NP 13 NZ 15 OM 5 PE 18 PH 12 PK 18 PL 23 PT 23 RO 21 RS 20 SA 15 SE 25 SG 9 SI 22 SK 23 TH 7 TN 19 TR 20
TW 5 TZ 18 UA 20 UG 18 UY 22 UZ 12 VN 10 ZA 15 ZM 16 ZW 15
"""

_ADDED_ON_TOP = ("CA", "US")
"""Where prices are shown before tax; everywhere else a price includes it."""


@lru_cache
def standard_rates() -> dict[str, Decimal]:
    """Country code → standard rate in percent."""
    words = _RATES.split()
    return {code: Decimal(rate) for code, rate in zip(words[::2], words[1::2], strict=True)}


def shown_with_tax(country: str) -> bool:
    """Whether prices in a country are shown with tax included."""
    return country not in _ADDED_ON_TOP
