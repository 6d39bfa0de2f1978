"""When the attempts of an exam are prepared, and of what none are."""

from datetime import datetime, timedelta

import pytest

from lyceum.assessment.author_assessment import Change
from lyceum.assessment.model.opening import OpeningState
from lyceum.assessment.openings.errors import OpeningNotFound
from lyceum.assessment.plan_opening import plan_opening
from lyceum.assessment.prepare_attempts import Next
from lyceum.assessment.store import openings
from lyceum.assessment.store.openings import OpeningItem, opening_key
from lyceum.content.kinds import AssessmentKind
from lyceum.kernel import timers
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from tests.store.assessment.opening import (
    AHEAD,
    OPENS,
    SOON,
    change_exam,
    exam,
    kept,
    opened,
    rostered,
    state_of,
    step,
)
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("no_opening_met")]


@pytest.mark.parametrize(
    "settings",
    [{"available_from": None}, {"kind": AssessmentKind.QUIZ}, {"available_from": NOON}],
    ids=["no start", "a quiz", "open already"],
)
def test_what_needs_no_opening_any_more_has_none(world: World, settings: dict[str, object]) -> None:
    test, ada = exam(world), rostered(world, "ada")
    change_exam(world, test, Change(settings=settings))
    plan_opening(world.tenant, test, at=AHEAD)
    opening = kept(world, test)
    assert opening.state is OpeningState.CANCELLED
    timers.sweep(at=SOON)
    assert events_of(world.tenant, OpeningItem, opening_key(world.tenant, test)) == []
    assert step(world, test) is Next.DONE
    assert state_of(world, ada, test) is None
    change_exam(world, test, Change(settings={"kind": AssessmentKind.EXAM, "available_from": OPENS}))
    plan_opening(world.tenant, test, at=AHEAD)
    assert opened(world, test).prepared == 1


def test_what_has_no_scheduled_start_has_no_opening(world: World) -> None:
    draft = world.draft(kind=AssessmentKind.EXAM, available_from=OPENS)
    plan_opening(world.tenant, draft, at=NOON)
    assert openings.with_assessment(world.tenant, draft)[1] is None
    test = exam(world, opens=None)
    assert kept(world, draft).state is OpeningState.PLANNED, "it was published with the other"
    for none in (test, new_id()):
        plan_opening(world.tenant, none, at=NOON)
        with pytest.raises(OpeningNotFound):
            step(world, none)


def test_the_timer_tells_when(world: World) -> None:
    test = exam(world)
    timers.sweep(at=AHEAD - timedelta(seconds=1))
    assert events_of(world.tenant, OpeningItem, opening_key(world.tenant, test)) == []
    timers.sweep(at=AHEAD)
    assert events_of(world.tenant, OpeningItem, opening_key(world.tenant, test)) == ["ExamOpeningDue"]
    assert _due(world, test) is None


def test_one_that_is_planned_late_is_due_at_once(world: World) -> None:
    test, soon = exam(world), OPENS - timedelta(minutes=5)
    assert _due(world, test) == AHEAD
    change_exam(world, test, Change(settings={"time_limit_minutes": 90}))
    plan_opening(world.tenant, test, at=soon)
    assert _due(world, test) == soon


def test_once_the_window_is_open_a_change_prepares_nothing(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    change_exam(world, test, Change(settings={"time_limit_minutes": 90}))
    assert step(world, test, at=SOON) is Next.DONE
    assert state_of(world, ada, test) is None
    assert world.begin(ada, test, SOON).deadline == SOON + timedelta(minutes=90)


def _due(world: World, test: str) -> datetime | None:
    item = get(OpeningItem, opening_key(world.tenant, test), consistent=True)
    assert item is not None
    return item.due
