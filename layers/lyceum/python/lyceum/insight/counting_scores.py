"""Which of a learner's attempts counts (RULES S2-10): the gradebook's cards hold the attempts and the policy."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

_CENT = Decimal("0.01")


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
