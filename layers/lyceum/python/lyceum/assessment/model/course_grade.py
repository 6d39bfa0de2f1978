"""A learner's grade in a course: the only place where one is computed.

The current grade counts what is graded, the final one counts what is missing as nothing. A group is a category, or the
course with its categories and the items that belong to none:

    group = (sum of weight * percent) / (sum of weights)  of what counts, less the lowest of a category
          + (sum of weight * percent of extra credit) / (weights of all that is not extra credit), at most 100

Extra credit adds the same whatever else is graded, and never takes away. What a learner is excused from is asked in
neither grade, nor is what cannot be computed without it (formula.py). Nothing is rounded before the end. Source: RULES
S1-27, S1-28, X7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.grade_scheme import HUNDRED, ZERO, GradeCategory, GradeItem, ItemKind, in_order_of_need
from lyceum.assessment.model.grade_steps import Standing, Step, calculated, plain, standing
from lyceum.assessment.model.gradebook import AssessmentResult, Mark
from lyceum.assessment.model.letters import letter_of
from lyceum.assessment.model.scoring import rounded


@dataclass(frozen=True, slots=True)
class Total:
    """One of the two grades."""

    percent: Decimal | None
    """0 to 300, two places; above 100 by extra credit alone. None where nothing counts."""
    letter: str | None
    dropped: frozenset[str] = frozenset()
    """Items that their category left out."""
    steps: tuple[Step, ...] = ()


NOTHING = Total(None, None)


@dataclass(frozen=True, slots=True)
class Grade:
    """What all of it comes to."""

    standings: Mapping[str, Standing]
    """By item."""
    current: Total
    final: Total


def grade(book: Book, results: Mapping[str, AssessmentResult], marks: Mapping[str, Mark]) -> Grade:
    """The grade that facts make under a gradebook's rules."""
    standings = _standings(book, results, marks, missing=None)
    at_the_end = _standings(book, results, marks, missing=ZERO) if _has_formulas(book) else standings
    current = _total(book, standings, missing=None)
    return Grade(standings, current, _total(book, at_the_end, missing=ZERO))


def _has_formulas(book: Book) -> bool:
    return any(item.formula is not None for item in book.items)


def _standings(
    book: Book, results: Mapping[str, AssessmentResult], marks: Mapping[str, Mark], *, missing: Decimal | None
) -> dict[str, Standing]:
    """By item; `missing` is what a formula takes for something that is not there. What is not asked, it leaves out."""
    found: dict[str, Standing] = {}
    values: dict[str, Decimal | None] = {}
    excused: set[str] = set()
    for item in in_order_of_need(book.items):
        mark = marks.get(item.id)
        if item.kind is ItemKind.CALCULATED:
            found[item.id] = calculated(item, values, excused, mark)
        else:
            found[item.id] = standing(item, results.get(item.id), mark)
        if item.code is not None:
            percent = found[item.id].percent
            values[item.code] = missing if percent is None and not found[item.id].excused else percent
            if found[item.id].excused:
                excused.add(item.code)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """What takes part in a sum."""

    id: str
    weight: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class _Group:
    percent: Decimal
    how: str
    dropped: frozenset[str]


def _total(book: Book, standings: Mapping[str, Standing], *, missing: Decimal | None) -> Total:
    counted = [item for item in book.items if book.counts(item)]
    parts, steps, dropped = list[_Part](), list[Step](), frozenset[str]()
    whole = ZERO
    for category in sorted(book.scheme.categories, key=lambda category: category.id):
        members = [item for item in counted if item.category == category.id]
        whole += category.weight if any(not item.extra_credit for item in members) else ZERO
        group = _category(category, members, standings, missing)
        if group is not None:
            parts.append(_Part(category.id, category.weight, group.percent))
            steps.append(Step("category", f"{category.id}: {group.how}", plain(group.percent)))
            dropped |= group.dropped
    others = [item for item in counted if item.category is None]
    whole += _weights(others)
    regular, extra = _split(others, standings, missing)
    group = _sum([*parts, *regular], extra, whole)
    if group is None:
        return NOTHING
    return _ended(group, book, dropped, steps)


def _ended(group: _Group, book: Book, dropped: frozenset[str], steps: Sequence[Step]) -> Total:
    percent = rounded(group.percent)
    letter = letter_of(percent, book.scheme.letters)
    total = Step("total", group.how, plain(percent))
    named = () if letter is None else (Step("letter", plain(percent), letter),)
    return Total(percent, letter, dropped, (*steps, total, *named))


def _category(
    category: GradeCategory, members: Sequence[GradeItem], standings: Mapping[str, Standing], missing: Decimal | None
) -> _Group | None:
    regular, extra = _split(members, standings, missing)
    # Of equals the one that weighs more goes, so that no order of the items makes a difference.
    lowest = sorted(regular, key=lambda part: (part.percent, -part.weight, part.id))
    dropped = frozenset(part.id for part in lowest[: min(category.drop_lowest, len(lowest) - 1)])
    return _sum([part for part in regular if part.id not in dropped], extra, _weights(members), dropped)


def _split(
    items: Sequence[GradeItem], standings: Mapping[str, Standing], missing: Decimal | None
) -> tuple[list[_Part], list[_Part]]:
    """What is asked for, and what is extra."""
    regular, extra = list[_Part](), list[_Part]()
    for item in sorted(items, key=lambda item: item.id):
        found = standings[item.id]
        percent = missing if found.percent is None and not found.excused and not item.extra_credit else found.percent
        if percent is not None:
            (extra if item.extra_credit else regular).append(_Part(item.id, item.weight, percent))
    return regular, extra


def _weights(items: Sequence[GradeItem]) -> Decimal:
    return sum((item.weight for item in items if not item.extra_credit), ZERO)


def _sum(
    parts: Sequence[_Part], extra: Sequence[_Part], whole: Decimal, dropped: frozenset[str] = frozenset()
) -> _Group | None:
    weighing = [part for part in parts if part.weight > 0]
    weights = sum((part.weight for part in weighing), ZERO)
    if weights == 0:
        return None
    percent = sum((part.weight * part.percent for part in weighing), ZERO) / weights
    how = f"({_products(weighing)}) / {plain(weights)}"
    more = sum((part.weight * part.percent for part in extra), ZERO)
    if more > 0:
        percent += min(more / whole, HUNDRED)
        how += f" + min(({_products(extra)}) / {plain(whole)}, 100)"
    return _Group(percent, how, dropped)


def _products(parts: Sequence[_Part]) -> str:
    return " + ".join(f"{plain(part.weight)} * {plain(part.percent)}" for part in parts)
