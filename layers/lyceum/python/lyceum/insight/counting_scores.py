"""What counts of a learner's attempts (RULES S2-10), as the cards of the gradebook hold it."""

import base64
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

_CENT = Decimal("0.01")
_NOTHING, _PERCENT = 0xFFFF, 0x3FFF
"""Two bytes an item: nothing, or hundredths of a percent below two flags."""


def counting_percents(card: Mapping[str, Any], columns: Mapping[str, int]) -> dict[str, Decimal]:
    """Assessment → the percentage that counts, of those that are graded; `columns` numbers the packed ones."""
    if "p" not in card:
        former = {assessment: counting_percent(result) for assessment, result in card["g"].items()}
        return {assessment: percent for assessment, percent in former.items() if percent is not None}
    raw = base64.b64decode(card["p"])
    words = [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]
    there = {assessment: words[number] for assessment, number in columns.items() if number < len(words)}
    graded = {assessment: word & _PERCENT for assessment, word in there.items() if word != _NOTHING}
    return {assessment: Decimal(hundredths) / 100 for assessment, hundredths in graded.items()}


def counting_percent(result: Mapping[str, Any]) -> Decimal | None:
    """The percentage that counts of `{"p": policy, "t": {number: [revision, percent]}}`; None before any is graded."""
    attempts: Mapping[str, Sequence[Any]] = result["t"]
    percents = [Decimal(attempts[number][1]) for number in sorted(attempts, key=int)]
    if not percents:
        return None
    match result["p"]:
        case "first":
            return percents[0]
        case "latest":
            return percents[-1]
        case "average":
            return (sum(percents, Decimal(0)) / len(percents)).quantize(_CENT, rounding=ROUND_HALF_EVEN)
    return max(percents)
