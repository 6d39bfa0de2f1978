"""A course in a tenant of the test's own."""

import pytest

from tests.store.assessment.world import World, new_world


@pytest.fixture
def world(table: str, tenant: str) -> World:
    return new_world(tenant)
