"""Two people mark an essay: proposals, agreement, dispute, blindness, what waits for whom, and all of it at once."""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.errors import OwnAttempt
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.grading_queue import grading_queue
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.marking import ManualGrade, Marker, Stage
from lyceum.assessment.responses import TextResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.sittings.errors import MarkedAlready
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.table import get
from lyceum.kernel.table.write import Transaction
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World, keep
from tests.unit.assessment.samples import MINUTE, NOON, choice_question, essay_question

pytestmark = pytest.mark.store

TENTH: dict[str, Any] = {"tolerance_percent": Decimal(10)}
"""One point of an essay's ten."""
ESSAY, CHOICE = 1, 0


def handed_in(world: World, *, essays: int = 1, **rules: Any) -> Attempt:
    """An attempt whose essays wait for two people."""
    questions = [choice_question(), *(essay_question(f"essay-{number}") for number in range(essays))]
    attempt = world.begin(ada := world.enrolled("ada"), world.live(questions, second_marking=TENTH | rules))
    for number in range(essays):
        save_answer(ada, str(attempt.id), f"essay-{number}", TextResponse(text="Words."), revision=1, at=NOON)
    submit_attempt(ada, str(attempt.id), at=NOON)
    return world.kept(attempt)


def grade(
    world: World,
    attempt: Attempt,
    name: str,
    points: str,
    feedback: str = "",
    *,
    question: str = "essay-0",
    revision: int | None = None,
    at: datetime = NOON + MINUTE,
) -> Attempt:
    return grade_response(
        world.caller(name, "instructor"),
        str(attempt.id),
        question,
        points=Decimal(points),
        feedback=feedback,
        expected_revision=revision,
        at=at,
    ).attempt


def item_of(world: World, id: AttemptId) -> AttemptItem:
    item = get(AttemptItem, attempt_key(world.tenant, id), consistent=True)
    assert item is not None
    return item


def told(world: World, attempt: Attempt) -> list[tuple[str, str | None]]:
    """Events of the last write, with the stage that they tell."""
    events = item_of(world, attempt.id).events or []
    return [(each["n"], json.loads(each["d"]).get("stage")) for each in events]


def waits(world: World, attempt: Attempt, name: str) -> list[tuple[str, Marker, bool]]:
    queue = grading_queue(world.caller(name, "instructor"), attempt.id.assessment, after=None, limit=20, at=NOON)
    return [(each.question, each.marker, each.may_mark) for each in queue.awaited.get(str(attempt.id), ())]


def markable(world: World, attempt: Attempt, name: str) -> list[str]:
    caller = world.caller(name, "instructor")
    queue = grading_queue(caller, attempt.id.assessment, after=None, limit=20, at=NOON, only_markable=True)
    assert {card["attempt"] for card in queue.cards} == set(queue.awaited)
    return [card["attempt"] for card in queue.cards]


def test_two_who_agree_make_a_grade_which_is_told_once(world: World) -> None:
    attempt = handed_in(world)
    assert waits(world, attempt, "tutor") == [("essay-0", Marker.FIRST, True)]
    first = grade(world, attempt, "tutor", "7", "Good.")
    assert (first.state, first.score, told(world, attempt)) == (State.SUBMITTED, None, [("ResponseMarked", "proposed")])
    assert waits(world, attempt, "tutor") == [("essay-0", Marker.SECOND, False)]
    assert waits(world, attempt, "other") == [("essay-0", Marker.SECOND, True)]
    assert (markable(world, attempt, "tutor"), markable(world, attempt, "other")) == ([], [str(attempt.id)])
    done = grade(world, attempt, "other", "8", "Thin.", at=NOON + 2 * MINUTE)
    assert told(world, attempt) == [("ResponseMarked", "agreed"), ("AttemptGraded", None)]
    assert done.manual[ESSAY].points == Decimal("7.5")
    assert world.kept(attempt) == done
    assert done.score is not None
    assert (waits(world, attempt, "other"), done.state) == ([], State.GRADED)


