"""Rounds in which works are given to reviewers: once, late work, who stays away, in steps, and two callers at once."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from lyceum.assessment import allocate_peer_reviews as operation
from lyceum.assessment.author_assignment import AssignmentChange, change_assignment
from lyceum.assessment.errors import CourseAssignmentNotFound
from lyceum.assessment.model.peer_round import Round
from lyceum.assessment.peer_reviews.errors import NoPeerReview, PeerReviewsOver, TooMuchToReview
from lyceum.assessment.store import peer_rounds
from lyceum.assessment.store.peer_review_items import DUTIES, PeerReviewItem, PeerRoundItem, peer_round_key
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import query, tenant_key
from lyceum.kernel.walk import partition
from tests.store.assessment.reviewing import allocate, demand_consistent, duties, handed, reviewed, reviewed_by, works
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import assign, draft_assignment, give_back, grade, hand
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
HOUR, INSTANT = timedelta(hours=1), timedelta(milliseconds=1)


def loads(world: World, people: list[Caller]) -> list[int]:
    return [len(duties(world, each)) for each in people]


def test_every_work_gets_its_reviewers_and_everybody_has_as_much_to_do(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 5)
    round = allocate(tutor, assignment)
    assert (round.number, round.works, round.added, round.taken, round.is_complete) == (1, 5, 10, 0, True)
    assert (round.first_at, round.due_at) == (NOON, None)
    assert loads(world, people) == [2] * 5
    demand_consistent(world, assignment, people)
    key = peer_round_key(world.tenant, assignment)
    assert events_of(world.tenant, PeerRoundItem, key) == ["PeerReviewsAllocated"]


def test_the_same_again_changes_nothing(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 3)
    round = allocate(tutor, assignment)
    before = [duties(world, each) for each in people]
    assert allocate(tutor, assignment, at=NOON + HOUR) == round
    assert [duties(world, each) for each in people] == before


def test_where_nobody_handed_in_there_is_nothing_to_give(world: World, tutor: Caller) -> None:
    assignment, _ = works(world, 0)
    assert allocate(tutor, assignment) == Round(assignment=assignment)
    alone = handed(world, assignment, "alone")
    assert allocate(tutor, assignment).number == 0
    assert duties(world, alone) == {}


def test_late_work_gets_what_is_missing_and_nobody_loses_a_work(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 2)
    allocate(tutor, assignment)
    before = [duties(world, each) for each in people]
    late = handed(world, assignment, "late")
    round = allocate(tutor, assignment, at=NOON + HOUR)
    assert (round.number, round.works, round.added, round.taken) == (2, 3, 4, 0)
    assert all(was.items() <= duties(world, each).items() for was, each in zip(before, people, strict=True))
    assert loads(world, [*people, late]) == [2, 2, 2]
    demand_consistent(world, assignment, [*people, late])


def test_who_stays_away_loses_the_works_to_others_and_is_asked_no_more(world: World, tutor: Caller) -> None:
    """Nobody gave a review: all stayed away, and nobody is left but who came late."""
    assignment, people = works(world, 3, peer_review=reviewed_by(1, due_after_hours=1))
    assert allocate(tutor, assignment).due_at == NOON + HOUR
    assert allocate(tutor, assignment, at=NOON + HOUR).number == 1, "the hour itself is in time"
    late = handed(world, assignment, "late")
    after = NOON + HOUR + INSTANT
    round = allocate(tutor, assignment, at=after)
    assert (round.number, round.taken, round.added, round.due_at) == (2, 3, 3, after + HOUR)
    assert loads(world, [*people, late]) == [0, 0, 0, 3]
    demand_consistent(world, assignment, [*people, late])
    assert allocate(tutor, assignment, at=after).number == 2, "who stayed away is not asked for the late one's work"


def test_returned_work_is_reviewed_no_more(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 3)
    own = hand(world.enrolled("ada"), assignment)
    give_back(tutor, grade(tutor, own))
    assert allocate(tutor, assignment).works == 3
    found = reviewed(world, assignment, people)
    assert {len(each.asked) for each in found.values()} == {2}
    assert own.id.learner not in reviewed(world, assignment, [*people, world.caller("ada")])


def test_more_reviewers_can_be_asked_later(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 4)
    allocate(tutor, assignment)
    wish = AssignmentChange(content={}, settings={"peer_review": reviewed_by(3)}, place={})
    author = world.caller("author", "instructor")
    change_assignment(author, world.course, assignment, wish, expected_revision=None, at=NOON)
    assert allocate(tutor, assignment).added == 4
    assert loads(world, people) == [3] * 4


def test_a_round_goes_on_where_a_call_stopped(world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that comes in between waits for the next round: a round is decided once."""
    monkeypatch.setattr(operation, "WORKS_AT_ONCE", 2)
    assignment, people = works(world, 5)
    first = allocate(tutor, assignment)
    assert (first.is_complete, len(first.steps), sum(loads(world, people))) == (False, 3, 4)
    late = handed(world, assignment, "late")
    assert len(allocate(tutor, assignment).steps) == 1
    last = allocate(tutor, assignment)
    assert (last.is_complete, last.number) == (True, 1)
    assert loads(world, [*people, late]) == [2, 2, 2, 2, 2, 0]
    assert allocate(tutor, assignment).number == 2
    demand_consistent(world, assignment, [*people, late])


