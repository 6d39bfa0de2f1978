"""A school with a course, its learner and its tutor; buckets beside the table."""

from collections.abc import Iterator

import pytest

from tests.function.assessment.client import Client
from tests.imports import buckets
from tests.store.assessment.world import World, new_world


@pytest.fixture(scope="module")
def files(table: str) -> Iterator[None]:
    """Buckets of this module's own."""
    with buckets():
        yield


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)


@pytest.fixture
def ada(world: World) -> Client:
    world.enrolled("ada")
    return Client(world.person("ada"), world.tenant)


@pytest.fixture
def tutor(world: World) -> Client:
    return Client(world.person("tutor", "instructor"), world.tenant)