def test_two_who_do_not_agree_wait_for_somebody_else(world: World) -> None:
    attempt = handed_in(world)
    grade(world, attempt, "tutor", "3")
    disputed = grade(world, attempt, "other", "8")
    assert (disputed.state, told(world, attempt)) == (State.SUBMITTED, [("ResponseMarked", "disputed")])
    assert world.kept(attempt) == disputed
    for name, may in (("tutor", False), ("other", False), ("third", True)):
        assert waits(world, attempt, name) == [("essay-0", Marker.RESOLVING, may)]
        assert bool(markable(world, attempt, name)) is may
    for name in ("tutor", "other"):
        with pytest.raises(MarkedAlready):
            grade(world, attempt, name, "5")
    done = grade(world, attempt, "third", "4", "Off the point.")
    assert told(world, attempt) == [("ResponseMarked", "resolved"), ("AttemptGraded", None)]
    assert (done.points(ESSAY), world.kept(attempt)) == (4, done)
    overridden = grade(world, attempt, "fourth", "9")
    assert told(world, attempt) == [("ResponseMarked", "resolved"), ("AttemptGraded", None)]
    assert (overridden.points(ESSAY), overridden.proposals) == (9, disputed.proposals)


def test_the_same_grade_again_changes_nothing(world: World) -> None:
    attempt = handed_in(world)
    first = grade(world, attempt, "tutor", "7", "Good.")
    assert grade(world, attempt, "tutor", "7", "Good.", revision=1, at=NOON + 5 * MINUTE) == first
    changed = grade(world, attempt, "tutor", "2", "Good.")
    assert (changed.rev, told(world, attempt)) == (first.rev + 1, [("ResponseMarked", "proposed")])
    disputed = grade(world, attempt, "other", "9")
    for name, points, feedback in (("tutor", "2", "Good."), ("other", "9", "")):
        assert grade(world, attempt, name, points, feedback) == disputed
    done = grade(world, attempt, "third", "4")
    for name, points, feedback in (("tutor", "2", "Good."), ("other", "9", ""), ("third", "4", "")):
        assert grade(world, attempt, name, points, feedback) == done


def test_what_the_machine_graded_is_overridden_at_once(world: World) -> None:
    attempt = handed_in(world)
    after = grade(world, attempt, "tutor", "1", question="capital")
    assert (after.points(CHOICE), after.proposals, told(world, attempt)) == (1, {}, [])
    grade(world, attempt, "tutor", "7")
    grade(world, attempt, "other", "7")
    grade(world, attempt, "tutor", "0", question="capital")
    assert told(world, attempt) == [("AttemptGraded", None)]


def test_nobody_marks_their_own_work(world: World) -> None:
    attempt = handed_in(world)
    with pytest.raises(OwnAttempt):
        grade(world, attempt, "ada", "9")
    assert waits(world, attempt, "ada") == [("essay-0", Marker.FIRST, False)]


def test_what_two_agreed_on_is_kept_with_their_words_once(world: World) -> None:
    attempt = handed_in(world)
    grade(world, attempt, "tutor", "7", "Good.")
    assert (item_of(world, attempt.id).manual, len(item_of(world, attempt.id).proposals or {})) == (None, 1)
    grade(world, attempt, "other", "7", "Thin.")
    item = item_of(world, attempt.id)
    assert item.manual is not None
    assert item.manual["1"][3] is None
    assert world.kept(attempt).manual[ESSAY].feedback == "Good.\n\nThin."
    grade(world, attempt, "third", "7")
    assert world.kept(attempt).manual[ESSAY].feedback == ""


def test_an_attempt_that_needs_no_two_keeps_nothing_of_them(world: World) -> None:
    attempt = handed_in(world)
    assert item_of(world, attempt.id).proposals is None
    assert "marked" not in (item_of(world, attempt.id).card or {})


# Who sees what


def seen(world: World, attempt: Attempt, name: str) -> list[tuple[str, Decimal, str]]:
    roles = ("instructor",) if name != "ada" else ()
    sight = view_attempt(world.caller(name, *roles), str(attempt.id), at=NOON + MINUTE)
    return [(each.by, each.points, each.feedback) for each in sight.marks(ESSAY)]


def by(world: World, name: str, points: str, feedback: str = "") -> tuple[str, Decimal, str]:
    return (world.caller(name).person, Decimal(points), feedback)


