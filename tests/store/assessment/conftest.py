"""A course in a tenant of the test's own."""

from collections.abc import Iterator

import pytest

from lyceum.assessment import prepare_attempts
from lyceum.assessment.record_grade import open_row
from lyceum.kernel import memory
from lyceum.kernel.access import Caller
from tests.imports import buckets
from tests.store.assessment.opening import KEPT
from tests.store.assessment.world import World, new_world
from tests.unit.assessment.samples import NOON


@pytest.fixture(scope="module")
def files(table: str) -> Iterator[None]:
    """Buckets of a module's own, for whoever asks for them."""
    with buckets():
        yield


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
