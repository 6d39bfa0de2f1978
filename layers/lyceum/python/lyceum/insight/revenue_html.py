"""A revenue report as one self-contained page: no scripts, no requests; for a phone, for print, for a screen reader."""

from dataclasses import dataclass
from datetime import UTC
from functools import partial

from markupsafe import Markup

from lyceum.insight.charts import Accessible, Bar, activity_chart, funnel_chart
from lyceum.insight.page_templates import page_template
from lyceum.insight.revenue_model import CourseRevenue, CurrencyRevenue, DayRevenue, RevenueReport
from lyceum.insight.revenue_words import RevenueWords, revenue_words
from lyceum.kernel.currencies import currencies, in_major_units

MOST_BARS = 8
"""How many courses the chart shows; the table has all."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a chart says in a sentence, and the chart."""

    lead: str
    chart: Markup


@dataclass(frozen=True, slots=True)
class CurrencySection:
    """All about one currency; no charts where nothing came in."""

    revenue: CurrencyRevenue
    days: tuple[DayRevenue, ...]
    by_day: Drawn | None
    by_course: Drawn | None


def revenue_html(report: RevenueReport, language: str | None = None) -> str:
    """The page in `language` (English or Thai, else English), or in the report's own. Everything in it is escaped."""
    words = revenue_words(language or report.language)
    return page_template("revenue.html").render(
        report=report,
        timezone=UTC,
        width="",
        words=words,
        say=words.notation,
        money=money,
        title_of=partial(title_of, words),
        sections=[_section(number, one, report, words) for number, one in enumerate(report.currencies, 1)],
    )


def money(amount: int, currency: str) -> str:
    """`1,250.00`, of yen `1,000`, of dinars `1.500`; of a currency that is not known any more the minor units."""
    return f"{in_major_units(amount, currency) if currency in currencies() else amount:,f}"


def title_of(words: RevenueWords, course: CourseRevenue) -> str:
    """A course's title in the reader's language, else its id."""
    if course.title is not None:
        return course.title.in_language(words.tag)
    return course.course or words.unknown_course


def _section(number: int, one: CurrencyRevenue, report: RevenueReport, words: RevenueWords) -> CurrencySection:
    days = one.every_day(report.first, report.last)
    sold = one.total.gross > 0
    return CurrencySection(
        revenue=one,
        days=one.days,
        by_day=_by_day(number, one, days, words) if sold else None,
        by_course=_by_course(number, one, words) if sold else None,
    )


def _by_day(number: int, one: CurrencyRevenue, days: tuple[DayRevenue, ...], words: RevenueWords) -> Drawn:
    say, write = words.notation, partial(money, currency=one.currency)
    bars = [Bar(say.day(day.day), write(day.gross), day.gross) for day in days]
    best = max(days, key=lambda day: day.gross)
    lead = words.by_day_lead.format(
        gross=f"{write(one.total.gross)} {one.currency}", day=say.date(best.day), most=write(best.gross)
    )
    about = _about(f"chart-days-{number}", words.by_day_caption.format(currency=one.currency), bars)
    return Drawn(lead, activity_chart(bars, about))


def _by_course(number: int, one: CurrencyRevenue, words: RevenueWords) -> Drawn:
    write = partial(money, currency=one.currency)
    best = one.courses[0]
    bars = [Bar(_short(title_of(words, row)), write(row.gross), row.gross) for row in one.courses[:MOST_BARS]]
    lead = words.by_course_lead.format(
        course=title_of(words, best), gross=write(best.gross), total=f"{write(one.total.gross)} {one.currency}"
    )
    about = _about(f"chart-courses-{number}", words.by_course_caption.format(currency=one.currency), bars)
    return Drawn(lead, funnel_chart(bars, about))


def _short(title: str) -> str:
    return title if len(title) <= 28 else f"{title[:27]}…"


def _about(id: str, title: str, bars: list[Bar]) -> Accessible:
    """What a screen reader says of a chart: its bars, without the empty ones. The table beside it has them all."""
    return Accessible(id, title, "; ".join(f"{bar.label}: {bar.value}" for bar in bars if bar.count))
