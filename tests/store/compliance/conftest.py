"""Buckets beside the table, and a trail."""

from collections.abc import Iterator

import pytest

from tests.store.compliance.trail import Trail, forget_opened, locked_bucket
from tests.store.insight.school import content_bucket


@pytest.fixture(scope="module")
def seals_bucket(table: str) -> Iterator[str]:
    """The bucket for the seals of this table."""
    with locked_bucket(table) as name:
        yield name


@pytest.fixture(scope="module")
def bucket(table: str) -> Iterator[str]:
    """This module's own content bucket."""
    with content_bucket() as name:
        yield name


@pytest.fixture
def trail(seals_bucket: str, tenant: str) -> Trail:
    """A fresh tenant's trail, in a process that has opened no window."""
    forget_opened()
    return Trail(tenant)
