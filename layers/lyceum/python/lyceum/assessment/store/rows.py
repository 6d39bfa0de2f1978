"""Rows of a gradebook between facts and items: what a row shows, packed for the index that lists it.

Lists have them by the numbers of the gradebook's columns (lyceum.content.packed_percents).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.gradebook import (
    AssessmentResult,
    AttemptResult,
    Cell,
    CourseGrade,
    GradeLock,
    GradeStatus,
    Mark,
    Place,
    Shown,
)
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.store.items import GradeItem
from lyceum.content.packed_percents import PackedPercent, packed, unpacked
from lyceum.kernel.clock import iso, parse

_CENT = Decimal("0.01")


def card_of(row: CourseGrade, book: Book) -> dict[str, Any]:
    """What lists show of a row."""
    shown = row.shown
    card: dict[str, Any] = {
        "u": row.learner,
        "g": {},  # where the release before looks for results
        "p": _packed(shown.cells, book),
        "r": shown.rules,
        "c": shown.current,
        "f": shown.final,
        "l": shown.letter,
        "e": shown.final_letter,
        "k": _lock_status(row.lock) if row.lock is not None else None,
        "w": row.status is GradeStatus.WITHDRAWN or None,
    }
    return {name: value for name, value in card.items() if value is not None}


def of_card(course: str, card: Mapping[str, Any], book: Book) -> tuple[CourseGrade, GradeStatus]:
    """A row as lists show it, without facts, and how far its grade is."""
    if "p" not in card:
        results = results_of(card["g"])
        return CourseGrade(card["u"], course, results, shown=Shown.of_former(results)), GradeStatus.CURRENT
    shown = Shown(
        current=_decimal(card.get("c")),
        final=_decimal(card.get("f")),
        letter=card.get("l"),
        final_letter=card.get("e"),
        cells=_unpacked(card["p"], book),
        rules=int(card["r"]),
    )
    status = GradeStatus.WITHDRAWN if card.get("w") else GradeStatus(card.get("k", GradeStatus.CURRENT))
    return CourseGrade(card["u"], course, shown=shown), status


def _packed(cells: Mapping[str, Cell], book: Book) -> str:
    row: dict[int, PackedPercent] = {}
    for item, cell in cells.items():
        number = book.number(item)
        if number is not None:
            row[number] = PackedPercent(cell.percent, cell.passed, cell.overridden)
    return packed(row)


def _unpacked(text: str, book: Book) -> dict[str, Cell]:
    row = unpacked(text)
    numbered = ((item.id, book.number(item.id)) for item in book.items)
    there = {item: row[number] for item, number in numbered if number in row}
    return {item: Cell(one.percent.quantize(_CENT), one.passed, one.overridden) for item, one in there.items()}


def kept_results(results: Mapping[str, AssessmentResult]) -> dict[str, Any]:
    """Results as the item keeps them."""
    return {assessment: _kept(result) for assessment, result in results.items()}


def _kept(result: AssessmentResult) -> dict[str, Any]:
    attempts = {str(number): [attempt.rev, attempt.percent] for number, attempt in result.attempts.items()}
    points = {str(number): one.points for number, one in result.attempts.items() if one.points is not None}
    kept = {"w": result.weight, "p": str(result.policy), "m": result.pass_mark, "t": attempts}
    return kept | ({"q": points} if points else {})


def results_of(kept: Mapping[str, Any]) -> dict[str, AssessmentResult]:
    """Results that an item keeps."""
    return {
        assessment: AssessmentResult(
            weight=Decimal(each["w"]),
            policy=ScorePolicy(each["p"]),
            pass_mark=Decimal(each["m"]),
            attempts={
                int(number): AttemptResult(int(rev), Decimal(percent), _decimal(each.get("q", {}).get(number)))
                for number, (rev, percent) in each["t"].items()
            },
        )
        for assessment, each in kept.items()
    }


def kept_marks(marks: Mapping[str, Mark]) -> dict[str, Any]:
    """Marks as the item keeps them."""
    return {item: [mark.points, mark.by, mark.at, mark.note] for item, mark in marks.items()}


def kept_shown(shown: Shown) -> dict[str, Any]:
    """What a row shows, as the item keeps it."""
    return {
        "c": _text(shown.current),
        "f": _text(shown.final),
        "l": shown.letter,
        "e": shown.final_letter,
        "h": sorted(shown.hidden),
        "w": sorted(shown.withheld),
        "r": shown.rules,
        "x": {id: [_text(cell.percent), cell.passed, cell.overridden] for id, cell in shown.cells.items()},
    }


def kept_lock(lock: GradeLock) -> dict[str, Any]:
    """A lock as the item keeps it."""
    kept = {
        "by": lock.by,
        "at": iso(lock.at),
        "why": lock.reason,
        "s": _lock_status(lock),
        "c": lock.with_course,
        "x": lock.explanation,
    }
    return kept | ({"w": True} if lock.status is GradeStatus.WITHDRAWN else {})


def _lock_status(lock: GradeLock) -> str:
    """As the release before reads it, which knows nobody who has left."""
    return str(GradeStatus.FINAL if lock.status is GradeStatus.WITHDRAWN else lock.status)


def row_of(item: GradeItem) -> CourseGrade:
    """The row that an item keeps."""
    results = results_of(item.results)
    marks: Mapping[str, Any] = item.marks or {}
    return CourseGrade(
        learner=item.learner,
        course=item.course,
        results=results,
        marks={id: Mark(_decimal(points), by, parse(at), note) for id, (points, by, at, note) in marks.items()},
        shown=_shown_of(item.shown) if item.shown else Shown.of_former(results),
        lock=_lock_of(item.lock) if item.lock else None,
        place=Place(int(item.enrollment_rev or 0), bool(item.withdrawn)),
        rev=item.revision,
    )


def _shown_of(kept: Mapping[str, Any]) -> Shown:
    return Shown(
        current=_decimal(kept["c"]),
        final=_decimal(kept["f"]),
        letter=kept["l"],
        final_letter=kept["e"],
        cells={id: Cell(Decimal(percent), passed, over) for id, (percent, passed, over) in kept["x"].items()},
        hidden=frozenset(kept["h"]),
        withheld=frozenset(kept.get("w", ())),
        rules=int(kept["r"]),
    )


def _lock_of(kept: Mapping[str, Any]) -> GradeLock:
    status = GradeStatus.WITHDRAWN if kept.get("w") else GradeStatus(kept["s"])
    return GradeLock(kept["by"], parse(kept["at"]), kept["why"], status, kept["c"], kept["x"])


def _decimal(value: Any) -> Decimal | None:
    return Decimal(value) if value is not None else None


def _text(value: Decimal | None) -> str | None:
    return format(value, "f") if value is not None else None
