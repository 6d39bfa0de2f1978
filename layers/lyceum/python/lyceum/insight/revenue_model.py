"""The revenue report: what a school sold in a span of days, by day, course and coupon, in each currency."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from lyceum.insight.report_model import Reported, ReportedId
from lyceum.insight.sales import Sale
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import TenantId
from lyceum.kernel.text import LanguageTag, LocalizedText

type Titles = Mapping[str, LocalizedText]


class Amounts(Reported):
    """Money in minor units of one currency."""

    orders: int = 0
    """How many were paid."""
    gross: int = 0
    """What came in."""
    discount: int = 0
    """What coupons and promotions took off before."""
    tax: int = 0
    """In what came in."""
    returned: int = 0
    """What went back, or is on its way."""

    @property
    def net(self) -> int:
        """What came in less what went back; below 0 where more went back than came in on these days."""
        return self.gross - self.returned


class DayRevenue(Amounts):
    """One day (UTC)."""

    day: date


class CourseRevenue(Reported):
    """One course."""

    course: ReportedId | None = None
    """None: sales that an older release told of, which do not say their courses."""
    title: LocalizedText | None = None
    orders: int
    gross: int
    returned: int

    @property
    def net(self) -> int:
        """What came in less what went back."""
        return self.gross - self.returned


class CouponRevenue(Reported):
    """One coupon."""

    coupon: ReportedId
    orders: int
    gross: int
    discount: int


class CurrencyRevenue(Reported):
    """Everything in one currency: amounts of different ones are never added."""

    currency: str
    total: Amounts
    days: tuple[DayRevenue, ...]
    """Those on which something was sold or went back."""
    courses: tuple[CourseRevenue, ...]
    """The one that brought most first."""
    coupons: tuple[CouponRevenue, ...]
    """By code."""

    def every_day(self, first: date, last: date) -> tuple[DayRevenue, ...]:
        """From the first to the last day without gaps."""
        known = {one.day: one for one in self.days}
        days = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return tuple(known.get(day) or DayRevenue(day=day) for day in days)


class RevenueReport(Reported):
    """What a revenue report says, before it is worded in a language or a format."""

    tenant: TenantId
    tenant_name: LocalizedText | None = None
    made_at: Instant
    language: LanguageTag = "en"
    first: date
    last: date
    currencies: Annotated[tuple[CurrencyRevenue, ...], Field(max_length=200)] = ()
    """By code."""


def by_currency(sales: Iterable[Sale], titles: Titles) -> tuple[CurrencyRevenue, ...]:
    """The sums of all sales."""
    found: dict[str, list[Sale]] = {}
    for sale in sales:
        found.setdefault(sale.currency, []).append(sale)
    return tuple(_currency(currency, found[currency], titles) for currency in sorted(found))


def _currency(currency: str, sales: list[Sale], titles: Titles) -> CurrencyRevenue:
    days: dict[date, list[Sale]] = {}
    for sale in sales:
        days.setdefault(sale.day, []).append(sale)
    return CurrencyRevenue(
        currency=currency,
        total=Amounts(**_sums(sales)),
        days=tuple(DayRevenue(day=day, **_sums(days[day])) for day in sorted(days)),
        courses=_courses(sales, titles),
        coupons=_coupons(sales),
    )


def _sums(sales: Iterable[Sale]) -> dict[str, int]:
    paid, back = _parted(sales)
    return {
        "orders": len(paid),
        "gross": sum(sale.total for sale in paid),
        "discount": sum(sale.discount for sale in paid),
        "tax": sum(sale.tax for sale in paid),
        "returned": sum(sale.total for sale in back),
    }


def _parted(sales: Iterable[Sale]) -> tuple[list[Sale], list[Sale]]:
    kept = list(sales)
    return [sale for sale in kept if not sale.returned], [sale for sale in kept if sale.returned]


def _courses(sales: list[Sale], titles: Titles) -> tuple[CourseRevenue, ...]:
    paid, back = _parted(sales)
    rows = [
        CourseRevenue(
            course=course or None,
            title=titles.get(course),
            orders=sum(course in sale.amounts for sale in paid),
            gross=sum(sale.amounts.get(course, 0) for sale in paid),
            returned=sum(sale.amounts.get(course, 0) for sale in back),
        )
        for course in sorted({course for sale in sales for course in sale.amounts})
    ]
    return tuple(sorted(rows, key=lambda row: (-row.gross, row.course or "")))


def _coupons(sales: list[Sale]) -> tuple[CouponRevenue, ...]:
    used: dict[str, list[Sale]] = {}
    for sale in sales:
        if sale.coupon is not None:
            used.setdefault(sale.coupon, []).append(sale)
    return tuple(
        CouponRevenue(
            coupon=code,
            orders=len(used[code]),
            gross=sum(sale.total for sale in used[code]),
            discount=sum(sale.discount for sale in used[code]),
        )
        for code in sorted(used)
    )
