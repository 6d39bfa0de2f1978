"""A regrade on its way from preview to applied and back, and who may work on it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lyceum.assessment.model.corrections import Correction, CorrectionKind
from lyceum.assessment.model.regrade import Progress, Regrade, RegradeState
from lyceum.assessment.regrades.errors import RegradeClaimed, RegradeNotReady, RegradeSuperseded
from tests.unit.assessment.samples import ADA, COURSE, EXAM, MINUTE, NOON

SECOND = timedelta(seconds=1)


NEW = Regrade(
    id="r1",
    assessment=EXAM,
    course=COURSE,
    version=1,
    question="capital",
    place=0,
    correction=Correction(CorrectionKind.FULL_CREDIT),
    reason="Rome was meant",
    by=ADA,
    at=NOON,
)


def regrade(state: RegradeState = RegradeState.PREVIEWING, **parts: Any) -> Regrade:
    return replace(NEW, state=state, **parts)


def test_it_goes_from_preview_to_applied_and_back_page_by_page() -> None:
    one = regrade()
    assert one.is_running
    one = one.after_page(50, 3, "next").after_page(20, 1, None)
    assert (one.state, one.changes, one.progress.attempts, one.progress.changed) == (RegradeState.PREVIEWED, 2, 70, 4)
    one = one.applying(NOON)
    assert (one.state, one.progress, one.is_running) == (RegradeState.APPLYING, Progress(), True)
    one = one.keyed().after_page(70, 4, None)
    assert (one.state, one.changes, one.progress.keyed, one.is_running) == (RegradeState.APPLIED, 1, True, False)
    one = one.undoing(["r0", "r1"], NOON).keyed().after_page(70, 4, None)
    assert one.state is RegradeState.UNDONE
    assert one.applying(NOON).state is RegradeState.APPLYING


def test_asking_twice_changes_nothing() -> None:
    for state in (RegradeState.APPLYING, RegradeState.APPLIED):
        there = regrade(state)
        assert there.applying(NOON) is there
    for state in (RegradeState.UNDOING, RegradeState.UNDONE):
        there = regrade(state)
        assert there.undoing(["r1", "r2"], NOON) is there


@pytest.mark.parametrize("state", [RegradeState.PREVIEWING, RegradeState.UNDOING])
def test_what_is_not_looked_at_is_not_applied(state: RegradeState) -> None:
    with pytest.raises(RegradeNotReady) as refused:
        regrade(state).applying(NOON)
    assert refused.value.facts == {"regrade": "r1", "state": str(state)}


@pytest.mark.parametrize("state", [RegradeState.PREVIEWING, RegradeState.PREVIEWED, RegradeState.APPLYING])
def test_what_is_not_applied_is_not_undone(state: RegradeState) -> None:
    with pytest.raises(RegradeNotReady) as refused:
        regrade(state).undoing(["r1"], NOON)
    assert refused.value.facts == {"regrade": "r1", "state": str(state)}


def test_what_another_stands_on_is_not_undone_first() -> None:
    with pytest.raises(RegradeSuperseded) as refused:
        regrade(RegradeState.APPLIED).undoing(["r0", "r1", "r2"], NOON)
    assert refused.value.facts == {"regrade": "r1", "by": "r2"}
    assert regrade(RegradeState.APPLIED).undoing(["r3", "r0", "r1"], NOON).state is RegradeState.UNDOING
    assert regrade(RegradeState.APPLIED).undoing([], NOON).state is RegradeState.UNDOING


def test_a_new_regrade_is_previewed_first_and_nobody_works_on_it_yet() -> None:
    assert (NEW.state, NEW.progress, NEW.round, NEW.rev) == (RegradeState.PREVIEWING, Progress(), 1, 0)
    assert (NEW.changes, NEW.execution, NEW.touched_at) == (None, None, None)
    assert NEW.progress == Progress(keyed=False, page=0, after=None, attempts=0, changed=0)


def test_a_page_of_learners_is_added_to_those_before() -> None:
    begun = regrade(RegradeState.APPLYING, touched_at=NOON, changes=7).keyed()
    assert begun.progress == Progress(keyed=True)
    further = begun.after_page(50, 3, "bob").after_page(20, 4, "dan")
    assert further.progress == Progress(keyed=True, page=2, after="dan", attempts=70, changed=7)
    assert (further.state, further.changes) == (RegradeState.APPLYING, 7)
    done = further.after_page(1, 0, None)
    assert done.progress == Progress(keyed=True, page=3, after=None, attempts=71, changed=7)
    assert (done.state, done.changes) == (RegradeState.APPLIED, 3)


def test_that_the_key_is_corrected_changes_nothing_else_of_its_progress() -> None:
    one = regrade(RegradeState.APPLYING, progress=Progress(page=2, after="bob", attempts=9, changed=1), round=4)
    assert one.keyed() == replace(one, progress=Progress(True, 2, "bob", 9, 1))


def test_applying_and_undoing_are_rounds_of_their_own_that_nobody_has_taken_yet() -> None:
    previewed = regrade(RegradeState.PREVIEWED, execution="x1", touched_at=NOON, progress=Progress(page=3), changes=3)
    applying = previewed.applying(NOON + MINUTE)
    assert applying == replace(
        previewed,
        state=RegradeState.APPLYING,
        progress=Progress(),
        round=2,
        execution=None,
        touched_at=NOON + MINUTE,
    )
    applied = replace(applying, state=RegradeState.APPLIED, execution="x2", progress=Progress(True, 3))
    assert applied.undoing(["r1"], NOON + 2 * MINUTE) == replace(
        applied,
        state=RegradeState.UNDOING,
        progress=Progress(),
        round=3,
        execution=None,
        touched_at=NOON + 2 * MINUTE,
    )


@pytest.mark.parametrize(
    ("state", "minutes", "stalled"),
    [
        (RegradeState.APPLYING, 15, True),
        (RegradeState.UNDOING, 60, True),
        (RegradeState.APPLYING, 14, False),
        (RegradeState.APPLIED, 60, False),  # nobody works on it any more
    ],
)
def test_a_quarter_of_an_hour_without_a_step_means_that_its_workflow_has_ended(
    state: RegradeState, minutes: int, stalled: bool
) -> None:
    assert regrade(state, touched_at=NOON).is_stalled(NOON + minutes * MINUTE) is stalled


def test_one_that_was_never_touched_is_not_stalled() -> None:
    assert regrade(RegradeState.APPLYING).is_stalled(NOON + 60 * MINUTE) is False


def test_whoever_works_on_it_keeps_others_away_for_five_minutes() -> None:
    taken = regrade(RegradeState.APPLYING).claimed("x1", NOON)
    assert (taken.execution, taken.touched_at) == ("x1", NOON)
    with pytest.raises(RegradeClaimed) as refused:
        taken.claimed("x2", NOON + 5 * MINUTE - SECOND)
    assert refused.value.facts == {"regrade": "r1"}
    other = taken.claimed("x2", NOON + 5 * MINUTE)
    assert (other.execution, other.touched_at) == ("x2", NOON + 5 * MINUTE)


def test_the_same_execution_takes_it_again_and_touches_it() -> None:
    taken = regrade(RegradeState.APPLYING).claimed("x1", NOON).claimed("x1", NOON + MINUTE)
    assert (taken.execution, taken.touched_at) == ("x1", NOON + MINUTE)


def test_one_that_nobody_has_is_taken_though_it_was_touched_just_now() -> None:
    assert regrade(touched_at=NOON).claimed("x1", NOON).execution == "x1"
    assert regrade(execution="x1").claimed("x2", NOON).execution == "x2"  # taken, but nobody knows when


def test_told_again_it_waits_for_another_execution() -> None:
    taken = regrade(RegradeState.APPLYING, round=2).claimed("x1", NOON)
    again = taken.told_again(NOON + MINUTE)
    assert again == replace(taken, execution=None, touched_at=NOON + MINUTE)
    assert again.claimed("x2", NOON + MINUTE).execution == "x2"
