"""Rounds of peer review: what each work is to get, and what a step makes of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from lyceum.assessment.model.peer_review import PeerReviewSettings
from lyceum.assessment.model.peer_round import Asked, Reviewed, Round, Step
from lyceum.assessment.model.submission import SubmissionId
from tests.unit.assessment.samples import NOON

HOUR, INSTANT = timedelta(hours=1), timedelta(milliseconds=1)
TWO = PeerReviewSettings(reviewers=2, due_after_hours=1)
GIVEN = Asked("g", NOON, Decimal(80))
OPEN = Asked("o", NOON)


def reviewed(author: str = "a", **said: Asked) -> Reviewed:
    return Reviewed(id=SubmissionId(author, "x"), asked=said, rev=1)


def begun(**more: Any) -> Round:
    return Round(assignment="x", **more)


def test_before_anything_there_is_nothing() -> None:
    fresh = Reviewed(id=SubmissionId("a", "x"))
    assert (fresh.percents, fresh.is_complete, fresh.round, fresh.rev, fresh.closed_at) == ([], False, 0, 0, None)
    round = begun()
    assert (round.number, round.works, round.added, round.taken, round.rev, round.steps) == (0, 0, 0, 0, 0, ())
    assert (round.is_complete, round.absent, round.first_at, round.due_at) == (True, frozenset(), None, None)
    assert round.id == ""
    assert Asked("r", None).percent is None
    assert Step("a", ("b",)).taken == ()


def test_a_work_is_complete_when_all_who_were_asked_gave_theirs() -> None:
    assert reviewed(b=GIVEN, c=GIVEN).is_complete
    assert not reviewed(b=GIVEN, c=OPEN).is_complete
    assert reviewed(b=GIVEN, c=OPEN, d=Asked("n", NOON, Decimal(0))).percents == [80, 0]


def test_reviews_can_change_where_anybody_was_asked_and_they_were_not_counted() -> None:
    assert reviewed(b=OPEN).is_open
    assert not Reviewed(id=SubmissionId("a", "x")).is_open
    assert not Reviewed(id=SubmissionId("a", "x"), rev=1, closed_at=NOON).is_open


def test_a_review_is_overdue_after_its_end_unless_it_was_given() -> None:
    found = reviewed(b=GIVEN, c=OPEN, d=Asked("n", None))
    assert found.overdue(NOON) == frozenset()
    assert found.overdue(NOON + INSTANT) == {"c"}


def test_a_review_that_was_given_stands_beside_the_work() -> None:
    found = reviewed(b=OPEN, c=OPEN).with_percent("b", Decimal(70))
    assert found.asked == {"b": Asked("o", NOON, Decimal(70)), "c": OPEN}


def test_a_step_takes_open_reviews_away_and_asks_others() -> None:
    before = reviewed(b=GIVEN, c=OPEN)
    step = Step("a", ("d", "b"), ("b", "c", "e"))
    after = before.placed(step, {"d": "new", "b": "never"}, round=3, due_at=NOON + HOUR)
    assert after.asked == {"b": GIVEN, "d": Asked("new", NOON + HOUR)}
    assert (after.round, after.rev, after.id) == (3, 1, before.id)
    assert after.placed(step, {"d": "again", "b": "again"}, round=3, due_at=NOON) is after
    assert after.placed(Step("a", ("f",)), {"f": "f"}, round=2, due_at=NOON) is after
    assert set(after.placed(Step("a", ("f",)), {"f": "f"}, round=4, due_at=None).asked) == {"b", "d", "f"}


def test_what_was_counted_changes_no_more() -> None:
    closed = Reviewed(id=SubmissionId("a", "x"), asked={"b": OPEN}, closed_at=NOON)
    assert closed.placed(Step("a", ("c",), ("b",)), {"c": "c"}, round=1, due_at=None) is closed


def test_the_first_round_gives_every_work_its_reviewers() -> None:
    round = begun(rev=7).next(TWO, ["a", "b", "c"], {}, returned=(), at=NOON)
    assert (round.number, round.works, round.added, round.taken, round.rev) == (1, 3, 6, 0, 7)
    assert (round.first_at, round.due_at, round.absent) == (NOON, NOON + HOUR, frozenset())
    assert {step.author: set(step.added) for step in round.steps} == {
        "a": {"b", "c"},
        "b": {"a", "c"},
        "c": {"a", "b"},
    }
    assert not round.is_complete
    assert [step.author for step in round.after(1).steps] == [step.author for step in round.steps[1:]]
    assert (round.after(1).works, round.after(3).is_complete, round.kept().rev) == (3, True, 8)


def test_a_round_that_would_change_nothing_is_none() -> None:
    first = begun(number=1, first_at=NOON)
    there = {"a": reviewed("a", b=OPEN), "b": reviewed("b", a=GIVEN)}
    assert first.next(TWO, ["a", "b"], there, returned=(), at=NOON) is first
    assert first.next(TWO, [], {}, returned=(), at=NOON) is first


def test_whoever_has_a_work_already_is_not_asked_again() -> None:
    """Worked on paper: everybody is to review all others' works, and has all but one."""
    three = PeerReviewSettings(reviewers=3)
    has = {"a": "bc", "b": "ac", "c": "ab", "d": "ab"}
    there = {author: reviewed(author, **dict.fromkeys(reviewers, OPEN)) for author, reviewers in has.items()}
    round = begun(number=1, first_at=NOON).next(three, "abcd", there, returned=(), at=NOON)
    assert {step.author: step.added for step in round.steps} == {"a": ("d",), "b": ("d",), "c": ("d",), "d": ("c",)}


