"""How a report writes numbers, dates and times in a language."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

BUDDHIST_ERA = 543
"""Years from the common era to the Buddhist era (RULES X20)."""

_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_THAI_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")


@dataclass(frozen=True, slots=True)
class Notation:
    """Dates, times and numbers of one language."""

    months: tuple[str, ...]
    """Short names, January first."""
    era: int
    """Years added to the common era."""
    clock: str
    """How a time of day is written, with the place `{time}`."""

    def number(self, value: Decimal | int) -> str:
        """`1,250`, `12.5`: as exact as the value, without trailing zeros."""
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def percent(self, value: Decimal | int) -> str:
        """`66.7%`, `50%`."""
        return f"{self.number(value)}%"

    def day(self, value: date) -> str:
        """`22 Nov`, `22 พ.ย.`."""
        return f"{value.day} {self.months[value.month - 1]}"

    def date(self, value: date) -> str:
        """`22 Nov 2026`, `22 พ.ย. 2569`."""
        return f"{self.day(value)} {value.year + self.era}"

    def moment(self, at: datetime, zone: tzinfo) -> str:
        """`22 Nov 2026, 14:05 (UTC+7)`, `22 พ.ย. 2569 เวลา 14:05 น. (UTC+7)`."""
        local = at.astimezone(zone)
        return f"{self.date(local)}{self.clock.format(time=f'{local:%H:%M}')} ({_offset(local)})"


ENGLISH = Notation(months=_ENGLISH_MONTHS, era=0, clock=", {time}")
THAI = Notation(months=_THAI_MONTHS, era=BUDDHIST_ERA, clock=" เวลา {time} น.")


def _offset(at: datetime) -> str:
    minutes = round((at.replace(tzinfo=UTC) - at.astimezone(UTC)).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")
