"""A school with an exam, its learners and staff, and people who mean no good."""

import pytest

from tests.function.assessment.client import Client
from tests.store.assessment.world import World, new_world


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.fixture
def ada(world: World) -> Client:
    """A learner of the course."""
    world.enrolled("ada")
    return Client(world.person("ada"), world.tenant)


@pytest.fixture
def mallory(world: World) -> Client:
    """Another learner of the same course."""
    world.enrolled("mallory")
    return Client(world.person("mallory"), world.tenant)


@pytest.fixture
def tutor(world: World) -> Client:
    return Client(world.person("tutor", "instructor"), world.tenant)
