"""Rows of a gradebook in the table: how they follow its rules, and what lists and explanations show of them."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment import recompute_grades as recomputing
from lyceum.assessment.change_grade import lock_grade
from lyceum.assessment.explain_grade import explain_grade, explain_my_grade
from lyceum.assessment.gradebook import gradebook, my_grades
from lyceum.assessment.gradebooks.errors import GradeNotFound
from lyceum.assessment.model.course_grade import grade
from lyceum.assessment.model.gradebook import GradeStatus
from lyceum.assessment.recompute_grades import recompute_grades
from lyceum.assessment.record_grade import open_row, record_grade
from lyceum.assessment.store import books, grades
from lyceum.assessment.store.items import (
    RecomputationItem,
    recomputation_key,
)
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.write import Transaction
from tests.store.assessment.gradebook_world import TALK, follow, give, kept, shape
from tests.store.assessment.test_gradebook import told
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import EXAM, NOON

pytestmark = pytest.mark.store

# Rows that follow -----------------------------------------------------------------------------------------------------


def furnish(world: World, tutor: Caller, count: int) -> list[str]:
    shape(tutor, world.course)
    people = [world.caller(f"learner-{number}").person for number in range(count)]
    for number, person in enumerate(people):
        open_row(world.tenant, person, world.course, at=NOON)
        give(tutor, world.course, person, number % 21)
        record_grade(world.tenant, told(world, person, number), at=NOON)
    follow(world)
    return people


def assert_all_are_what_their_facts_make_of_them(world: World, people: Sequence[str]) -> None:
    book = books.found_or_made(world.tenant, world.course, at=NOON)
    for person in people:
        row = kept(world, person)
        found = grade(book, row.results, row.marks)
        assert (row.shown.current, row.shown.final) == (found.current.percent, found.final.percent)
        assert row.shown.rules == book.rules


def test_all_rows_follow_a_scheme_in_parts_and_once(world: World, tutor: Caller, monkeypatch: Any) -> None:
    people = furnish(world, tutor, 12)
    monkeypatch.setattr(recomputing, "PAGE", 3)
    monkeypatch.setattr(recomputing, "MOST_ROWS", 3)
    rules = shape(tutor, world.course, replace(TALK, weight=Decimal(3))).rules
    key = recomputation_key(world.tenant, world.course)
    parts, told_last = 0, ""
    while told_last != "GradesRecomputed":
        assert recompute_grades(world.tenant, world.course, rules, at=NOON) <= 12
        (told_last,) = events_of(world.tenant, RecomputationItem, key)
        parts += 1
    assert parts > 1
    assert books.progress(world.tenant, world.course).rows == 12
    assert_all_are_what_their_facts_make_of_them(world, people)
    revisions = [kept(world, person).rev for person in people]
    assert recompute_grades(world.tenant, world.course, rules, at=NOON) == 0
    assert [kept(world, person).rev for person in people] == revisions


def test_a_part_that_was_killed_is_gone_on_with(world: World, tutor: Caller, monkeypatch: Any) -> None:
    people = furnish(world, tutor, 9)
    rules = shape(tutor, world.course, replace(TALK, weight=Decimal(3))).rules
    with monkeypatch.context() as patch:
        left, settle = [4], recomputing._settle

        def killed(*given: Any, **more: Any) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise Busy
            settle(*given, **more)

        patch.setattr(recomputing, "_settle", killed)
        with pytest.raises(Busy):
            recompute_grades(world.tenant, world.course, rules, at=NOON)
    assert recompute_grades(world.tenant, world.course, rules, at=NOON) == 5
    assert_all_are_what_their_facts_make_of_them(world, people)


def test_older_news_of_rules_do_nothing_and_two_at_once_do_no_harm(world: World, tutor: Caller) -> None:
    people = furnish(world, tutor, 6)
    older = shape(tutor, world.course, replace(TALK, weight=Decimal(3))).rules
    newer = shape(tutor, world.course, replace(TALK, weight=Decimal(5))).rules
    assert recompute_grades(world.tenant, world.course, older, at=NOON) == 0
    at_once([lambda: recompute_grades(world.tenant, world.course, newer, at=NOON)] * 3)
    assert_all_are_what_their_facts_make_of_them(world, people)


def test_rows_follow_while_results_come_and_learners_join(world: World, tutor: Caller) -> None:
    people = furnish(world, tutor, 6)
    rules = shape(tutor, world.course, replace(TALK, weight=Decimal(3))).rules
    new = [world.caller(f"new-{number}").person for number in range(3)]
    at_once(
        [
            lambda: recompute_grades(world.tenant, world.course, rules, at=NOON),
            *(lambda one=one: record_grade(world.tenant, told(world, one, 77, rev=9), at=NOON) for one in people),
            *(lambda one=one: open_row(world.tenant, one, world.course, at=NOON) for one in new),
        ]
    )
    assert_all_are_what_their_facts_make_of_them(world, [*people, *new])


def test_a_row_that_is_made_while_rules_change_comes_to_them(world: World, tutor: Caller, monkeypatch: Any) -> None:
    """Nobody who computes rows anew just then finds it in a list."""
    shape(tutor, world.course)
    person, save = world.caller("ada").person, grades.save

    def slow(*given: Any, **more: Any) -> None:
        monkeypatch.setattr(grades, "save", save)
        shape(tutor, world.course, replace(TALK, weight=Decimal(4)))
        follow(world)
        save(*given, **more)

    monkeypatch.setattr(grades, "save", slow)
    open_row(world.tenant, person, world.course, at=NOON)
    assert_all_are_what_their_facts_make_of_them(world, [person])


def test_a_lost_answer_of_each_write_is_made_good(world: World, tutor: Caller, ada: str, monkeypatch: Any) -> None:
    shape(tutor, world.course)
    send = Transaction._send

    def lossy(self: Transaction) -> None:
        send(self)
        send(self)  # as the client does where the first answer never came

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "_send", lossy)
        assert give(tutor, world.course, ada, 15).shown.current == 75
        assert shape(tutor, world.course, replace(TALK, weight=Decimal(2))).scheme.items[0].weight == 2
        row = lock_grade(tutor, world.course, ada, reason="Term", status=GradeStatus.FINAL, at=NOON).row
    assert kept(world, ada) == row


# Lists and explanations -----------------------------------------------------------------------------------------------


def test_a_long_gradebook_is_paged_without_loss_or_repetition(world: World, tutor: Caller) -> None:
    people = furnish(world, tutor, 40)
    for limit in (1, 7, 30):
        seen, after = list[str](), None
        while True:
            page = gradebook(tutor, world.course, after=after, limit=limit)
            assert len(page.rows) <= limit
            seen += [one.row.learner for one in page.rows]
            after = page.next_key
            if after is None:
                break
        assert sorted(seen) == sorted(people)


def test_a_list_shows_what_the_row_shows(world: World, tutor: Caller) -> None:
    people = furnish(world, tutor, 5)
    give(tutor, world.course, people[0], 90, item=EXAM)
    for listed in gradebook(tutor, world.course, after=None, limit=20).rows:
        assert replace(listed.row.shown, hidden=frozenset()) == kept(world, listed.row.learner).shown


def test_learners_do_not_see_what_is_not_published(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course, TALK, replace(TALK, id="secret", code=None, published=False))
    follow(world)
    give(tutor, world.course, ada, 15)
    give(tutor, world.course, ada, 1, item="secret")
    mine = explain_my_grade(world.caller("ada"), world.course, at=NOON)
    assert [item.item for item in mine.steps.items] == ["talk"]
    assert [item.item for item in explain_grade(tutor, world.course, ada).steps.items] == ["talk", "secret"]
    (row,) = my_grades(world.caller("ada"), after=None, limit=20, at=NOON).rows
    assert row.shown.hidden == {"secret"}
    with pytest.raises(GradeNotFound):
        explain_grade(tutor, world.course, new_id())
    with pytest.raises(GradeNotFound):
        explain_my_grade(tutor, world.course, at=NOON)