def test_a_call_that_was_lost_between_two_steps_is_made_good_by_the_next(
    world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assignment, people = works(world, 5)
    save, calls = peer_rounds.save, Counter[str]()

    def lost(*said: Any, **more: Any) -> None:
        calls["save"] += 1
        if calls["save"] == 2:
            raise Busy
        save(*said, **more)

    monkeypatch.setattr(peer_rounds, "save", lost)
    with pytest.raises(Busy):
        allocate(tutor, assignment)
    before = [duties(world, each) for each in people]
    assert [len(each) for each in before] == [2] * 5
    assert allocate(tutor, assignment).is_complete
    assert [duties(world, each) for each in people] == before


def test_two_at_once_give_every_work_its_reviewers_once(
    world: World, tutor: Caller, other_tutor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "WORKS_AT_ONCE", 4)
    assignment, people = works(world, 9)
    for _ in range(6):
        at_once([partial(allocate, each, assignment) for each in (tutor, other_tutor)])
    round = allocate(tutor, assignment)
    assert (round.is_complete, round.number) == (True, 1)
    assert loads(world, people) == [2] * 9
    demand_consistent(world, assignment, people)


def test_refusals(world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_assignment(world, peer_review=reviewed_by(1)).id
    with pytest.raises(CourseAssignmentNotFound):
        allocate(tutor, draft)
    with pytest.raises(CourseAssignmentNotFound):
        allocate(tutor, new_id())
    assignment, people = works(world, 2, peer_review=reviewed_by(1, due_at=NOON))
    with pytest.raises(CourseAssignmentNotFound):
        allocate(people[0], assignment)
    with pytest.raises(PeerReviewsOver):
        allocate(tutor, assignment, at=NOON)
    monkeypatch.setattr(operation, "MOST_WORKS", 1)
    with pytest.raises(TooMuchToReview) as refused:
        allocate(tutor, assignment)
    assert refused.value.facts == {"limit": "1"}
    assert duties(world, people[0]) == {}


def test_an_assignment_without_peer_review_gives_nothing(world: World, tutor: Caller) -> None:
    with pytest.raises(NoPeerReview):
        allocate(tutor, assign(world))


def told(world: World, reviewer: Caller) -> dict[str, dict[str, Any]]:
    """Review → what was told of it, by the reviewer's partition."""
    page = query(PeerReviewItem, tenant_key(world.tenant, "U", reviewer.person), prefix=DUTIES, consistent=True)
    items: list[Any] = list(page.items)
    kept = [item for item in items if item.taken_at is None]
    assert [[event["n"] for event in item.events] for item in kept] == [["PeerReviewAsked"]] * len(kept)
    return {item.sk.removeprefix(DUTIES): json.loads(item.events[0]["d"]) for item in kept}


def test_everybody_who_is_asked_is_told_with_one_id_for_all_of_a_round(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 3, peer_review=reviewed_by(2, due_after_hours=1))
    allocate(tutor, assignment)
    said = {each.person: told(world, each) for each in people}
    assert [len(each) for each in said.values()] == [2] * 3
    (first,) = {event["allocation"] for each in said.values() for event in each.values()}
    for reviewer, events in said.items():
        for review, event in events.items():
            assert event == {
                "review": review,
                "reviewer": reviewer,
                "course": world.course,
                "assignment": assignment,
                "due_at": "2026-11-23T13:00:00Z",
                "allocation": first,
            }, "and not whose work it is"
    late = handed(world, assignment, "late")
    allocate(tutor, assignment, at=NOON + HOUR + INSTANT)
    others = told(world, late)
    (second,) = {event["allocation"] for event in others.values()}
    assert (len(others), second > first) == (3, True), "who takes others' places is told, in the order of rounds"


def test_a_round_that_was_begun_before_rounds_had_ids_tells_each_review(
    world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "WORKS_AT_ONCE", 1)
    assignment, people = works(world, 2)
    _, round = peer_rounds.find(world.tenant, assignment)
    first = operation._next(world.tenant, reviewed_by(1), round, NOON)
    peer_rounds.save(world.tenant, replace(first, id=""), None, actor=tutor.person, at=NOON)
    allocate(tutor, assignment)
    assert allocate(tutor, assignment).is_complete
    said = [event for each in people for event in told(world, each).values()]
    assert [event["allocation"] for event in said] == [event["review"] for event in said]


def test_the_walk_finds_rounds_and_reviews(world: World, tutor: Caller) -> None:
    """Of people and assignments that a tenant's lists lead to: they lie in their partitions."""
    assignment, (ada, bo) = works(world, 2)
    allocate(tutor, assignment)
    own = [*partition(tenant_key(world.tenant, "U", ada.person)), *partition(tenant_key(world.tenant, "U", bo.person))]
    of_assignment = partition(peer_round_key(world.tenant, assignment).pk)
    kinds = {item["kind"]["S"] for item in (*own, *of_assignment)}
    assert kinds >= {"peer_round", "peer_reviewed", "peer_review"}
