"""Numeric answers of GIFT: `3.14`, `3.14:0.01`, `3..4`."""

from decimal import Decimal, InvalidOperation

from lyceum.content.questions import AcceptedRange, RichText
from lyceum.interop.gift.syntax import Malformed

_MOST_DIGITS = 40
_GREATEST_EXPONENT = 300


def number(written: str) -> Decimal:
    """A decimal number, with or without an exponent. Raises Malformed."""
    text = written.strip()
    try:
        value = Decimal(text) if len(text) <= _MOST_DIGITS else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or "_" in text or abs(value.adjusted()) > _GREATEST_EXPONENT:
        raise Malformed(f"'{text[:40]}' is not a number")
    return value


def accepted_range(written: str, share: Decimal, feedback: RichText | None) -> AcceptedRange:
    """Raises Malformed for what is no number, number with tolerance, or range."""
    low_text, is_range, high_text = written.partition("..")
    if is_range:
        low, high = number(low_text), number(high_text)
    else:
        centre_text, _, tolerance_text = written.partition(":")
        centre = number(centre_text)
        tolerance = abs(number(tolerance_text)) if tolerance_text.strip() else Decimal(0)
        low, high = centre - tolerance, centre + tolerance
    if low > high:
        raise Malformed(f"the range {written} ends before it begins")
    return AcceptedRange(low=low, high=high, share=share, feedback=feedback)
