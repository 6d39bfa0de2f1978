"""Which exams are opened, when, for what, and by whom."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.opening import CLAIM, KEPT, LEAD, Opening, OpeningState, opens_at, planned
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.openings.errors import OpeningClaimed
from lyceum.content.kinds import AssessmentKind
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import COURSE, EXAM, NOON

OPENS = NOON + timedelta(hours=2)


def assessment(
    *, kind: AssessmentKind = AssessmentKind.EXAM, active: int | None = 1, rev: int = 3, **said: object
) -> Assessment:
    return Assessment(
        id=EXAM,
        course=COURSE,
        lesson="lesson-1",
        title=LocalizedText({"en": "Exam"}),
        settings=AssessmentSettings.model_validate({"kind": kind, "available_from": OPENS} | said),
        newest=1,
        active=active,
        changed_at=NOON,
        digest="d",
        questions=1,
        maximum=Decimal(1),
        rev=rev,
    )


def opening(state: OpeningState = OpeningState.PLANNED, **said: Any) -> Opening:
    made = Opening(assessment=EXAM, course=COURSE, opens_at=OPENS, of=3, state=state, touched_at=NOON, rev=7)
    return replace(made, **said)


def test_half_an_hour_before_for_a_day_and_five_minutes_without_word() -> None:
    assert (timedelta(minutes=30), timedelta(days=1), timedelta(minutes=5)) == (LEAD, KEPT, CLAIM)


def test_what_is_planned_first_was_worked_on_by_nobody() -> None:
    first = planned(assessment(), None, NOON)
    assert first == opening(rev=0)
    bare = Opening(assessment=EXAM, course=COURSE, opens_at=OPENS, of=3)
    assert (bare.state, bare.execution, bare.touched_at, bare.after) == (OpeningState.PLANNED, None, None, None)
    assert (bare.learners, bare.prepared, bare.rev) == (0, 0, 0)


@pytest.mark.parametrize("kind", list(AssessmentKind))
def test_exams_alone_are_opened(kind: AssessmentKind) -> None:
    assert opens_at(assessment(kind=kind), NOON) == (OPENS if kind is AssessmentKind.EXAM else None)


def test_neither_a_draft_nor_what_is_open_nor_what_says_no_start() -> None:
    assert opens_at(assessment(active=None), NOON) is None
    assert opens_at(assessment(), OPENS) is None
    assert opens_at(assessment(), OPENS - timedelta(milliseconds=1)) == OPENS
    assert opens_at(assessment(available_from=None), NOON) is None


def test_what_is_planned_already_stays() -> None:
    for state in (OpeningState.PLANNED, OpeningState.PREPARING, OpeningState.PREPARED):
        kept = opening(state)
        assert planned(assessment(), kept, NOON) is kept


def test_another_revision_is_planned_anew_in_its_place() -> None:
    kept = opening(OpeningState.PREPARED, after="x", learners=4, prepared=4, execution="one")
    anew = planned(assessment(rev=4), kept, NOON + LEAD)
    assert anew == opening(of=4, touched_at=NOON + LEAD)
    cancelled = replace(kept, state=OpeningState.CANCELLED)
    assert planned(assessment(), cancelled, NOON) == opening()


def test_what_is_opened_no_more_is_cancelled_while_it_is_to_come() -> None:
    quiz = assessment(kind=AssessmentKind.QUIZ, rev=4)
    assert planned(quiz, None, NOON) is None
    cancelled = planned(quiz, opening(OpeningState.PREPARING, execution="one", after="x"), NOON)
    assert cancelled == opening(OpeningState.CANCELLED, after="x")
    assert planned(quiz, cancelled, NOON) is cancelled
    over = opening(OpeningState.PREPARED)
    assert planned(quiz, over, OPENS) is over


def test_when_it_is_due() -> None:
    assert opening().due(NOON) == OPENS - LEAD
    assert opening().due(OPENS - timedelta(minutes=1)) == OPENS - timedelta(minutes=1)
    assert opening(OpeningState.PREPARING).due(NOON) == NOON + CLAIM
    assert opening(OpeningState.PREPARED).due(NOON) is None
    assert opening(OpeningState.CANCELLED).due(NOON) is None


def test_one_execution_has_it_until_it_is_not_heard_of() -> None:
    one = opening().claimed("one", NOON)
    assert (one.state, one.execution, one.touched_at) == (OpeningState.PREPARING, "one", NOON)
    later = NOON + timedelta(seconds=1)
    assert one.claimed("one", later) == replace(one, touched_at=later)
    with pytest.raises(OpeningClaimed) as refusal:
        one.claimed("two", NOON + CLAIM - timedelta(milliseconds=1))
    assert refusal.value.facts == {"assessment": EXAM}
    assert one.claimed("two", NOON + CLAIM).execution == "two"


@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_pages_add_up(pages: list[int]) -> None:
    walked = opening().claimed("one", NOON)
    for number, size in enumerate(pages):
        last = number == len(pages) - 1
        assert walked.is_running
        walked = walked.after_page(size, size // 2, None if last else str(number))
        assert walked.after == (None if last else str(number))
    assert (walked.state, walked.after) == (OpeningState.PREPARED, None)
    assert (walked.learners, walked.prepared) == (sum(pages), sum(size // 2 for size in pages))
