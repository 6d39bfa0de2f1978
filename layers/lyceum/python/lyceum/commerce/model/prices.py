"""The price list of a course that is offered: the price that catalog publishes, with others for some countries and
currencies (FEATURES CO1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lyceum.commerce.errors import CourseIsFree
from lyceum.commerce.model.price import PriceList
from lyceum.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Others:
    """Prices beside the published one, as `PriceList` has them."""

    by_country: Mapping[str, Money] = field(default_factory=dict)
    by_currency: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CoursePrices:
    """What a course costs, as staff see it."""

    course: str
    prices: PriceList
    number: int = 0
    """How often its list was changed."""

    def changed(self, wanted: Others) -> "CoursePrices":
        """With another list beside the same base. Raises CourseIsFree, and as `PriceList.check`."""
        after = PriceList(self.prices.base, dict(wanted.by_country), dict(wanted.by_currency))
        after.check()
        if after.base.is_free and (after.by_country or after.by_currency):
            raise CourseIsFree(course=self.course)
        return self if after == self.prices else CoursePrices(self.course, after, self.number + 1)
