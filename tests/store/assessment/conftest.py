"""A course in a tenant of the test's own."""

import pytest

from lyceum.assessment import prepare_attempts
from lyceum.assessment.record_grade import open_row
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from tests.store.assessment.opening import KEPT
from tests.store.assessment.world import World, new_world
from tests.unit.assessment.samples import NOON


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.fixture
def tutor(world: World) -> Caller:
    return world.caller("tutor", "instructor")


@pytest.fixture
def ada(world: World) -> str:
    person = world.caller("ada").person
    open_row(world.tenant, person, world.course, at=NOON)
    return person


@pytest.fixture
def other_tutor(world: World) -> Caller:
    return world.caller("other-tutor", "instructor")


@pytest.fixture
def no_opening_met(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has met no prepared attempt; what waits is kept, whatever day it is."""
    memory.forget()
    monkeypatch.setattr(prepare_attempts, "KEPT", KEPT)