def test_who_is_asked_after_the_day_has_as_long_as_the_first_ones_had() -> None:
    by_day = PeerReviewSettings(reviewers=2, due_at=NOON)
    first = begun(number=1, first_at=NOON - HOUR)
    assert first.next(by_day, "ab", {}, returned=(), at=NOON + HOUR).due_at == NOON + 2 * HOUR


def test_who_stayed_away_loses_the_work_and_is_asked_no_more() -> None:
    """Worked on paper: c did not review a; d has least to do of those who may, and gets it. b's review stays."""
    first = begun(number=1, first_at=NOON - HOUR, absent=frozenset("e"))
    there = {
        "a": reviewed("a", b=GIVEN, c=OPEN),
        "b": reviewed("b", a=GIVEN, d=GIVEN),
        "c": reviewed("c", a=GIVEN, b=GIVEN),
        "d": reviewed("d", a=GIVEN, b=GIVEN),
        "e": reviewed("e", a=GIVEN, b=GIVEN),
    }
    at = NOON + INSTANT
    round = first.next(TWO, "abcde", there, returned=(), at=at)
    assert round.steps == (Step("a", ("d",), ("c",)),)
    assert (round.works, round.added, round.taken, round.absent) == (1, 1, 1, {"c", "e"})
    assert (round.first_at, round.due_at, round.number) == (NOON - HOUR, at + HOUR, 2)


def test_a_review_is_taken_away_though_nobody_is_left_to_have_it() -> None:
    there = {"a": reviewed("a", b=OPEN), "b": reviewed("b", a=GIVEN)}
    round = begun(number=1, first_at=NOON).next(TWO, "ab", there, returned=(), at=NOON + INSTANT)
    assert round.steps == (Step("a", (), ("b",)),)
    assert (round.added, round.taken) == (0, 1)


def test_returned_work_keeps_its_reviews_and_its_author_reviews_others() -> None:
    there = {"a": reviewed("a", b=OPEN)}
    round = begun(number=1, first_at=NOON).next(TWO, "abc", there, returned={"a"}, at=NOON + INSTANT)
    assert {step.author: set(step.added) for step in round.steps} == {"b": {"a", "c"}, "c": {"a", "b"}}
    assert round.absent == frozenset(), "nobody stays away from work that has its grade"


def test_the_assignment_is_the_seed() -> None:
    one, other = (Round(assignment=name).next(TWO, "abcdefgh", {}, returned=(), at=NOON) for name in "xy")
    assert {step.author: step.added for step in one.steps} != {step.author: step.added for step in other.steps}
