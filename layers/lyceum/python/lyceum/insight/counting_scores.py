"""What counts of a learner's attempts (RULES S2-10), as the cards of the gradebook hold it."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from lyceum.content.packed_percents import unpacked

_CENT = Decimal("0.01")


def counting_percents(card: Mapping[str, Any], columns: Mapping[str, int]) -> dict[str, Decimal]:
    """Assessment → the percentage that counts, of those that are graded; `columns` numbers the packed ones."""
    if "p" not in card:
        former = {assessment: counting_percent(result) for assessment, result in card["g"].items()}
        return {assessment: percent for assessment, percent in former.items() if percent is not None}
    row = unpacked(card["p"])
    return {assessment: row[number].percent for assessment, number in columns.items() if number in row}


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
