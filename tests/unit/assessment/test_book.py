"""A course's gradebook: the columns there are, the numbers that they keep, and when its rules have changed."""

from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.model.book import Book, Column, Lock
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import AssessmentResult
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import ADA, COURSE, NOON

EXAM, QUIZ, TITLE = "exam", "quiz", LocalizedText.of("Exam")


def column(assessment: str = EXAM, **more: Any) -> Column:
    return Column(**{"assessment": assessment, "number": 0, "weight": Decimal(1), **more})


def manual(id: str) -> GradeItem:
    return GradeItem(id=id, kind=ItemKind.MANUAL)


def assessed(id: str, **more: Any) -> GradeItem:
    return GradeItem(id=id, kind=ItemKind.ASSESSMENT, **more)


def book(*columns: Column, items: tuple[GradeItem, ...] = ()) -> Book:
    return Book(course=COURSE).with_columns(columns).with_scheme(GradeScheme(items=items))


def test_a_new_gradebook_is_empty_open_and_of_no_rules_yet() -> None:
    empty = Book(course=COURSE)
    assert (empty.columns, empty.numbers, empty.scheme, empty.items) == ({}, {}, GradeScheme(), ())
    assert (empty.lock, empty.rules, empty.rev) == (None, 0, 0)


def test_a_column_of_which_only_a_result_was_heard_counts_out_of_a_hundred() -> None:
    heard = column()
    assert (heard.rev, heard.title, heard.lesson, heard.kind) == (0, None, "", "")
    assert (heard.graded, heard.live, heard.maximum) == (True, True, 100)


def test_rows_of_former_courses_tell_their_own_columns() -> None:
    results = {
        id: AssessmentResult(Decimal(weight), ScorePolicy.HIGHEST, Decimal(60)) for id, weight in (("b", 3), ("a", 2))
    }
    assert Book.of_facts(COURSE, results) == Book(
        course=COURSE,
        columns={"a": column("a", weight=Decimal(2)), "b": column("b", number=1, weight=Decimal(3))},
    )


def test_items_are_those_of_the_scheme_and_then_assessments_that_it_does_not_name() -> None:
    """What the scheme names has the title and the points of its assessment, and the weight that the scheme says."""
    known = (
        column(EXAM, title=TITLE, maximum=Decimal(40), weight=Decimal(5)),
        column(QUIZ, title=LocalizedText.of("Quiz"), maximum=Decimal(8), weight=Decimal(3)),
        column("b"),
        column("a"),
    )
    made = book(*known, items=(manual("talk"), assessed(EXAM, weight=Decimal(2), code="e")))
    one_hundred = Decimal(100)
    assert made.items == (
        manual("talk"),
        assessed(EXAM, weight=Decimal(2), code="e", title=TITLE, maximum=Decimal(40)),
        assessed("a", weight=Decimal(1), maximum=one_hundred),
        assessed("b", weight=Decimal(1), maximum=one_hundred),
        assessed(QUIZ, title=LocalizedText.of("Quiz"), maximum=Decimal(8), weight=Decimal(3)),
    )
    assert made.by_id == {item.id: item for item in made.items}


def test_an_assessment_that_is_gone_is_no_item_any_more() -> None:
    made = Book(course=COURSE, scheme=GradeScheme(items=(assessed(EXAM), manual("talk"))))
    assert made.items == (manual("talk"),)


@pytest.mark.parametrize(
    ("more", "published", "counts"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"graded": False}, True, False),
        ({"live": False}, True, False),
    ],
)
def test_what_learners_can_take_and_is_graded_and_published_counts(
    more: dict[str, Any], published: bool, counts: bool
) -> None:
    made = Book(course=COURSE, columns={EXAM: column(**more)})
    assert made.counts(assessed(EXAM, published=published)) is counts
    assert made.counts(GradeItem(id="talk", kind=ItemKind.MANUAL, published=published)) is published


def test_numbers_are_given_once_and_never_again() -> None:
    made = book(column(EXAM, number=7), items=(manual("talk"), manual("lab"), assessed(EXAM)))
    assert {id: made.number(id) for id in (EXAM, "talk", "lab", QUIZ)} == {EXAM: 0, "talk": 1, "lab": 2, QUIZ: None}
    assert made.numbers == {"talk": 1, "lab": 2}
    more = made.with_columns([column(QUIZ)])
    assert more.number(QUIZ) == 3
    without = more.with_scheme(GradeScheme(items=(manual("essay"),)))
    assert without.numbers == {"talk": 1, "lab": 2, "essay": 4}
    assert without.with_scheme(GradeScheme(items=(manual("lab"),))).numbers == without.numbers


NEWER: dict[str, tuple[dict[str, Any], int]] = {
    "its title": ({"title": TITLE}, 0),
    "its lesson": ({"lesson": "two"}, 0),
    "its kind": ({"kind": "survey"}, 0),
    "its weight": ({"weight": Decimal(2)}, 1),
    "its points": ({"maximum": Decimal(2)}, 1),
    "that it is practice": ({"graded": False}, 1),
    "that it is a draft": ({"live": False}, 1),
}


@pytest.mark.parametrize("what", NEWER)
def test_rules_rise_where_newer_news_of_an_assessment_can_change_a_grade(what: str) -> None:
    news, rise = NEWER[what]
    made = book(column(rev=2))
    newer = made.with_columns([column(rev=3, **news)])
    assert newer.columns == {EXAM: column(rev=3, **news)}
    assert newer.rules == made.rules + rise
    for older in (1, 2):
        assert made.with_columns([column(rev=older, **news)]) is made


def test_news_of_several_assessments_raise_the_rules_once() -> None:
    made = book(column(EXAM, rev=1), column(QUIZ, rev=1))
    assert made.rules == 1
    news = [column(EXAM, rev=1, weight=Decimal(9)), column(QUIZ, rev=2, weight=Decimal(2)), column("a", title=TITLE)]
    assert made.with_columns([*news, column(EXAM, rev=2)]).rules == 2
    assert made.with_columns(news).columns == {
        EXAM: column(EXAM, rev=1),
        QUIZ: column(QUIZ, number=1, rev=2, weight=Decimal(2)),
        "a": column("a", number=2, title=TITLE),
    }


def test_a_column_that_was_only_heard_of_takes_whatever_comes_next() -> None:
    made = book(column())
    assert made.with_columns([column(weight=Decimal(2))]).columns == {EXAM: column(weight=Decimal(2))}
    assert made.with_columns([column(rev=1)]).columns == {EXAM: column(rev=1)}
    assert made.with_columns([column()]) is made
    assert made.with_columns([]) is made


def test_rules_rise_with_another_scheme_and_with_the_lock() -> None:
    made = book(column())
    assert made.rules == 1
    schemed = made.with_scheme(GradeScheme(items=(manual("talk"),)))
    assert (schemed.rules, schemed.scheme.items) == (2, (manual("talk"),))
    assert schemed.with_scheme(GradeScheme(items=(manual("talk"),))) is schemed
    lock = Lock(ADA, NOON, "Term is over")
    closed = schemed.locked(lock)
    assert (closed.lock, closed.rules) == (lock, 3)
    assert (closed.locked(None).lock, closed.locked(None).rules) == (None, 4)