def test_blind_markers_see_nothing_before_they_have_marked(world: World) -> None:
    attempt = handed_in(world)
    grade(world, attempt, "tutor", "3", "Thin.")
    first = by(world, "tutor", "3", "Thin.")
    assert [seen(world, attempt, name) for name in ("tutor", "other", "ada")] == [[first], [], []]
    grade(world, attempt, "other", "8")
    both = [first, by(world, "other", "8")]
    assert [seen(world, attempt, name) for name in ("tutor", "other", "third", "ada")] == [both, both, [], []]
    grade(world, attempt, "third", "5")
    every = [*both, by(world, "third", "5")]
    assert [seen(world, attempt, name) for name in ("tutor", "other", "third", "new", "ada")] == [*[every] * 4, []]


def test_where_marking_is_not_blind_all_staff_see_all_marks(world: World) -> None:
    attempt = handed_in(world, blind=False)
    grade(world, attempt, "tutor", "3")
    assert seen(world, attempt, "other") == [by(world, "tutor", "3")]
    assert seen(world, attempt, "ada") == []


def test_marks_are_seen_with_the_names_of_their_markers(world: World) -> None:
    attempt = handed_in(world)
    key = member_key(world.tenant, tutor := world.caller("tutor").person)
    keep(world.tenant, MemberItem(key.pk, key.sk, person=tutor, name="Tilda Tutor"))
    for name in ("tutor", "other"):
        grade(world, attempt, name, "7")
    sight = view_attempt(world.caller("new", "instructor"), str(attempt.id), at=NOON)
    assert sight.names == {tutor: "Tilda Tutor"}
    assert view_attempt(world.caller("ada"), str(attempt.id), at=NOON).names == {}


# Settings that change while an attempt waits


def change(world: World, attempt: Attempt, rules: dict[str, Any] | None) -> None:
    author, setting = world.caller("author", "instructor"), Change(settings={"second_marking": rules})
    change_assessment(author, world.course, attempt.id.assessment, setting, expected_revision=None, at=NOON)


def test_a_proposal_counts_once_nobody_marks_a_second_time(world: World) -> None:
    attempt = handed_in(world, essays=2)
    grade(world, attempt, "tutor", "7", "Good.")
    change(world, attempt, None)
    assert waits(world, attempt, "tutor") == [("essay-0", Marker.FIRST, True), ("essay-1", Marker.FIRST, True)]
    done = grade(world, attempt, "other", "5", question="essay-1")
    assert (done.state, done.points(1), done.points(2)) == (State.GRADED, 7, 5)
    assert told(world, attempt) == [("AttemptGraded", None)]
    assert item_of(world, attempt.id).proposals is None
    assert world.kept(attempt) == done


def test_the_proposer_repeats_what_they_gave_and_it_counts(world: World) -> None:
    attempt = handed_in(world)
    grade(world, attempt, "tutor", "7")
    change(world, attempt, None)
    done = grade(world, attempt, "tutor", "7")
    assert (done.state, grade(world, attempt, "tutor", "7")) == (State.GRADED, done)


def test_two_that_lay_apart_make_their_mean_once_nobody_marks_a_second_time(world: World) -> None:
    """(3 + 8) / 2 = 5.5. The queue has nobody wait for a third one any more."""
    attempt = handed_in(world, essays=2)
    grade(world, attempt, "tutor", "3", "Thin.")
    grade(world, attempt, "other", "8", "Good.")
    assert waits(world, attempt, "tutor")[0] == ("essay-0", Marker.RESOLVING, False)
    change(world, attempt, None)
    assert waits(world, attempt, "tutor") == [("essay-0", Marker.FIRST, True), ("essay-1", Marker.FIRST, True)]
    done = grade(world, attempt, "tutor", "5", question="essay-1")
    assert (done.state, done.points(1), done.points(2)) == (State.GRADED, Decimal("5.5"), 5)
    assert (done.marked(ESSAY).stage, done.manual[ESSAY].feedback) == (Stage.AGREED, "Good.\n\nThin.")
    assert told(world, attempt) == [("AttemptGraded", None)]
    assert world.kept(attempt) == done
    assert waits(world, attempt, "third") == []
    assert grade(world, attempt, "tutor", "5", question="essay-1") == done


@pytest.mark.parametrize(("name", "points"), [("tutor", "3"), ("other", "8"), ("third", "4")])
def test_once_nobody_marks_a_second_time_anybody_settles_what_lay_apart(world: World, name: str, points: str) -> None:
    attempt = handed_in(world)
    grade(world, attempt, "tutor", "3")
    grade(world, attempt, "other", "8")
    change(world, attempt, None)
    done = grade(world, attempt, name, points)
    assert (done.state, done.points(ESSAY)) == (State.GRADED, Decimal(points))
    assert told(world, attempt) == [("AttemptGraded", None)]
    assert grade(world, attempt, name, points) == done


