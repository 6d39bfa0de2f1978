"""What regrades cost, against docs/access-patterns/regrades.md."""

from functools import partial

import pytest

from lyceum.assessment.regrade import apply_regrade, list_regrades, view_regrade
from lyceum.assessment.regrade_attempts import regrade_attempts
from lyceum.kernel.access import Caller
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered
from tests.store.assessment.regrading import QUESTIONS, enrolled, requested, sat
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store

CONTEXT = "regrades"


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured(CONTEXT, __file__)


def test_from_preview_to_applied(world: World, tutor: Caller) -> None:
    exam = world.live(QUESTIONS)
    for number in range(10):
        sat(world, enrolled(world, f"l{number}"), exam, "false")
    with metered() as cost:
        regrade = requested(tutor, exam)
    assert_as_stated(CONTEXT, "preview a regrade", cost)
    go_on = partial(regrade_attempts, world.tenant, assessment=exam, regrade=regrade.id, execution="one", at=NOON)
    with metered() as cost:
        go_on()
    assert_as_stated(CONTEXT, "look through 10 learners", cost)
    with metered() as cost:
        shown = view_regrade(tutor, exam, regrade.id, page=0, skip=0, limit=50, at=NOON)
    assert len(shown.changes) == 10
    assert_as_stated(CONTEXT, "look at a regrade", cost)
    with metered() as cost:
        apply_regrade(tutor, exam, regrade.id, at=NOON)
    assert_as_stated(CONTEXT, "apply a regrade", cost)
    with metered() as cost:
        go_on()
    assert_as_stated(CONTEXT, "correct the key", cost)
    with metered() as cost:
        go_on()
    assert_as_stated(CONTEXT, "grade 10 learners again", cost)
    with metered() as cost:
        list_regrades(tutor, exam, after=None, limit=20, at=NOON)
    assert_as_stated(CONTEXT, "regrades of an assessment", cost)
