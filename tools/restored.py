"""What must hold of a restored table, computed from its items alone: counts, seats, grades. Pure: no network."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lyceum.assessment.model.book import Book
from lyceum.assessment.model.course_grade import grade
from lyceum.assessment.model.gradebook import AssessmentResult, Shown
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.store.book_documents import book_of
from lyceum.assessment.store.items import BookItem, GradeItem
from lyceum.assessment.store.rows import results_of, row_of
from lyceum.kernel.table.items import RawMapAttribute

type Wire = dict[str, Any]
_MAP = RawMapAttribute()
_FREED = frozenset({"withdrawn"})
"""States of an enrollment that hold no seat any more."""


def counted(items: Iterable[Wire]) -> Counter[str]:
    """Items by kind."""
    return Counter(_text(item, "kind") or "without a kind" for item in items)


def differences(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Kinds of which there are not as many as before."""
    return [
        f"{kind}: {before.get(kind, 0)} before, {after.get(kind, 0)} restored"
        for kind in sorted(before.keys() | after.keys())
        if before.get(kind, 0) != after.get(kind, 0)
    ]


def wrong_seats(items: Iterable[Wire]) -> list[str]:
    """Limited offers whose seats left, enrollments and seats held for orders do not add up to all seats.

    A buyer who is enrolled already may hold their seat for a moment longer: it is one seat.
    """
    offers: dict[str, tuple[int, int]] = {}
    with_somebody: dict[str, set[str]] = defaultdict(set)
    for item in items:
        tenant = item["PK"]["S"].split("#")[1] if item["PK"]["S"].startswith("T#") else ""
        match _text(item, "kind"):
            case "offer" if "cap" in item:
                offers[item["PK"]["S"]] = (int(item["cap"]["N"]), int(item["sl"]["N"]))
            case "enrollment" if _text(item, "s") not in _FREED:
                with_somebody[f"T#{tenant}#C#{_text(item, 'c')}"].add(item["PK"]["S"].rpartition("#")[2])
            case "order":
                for course in _held(item):
                    with_somebody[f"T#{tenant}#C#{course}"].add(_text(item, "u"))
    return [
        f"{offer}: {seats} seats, {left} left, {len(with_somebody[offer])} taken or held"
        for offer, (seats, left) in sorted(offers.items())
        if left + len(with_somebody[offer]) != seats
    ]


def _held(order: Wire) -> list[str]:
    """Courses of an order that hold a seat."""
    return [course for course, line in order["ln"]["M"].items() if "ho" in line["M"]]


def wrong_grades(items: Iterable[Wire]) -> list[str]:
    """Rows of gradebooks that are not what their attempts make of them, and graded attempts that stand in no row.

    Practice gives no grade (RULES S1-20), and an assessment that was changed since may have been practice then.
    """
    rows, attempts = dict[tuple[str, str], Wire](), dict[tuple[str, str, int], Wire]()
    counting, books = dict[str, str](), dict[str, Book]()
    for item in items:
        pk, sk = item["PK"]["S"], item["SK"]["S"]
        match _text(item, "kind"):
            case "grade":
                rows[pk, _text(item, "c")] = item
            case "gradebook":
                books[pk] = book_of(pk.rpartition("#")[2], BookItem.from_wire(item))
            case "attempt" if "pc" in item:
                _, assessment, number = sk.split("#")
                attempts[pk, assessment, int(number)] = item
            case "assessment" if AssessmentSettings.model_validate_json(_text(item, "st")).graded:
                counting[pk.rpartition("#")[2]] = _text(item, "da")
    found = [
        wrong for (pk, course), row in sorted(rows.items()) for wrong in _wrong_row(pk, course, row, attempts, books)
    ]
    for (pk, assessment, number), attempt in sorted(attempts.items()):
        row = rows.get((pk, _text(attempt, "c")))
        kept = _results(row).get(assessment) if row is not None else None
        submitted = _text(attempt, "su")
        counts = assessment in counting and counting[assessment] <= submitted
        if counts and (kept is None or number not in kept.attempts):
            found.append(f"{pk} attempt {number} at {assessment}: graded, in no row")
    return found


def _wrong_row(
    pk: str, course: str, row: Wire, attempts: Mapping[tuple[str, str, int], Wire], books: Mapping[str, Book]
) -> list[str]:
    results = _results(row)
    wrong = [
        f"{pk} attempt {number} at {assessment}: {attempt.percent} in the row, {_percent(there)} kept"
        for assessment, result in results.items()
        for number, attempt in result.attempts.items()
        if (there := attempts.get((pk, assessment, number))) is None or _percent(there) != attempt.percent
    ]
    computed = _computed(row, results, books.get(f"{pk.rpartition('#U#')[0]}#C#{course}"))
    if computed != _percent(row):
        wrong.append(f"{pk} course {course}: {_percent(row)} kept, {computed} computed")
    return wrong


def _computed(row: Wire, results: Mapping[str, AssessmentResult], book: Book | None) -> Decimal | None:
    """What the facts come to; of a locked row, and of one that new rules have yet to come to, what is kept."""
    if "sh" not in row or book is None:
        return Shown.of_former(results).current
    kept = row_of(GradeItem.from_wire(row))
    if kept.lock is not None or kept.shown.rules != book.rules:
        return _percent(row)
    return grade(book, kept.results, kept.marks).current.percent


def _results(row: Wire) -> dict[str, AssessmentResult]:
    return results_of(_MAP.deserialize(row["g"]["M"]))


def _percent(item: Wire | None) -> Decimal | None:
    return Decimal(item["pc"]["N"]) if item is not None and "pc" in item else None


def _text(item: Wire, name: str) -> str:
    return str(item.get(name, {}).get("S", ""))
