"""Gradebooks in few letters, for cases worked by hand.

Categories: `hw 40 drop 1 | ex 60`. Items: `a:hw:3 of 20 | b::1 extra | c::0 code p | d::1 = max(p; 50)`, that is
`id:category:weight` and what is special. Marks: `a=15 b=excused`.
"""

from collections.abc import Iterator
from decimal import Decimal

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.formula import read
from lyceum.assessment.model.grade_scheme import GradeCategory, GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import Mark
from lyceum.assessment.model.letters import NAMED_SCALES, Scale
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import COURSE, NOON

TUTOR = "01J0000000000000000000000T"


def book_of(categories: str, items: str, letters: Scale = NAMED_SCALES["letters"]) -> Book:
    scheme = GradeScheme(
        categories=tuple(_category(text) for text in _parts(categories)),
        items=tuple(_item(text) for text in _parts(items)),
        letters=letters,
    )
    return Book(course=COURSE).with_scheme(scheme)


def marks_of(text: str) -> dict[str, Mark]:
    pairs = (part.split("=") for part in text.split())
    return {item: Mark(None if said == "excused" else Decimal(said), TUTOR, NOON) for item, said in pairs}


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text.split(" | ") if part.strip())


def _category(text: str) -> GradeCategory:
    id, weight, *more = text.split()
    drop = int(more[1]) if more else 0
    return GradeCategory(id=id, title=LocalizedText.of(id), weight=Decimal(weight), drop_lowest=drop)


def _item(text: str) -> GradeItem:
    said, equals, formula = text.partition(" = ")
    place, *words = said.split()
    id, category, weight = place.split(":")
    named = {word: words[at + 1] for at, word in enumerate(words) if word in ("code", "of", "scaled", "times")}
    return GradeItem(
        id=id,
        kind=ItemKind.CALCULATED if equals else ItemKind.MANUAL,
        category=category or None,
        weight=Decimal(weight),
        maximum=Decimal(named.get("of", "100")),
        extra_credit="extra" in words,
        multiplier=Decimal(named.get("times", "1")),
        published="hidden" not in words,
        code=named.get("code"),
        formula=read(formula.replace(";", ",")) if equals else None,
        conversion=_conversion(id, named["scaled"]) if "scaled" in named else None,
    )


def _conversion(item: str, text: str) -> Conversion:
    rows = [row.split(">") for row in text.split("/")]
    return Conversion.of([(Decimal(raw), Decimal(scaled)) for raw, scaled in rows], item=item)
