"""Weights in percent as shares of a question's points."""

from decimal import Decimal

from lyceum.interop.gift.syntax import Answer, Malformed

_STEP = Decimal("0.0000001")
_ROUNDING = Decimal("0.001")
"""Three times 33.333 % is meant as everything."""


def share(answer: Answer, default: Decimal | None = None) -> Decimal:
    """-1 to 1. Without a weight, `=` earns everything and `~` nothing. Raises Malformed beyond ±100 %."""
    if answer.weight is None:
        return default if default is not None else Decimal(answer.marker != "~")
    value = Decimal(answer.weight.replace(",", ".").rstrip(".")) / 100
    if abs(value) > 1:
        raise Malformed(f"the weight {answer.weight} % is not between -100 and 100")
    return value.quantize(_STEP).normalize()


def whole(shares: list[Decimal]) -> tuple[list[Decimal], str | None]:
    """The shares scaled so that those above zero make everything, and a note where that was more than rounding."""
    total = sum((value for value in shares if value > 0), Decimal(0))
    if total in (0, 1):
        return shares, None
    scaled = [(value / total).quantize(_STEP) if value > 0 else value for value in shares]
    best = max(range(len(scaled)), key=lambda place: scaled[place])
    scaled[best] += 1 - sum((value for value in scaled if value > 0), Decimal(0))
    if abs(total - 1) <= _ROUNDING:
        return scaled, None
    return scaled, f"the weights of the right answers make {(total * 100).normalize():f} %; scaled to 100 %"
