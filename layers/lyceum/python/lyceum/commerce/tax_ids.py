r"""The forms of VAT numbers: of the EU as its VIES service lists them, of others by their tax authorities."""

from functools import lru_cache

ANY = r"[A-Z0-9]{4,20}"
"""Where no form is known."""

_FORMS = r"""
AE \d{15}
AT ATU\d{8}
AU \d{11}
BE BE[01]\d{9}
BG BG\d{9,10}
CH CHE\d{9}(?:MWST|TVA|IVA)
CY CY\d{8}[A-Z]
CZ CZ\d{8,10}
DE DE\d{9}
DK DK\d{8}
EE EE\d{9}
ES ES[A-Z0-9]\d{7}[A-Z0-9]
FI FI\d{8}
FR FR[A-HJ-NP-Z0-9]{2}\d{9}
GB GB(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})
GR EL\d{9}
HR HR\d{11}
HU HU\d{8}
IE IE(?:\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])
IN \d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]
IT IT\d{11}
JP T\d{13}
KR \d{10}
LT LT(?:\d{9}|\d{12})
LU LU\d{8}
LV LV\d{11}
MT MT\d{8}
NL NL\d{9}B\d{2}
NO \d{9}MVA
NZ \d{8,9}
PL PL\d{10}
PT PT\d{9}
RO RO\d{2,10}
SE SE\d{10}01
SG [A-Z0-9]{9,10}
SI SI\d{8}
SK SK\d{10}
TH \d{13}
TW \d{8}
ZA 4\d{9}
"""


@lru_cache
def forms() -> dict[str, str]:
    """Country → a regular expression for the whole of an id without what people put between its characters."""
    return dict(line.split(" ", 1) for line in _FORMS.strip().splitlines())