def test_what_was_settled_without_a_second_mark_stays_when_two_are_to_mark_again(world: World) -> None:
    attempt = handed_in(world, essays=2)
    for name, points in (("tutor", "3"), ("other", "8")):
        grade(world, attempt, name, points)
    change(world, attempt, None)
    grade(world, attempt, "tutor", "5", question="essay-1")
    change(world, attempt, TENTH)
    assert world.kept(attempt).points(ESSAY) == Decimal("5.5")
    done = grade(world, attempt, "third", "6")
    assert (done.points(ESSAY), told(world, attempt)) == (6, [("ResponseMarked", "resolved"), ("AttemptGraded", None)])


def test_what_was_graded_by_one_stays_when_two_are_to_mark(world: World) -> None:
    attempt = handed_in(world, essays=2)
    change(world, attempt, None)
    grade(world, attempt, "tutor", "7")
    change(world, attempt, TENTH)
    assert waits(world, attempt, "tutor") == [("essay-1", Marker.FIRST, True)]
    assert grade(world, attempt, "tutor", "7", question="essay-1").manual[1].points == 7


# At once, and with answers lost


def test_two_graders_at_once_are_first_and_second(world: World) -> None:
    attempt = handed_in(world)
    at_once([partial(grade, world, attempt, name, "7", name) for name in ("tutor", "other")])
    done = world.kept(attempt)
    assert done.marked(ESSAY).stage is Stage.AGREED
    people = {world.caller(name).person for name in ("tutor", "other")}
    assert ({each.by for each in done.proposals[ESSAY]}, done.points(ESSAY)) == (people, 7)
    assert done.rev == attempt.rev + 2


def test_two_graders_at_once_who_read_the_same_attempt_hear_of_each_other(world: World) -> None:
    attempt = handed_in(world)
    results = at_once([partial(grade, world, attempt, name, "7", revision=attempt.rev) for name in ("tutor", "other")])
    refused = [each for each in results if isinstance(each, DomainError)]
    assert [type(each) for each in refused] == [ChangedInTheMeantime]
    assert world.kept(attempt).marked(ESSAY).stage is Stage.PROPOSED


@pytest.mark.parametrize("round", range(3))
def test_four_at_once_make_one_grade(world: World, round: int) -> None:
    """The first two disagree whoever they are; the third settles it, and the fourth overrides that or comes first."""
    attempt = handed_in(world)
    calls: list[Callable[[], object]] = [
        partial(grade, world, attempt, name, points)
        for name, points in (("one", "0"), ("two", "3"), ("three", "6"), ("four", "9"))
    ]
    results = at_once(calls)
    assert not [each for each in results if isinstance(each, DomainError)]
    done = world.kept(attempt)
    assert (done.state, done.marked(ESSAY).stage, done.rev) == (State.GRADED, Stage.RESOLVED, attempt.rev + 4)
    assert done.manual[ESSAY].by not in {each.by for each in done.proposals[ESSAY]}


def test_a_mark_whose_answer_was_lost_counts_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = handed_in(world)
    send = Transaction._send

    def twice(transaction: Transaction) -> None:
        send(transaction)
        send(transaction)

    monkeypatch.setattr(Transaction, "_send", twice)
    first = grade(world, attempt, "tutor", "7")
    assert (first.rev, first.marked(ESSAY).stage) == (attempt.rev + 1, Stage.PROPOSED)
    assert grade(world, attempt, "other", "7").marked(ESSAY).stage is Stage.AGREED


def test_an_item_of_an_earlier_release_is_read_as_before(world: World) -> None:
    attempt = handed_in(world)
    change(world, attempt, None)
    done = grade(world, attempt, "tutor", "7", "Good.")
    kept = item_of(world, attempt.id)
    assert (kept.proposals, (kept.manual or {})["1"][3]) == (None, "Good.")
    person = world.caller("tutor").person
    assert done.manual == {ESSAY: ManualGrade(Decimal(7), person, NOON + MINUTE, "Good.")}
    assert world.kept(attempt) == done
