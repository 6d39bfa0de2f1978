"""Tables that turn raw points into scaled ones, as standardised tests have them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from lyceum.assessment.gradebooks.errors import InvalidConversion
from lyceum.assessment.model.sections import ConversionTable


@dataclass(frozen=True, slots=True)
class Conversion:
    """Raw points → scaled points; a row holds up to the next one's raw points. Source: RULES S4-14."""

    rows: tuple[tuple[Decimal, Decimal], ...]
    """`(raw, scaled)`, both rising; the first raw is 0."""

    @classmethod
    def of(cls, rows: Sequence[tuple[Decimal, Decimal]], *, item: str) -> "Conversion":
        """Raises InvalidConversion where a table has no start, falls, or leads nowhere."""
        ordered = tuple(sorted(rows))
        raws = [raw for raw, _ in ordered]
        falls = any(low[0] == high[0] or low[1] > high[1] for low, high in pairwise(ordered))
        if not ordered or raws[0] != 0 or falls or ordered[-1][1] <= 0:
            raise InvalidConversion(item=item)
        return cls(ordered)

    @property
    def highest(self) -> Decimal:
        """The most scaled points that there are."""
        return self.rows[-1][1]

    def scaled(self, raw: Decimal) -> Decimal:
        """Scaled points for raw ones."""
        place = bisect_right([row[0] for row in self.rows], raw)
        return self.rows[max(place - 1, 0)][1]

    def percent(self, raw: Decimal) -> Decimal:
        """Scaled points as a percentage of the most there are; not rounded."""
        return self.scaled(raw) / self.highest * 100


def table_of(rows: ConversionTable, *, item: str) -> Conversion | None:
    """The table that an author wrote, or None where there is none. Raises InvalidConversion."""
    return Conversion.of([(row.raw, row.scaled) for row in rows], item=item) if rows else None
