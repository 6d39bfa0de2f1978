"""Percentages of a row of a gradebook as its index entry has them: two bytes for each column, by the column's number.

Assessment writes them, reports read them: a list of fifty rows with sixty columns each has to stay small.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_NOTHING: Final = 0xFFFF
_PASSED, _OVERRIDDEN, _PERCENT = 0x8000, 0x4000, 0x3FFF
"""A percentage in hundredths takes fourteen bits, two are left."""


@dataclass(frozen=True, slots=True)
class PackedPercent:
    """What stands in one column of a row."""

    percent: Decimal
    """0 to 163.83, in hundredths."""
    passed: bool = False
    overridden: bool = False


def packed(row: Mapping[int, PackedPercent]) -> str:
    """The columns of a row, by number, as text."""
    words = [_word(row.get(number)) for number in range(max(row, default=-1) + 1)]
    return base64.b64encode(b"".join(word.to_bytes(2) for word in words)).decode()


def unpacked(text: str) -> dict[int, PackedPercent]:
    """What `packed` wrote: the columns that have something."""
    raw = base64.b64decode(text)
    words = enumerate(int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))
    return {number: _percent(word) for number, word in words if word != _NOTHING}


def _word(one: PackedPercent | None) -> int:
    if one is None:
        return _NOTHING
    return int(one.percent * 100) | (_PASSED if one.passed else 0) | (_OVERRIDDEN if one.overridden else 0)


def _percent(word: int) -> PackedPercent:
    return PackedPercent(Decimal(word & _PERCENT) / 100, bool(word & _PASSED), bool(word & _OVERRIDDEN))
