"""Gradebooks as they are kept: columns and scheme in one document of short keys."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from lyceum.assessment.model.book import Book, Column, Lock
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.formula import read
from lyceum.assessment.model.grade_scheme import GradeCategory, GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.letters import Band
from lyceum.assessment.model.settings import ResultsShown
from lyceum.assessment.store.items import BookItem
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.table.items import DecimalAttribute
from lyceum.kernel.text import LocalizedText

type Document = dict[str, Any]

_number = DecimalAttribute().serialize


def document_of(book: Book) -> Document:
    """What is kept of a gradebook."""
    return {
        "c": [_column(column) for column in book.columns.values()],
        "n": dict(book.numbers),
        "g": [_category(category) for category in book.scheme.categories],
        "i": [_item(item) for item in book.scheme.items],
        "l": [[band.letter, _number(band.minimum)] for band in book.scheme.letters],
    }


def book_of(course: str, item: BookItem) -> Book:
    """The gradebook that an item keeps."""
    document: Document = item.document
    columns = [_column_of(kept) for kept in document["c"]]
    lock = item.lock
    return Book(
        course=course,
        columns={column.assessment: column for column in columns},
        numbers={id: int(number) for id, number in document["n"].items()},
        scheme=GradeScheme(
            categories=tuple(_category_of(kept) for kept in document["g"]),
            items=tuple(_item_of(kept) for kept in document["i"]),
            letters=tuple(Band(letter, Decimal(minimum)) for letter, minimum in document["l"]),
        ),
        lock=Lock(lock["by"], parse(lock["at"]), lock["why"]) if lock else None,
        rules=int(item.rules),
        rev=item.revision,
    )


def column_of_card(card: Mapping[str, Any], number: int = 0) -> Column:
    """An assessment as lists show it; of which revision, they do not tell."""
    return Column(
        assessment=card["id"],
        number=number,
        title=LocalizedText(dict(card["title"])),
        lesson=card["lesson"],
        kind=card["kind"],
        weight=Decimal(card["weight"]),
        graded=bool(card["graded"]),
        live=card.get("active") is not None,
        maximum=Decimal(card["maximum"]),
        results=ResultsShown(card.get("results", ResultsShown.IMMEDIATELY)),
        due_at=_instant(card.get("due")),
        available_until=_instant(card.get("until")),
    )


def _column(column: Column) -> Document:
    title = {"t": dict(column.title.root)} if column.title is not None else {}
    dates = {"d": column.due_at, "u": column.available_until} if column.results.withholds else {}
    known = {name: iso(date) for name, date in dates.items() if date is not None}
    shown = {"s": str(column.results)} if column.results is not ResultsShown.IMMEDIATELY else {}
    return (
        title
        | known
        | shown
        | {
            "a": column.assessment,
            "n": column.number,
            "r": column.rev,
            "l": column.lesson,
            "k": column.kind,
            "w": _number(column.weight),
            "g": column.graded,
            "v": column.live,
            "m": _number(column.maximum),
        }
    )


def _column_of(kept: Document) -> Column:
    return Column(
        assessment=kept["a"],
        number=int(kept["n"]),
        rev=int(kept["r"]),
        title=_text(kept),
        lesson=kept["l"],
        kind=kept["k"],
        weight=Decimal(kept["w"]),
        graded=kept["g"],
        live=kept["v"],
        maximum=Decimal(kept["m"]),
        results=ResultsShown(kept.get("s", ResultsShown.IMMEDIATELY)),
        due_at=_instant(kept.get("d")),
        available_until=_instant(kept.get("u")),
    )


def _instant(kept: str | None) -> datetime | None:
    return parse(kept) if kept is not None else None


def _category(category: GradeCategory) -> Document:
    title = dict(category.title.root)
    return {"i": category.id, "t": title, "w": _number(category.weight), "d": category.drop_lowest}


def _category_of(kept: Document) -> GradeCategory:
    title = LocalizedText(kept["t"])
    return GradeCategory(id=kept["i"], title=title, weight=Decimal(kept["w"]), drop_lowest=int(kept["d"]))


def _item(item: GradeItem) -> Document:
    kept: Document = {
        "i": item.id,
        "k": str(item.kind),
        "t": dict(item.title.root) if item.title is not None else None,
        "c": item.category,
        "w": _number(item.weight),
        "m": _number(item.maximum),
        "x": item.extra_credit or None,
        "f": _number(item.multiplier),
        "h": None if item.published else True,
        "o": item.code,
        "y": item.formula.text if item.formula is not None else None,
        "z": _rows(item.conversion) if item.conversion is not None else None,
    }
    return {name: value for name, value in kept.items() if value is not None}


def _rows(conversion: Conversion) -> list[list[str]]:
    return [[_number(raw), _number(scaled)] for raw, scaled in conversion.rows]


def _item_of(kept: Document) -> GradeItem:
    rows = kept.get("z")
    return GradeItem(
        id=kept["i"],
        kind=ItemKind(kept["k"]),
        title=_text(kept),
        category=kept.get("c"),
        weight=Decimal(kept["w"]),
        maximum=Decimal(kept["m"]),
        extra_credit=kept.get("x", False),
        multiplier=Decimal(kept["f"]),
        published=not kept.get("h", False),
        code=kept.get("o"),
        formula=read(kept["y"]) if "y" in kept else None,
        conversion=Conversion(tuple((Decimal(raw), Decimal(scaled)) for raw, scaled in rows)) if rows else None,
    )


def _text(kept: Document) -> LocalizedText | None:
    return LocalizedText(kept["t"]) if kept.get("t") else None
