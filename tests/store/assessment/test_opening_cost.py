"""What the opening of an exam costs, and what it saves when everybody starts, by docs/access-patterns/assessment.md.

Requests are those to the table: an ordinary start reads assessment, attempts and accommodations each by itself.
"""

import pytest

from lyceum.assessment.abandon_attempts import abandon_attempts
from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.discard_prepared import discard_prepared
from lyceum.assessment.plan_opening import plan_opening
from lyceum.kernel import memory
from tests.access_patterns import assert_as_stated
from tests.meter import metered, units
from tests.store.assessment.opening import AHEAD, OPENS, SOON, exam, opened, rostered, step
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("no_opening_met")]

CONTEXT = "assessment"


@pytest.mark.parametrize(
    ("name", "minutes"), [("start attempt, prepared", None), ("start attempt, prepared, with a deadline", 30)]
)
def test_starting_what_waits(world: World, name: str, minutes: int | None) -> None:
    test, first, ada = exam(world, time_limit_minutes=minutes), rostered(world, "first"), rostered(world, "ada")
    opened(world, test)
    world.begin(first, test, SOON)
    with metered() as cost:
        world.begin(ada, test, SOON)
    assert_as_stated(CONTEXT, name, cost)
    assert len(cost.calls) == 2


def test_the_first_start_of_a_process_is_an_ordinary_one(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    world.questions(world.begin(rostered(world, "first"), test, SOON).id)
    memory.forget()
    with metered() as cost:
        world.begin(ada, test, SOON)
    assert_as_stated(CONTEXT, "start attempt, with a deadline", cost)
    assert len(cost.calls) == 4


def test_starting_where_nothing_waits(world: World) -> None:
    test, first = exam(world), rostered(world, "first")
    opened(world, test)
    world.begin(first, test, SOON)
    late = rostered(world, "late")
    with metered() as cost:
        world.begin(late, test, SOON)
    assert_as_stated(CONTEXT, "start attempt, enrolled after the opening", cost)


def test_resuming(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    world.begin(ada, test, SOON)
    with metered() as cost:
        world.begin(ada, test, SOON)
    assert_as_stated(CONTEXT, "resume attempt, exam opened a moment ago", cost)


def test_planning(world: World) -> None:
    test = exam(world, opens=None)
    with metered() as cost:
        plan_opening(world.tenant, test, at=NOON)
    assert_as_stated(CONTEXT, "plan an opening, of what needs none", cost)
    author, change = world.caller("author", "instructor"), Change(settings={"available_from": OPENS})
    change_assessment(author, world.course, test, change, expected_revision=None, at=NOON)
    with metered() as cost:
        plan_opening(world.tenant, test, at=NOON)
    assert_as_stated(CONTEXT, "plan an opening", cost)
    with metered() as cost:
        plan_opening(world.tenant, test, at=NOON)
    assert cost.spent == units(1, read=2)


def test_preparing(world: World) -> None:
    test = exam(world)
    for number in range(10):
        rostered(world, f"l{number}")
    with metered() as cost:
        step(world, test)
    assert_as_stated(CONTEXT, "prepare attempts of 10 learners", cost)
    with metered() as cost:
        step(world, test)
    assert cost.spent == units(1, read=2)


def test_discarding(world: World) -> None:
    test, ada = exam(world), rostered(world, "ada")
    opened(world, test)
    with metered() as cost:
        discard_prepared(world.tenant, ada.person, world.course, at=AHEAD)
    assert_as_stated(CONTEXT, "discard what waits for a learner", cost)


def test_abandoning(world: World) -> None:
    ada = rostered(world, "ada")
    world.begin(ada, world.live(time_limit_minutes=30))
    with metered() as cost:
        abandon_attempts(world.tenant, ada.person, world.course, left_at=NOON, at=NOON)
    assert_as_stated(CONTEXT, "abandon an attempt of who has left", cost)


def test_a_minute_of_starts(world: World) -> None:
    """Twenty in one process, with and without: half of the requests, and three fifths of the write units less."""
    test = exam(world)
    spent = []
    for name in ("without", "with"):
        learners = [rostered(world, f"{name}{number}") for number in range(20)]
        if name == "with":
            opened(world, test)
        memory.forget()
        with metered() as cost:
            for learner in learners:
                world.begin(learner, test, SOON)
        spent.append((len(cost.calls), cost.write_units + cost.index_units))
    assert spent == [(20 * 4 + 1, 20 * 5), (4 + 19 * 2, 5 + 19 * 2)]
