"""A bucket beside the table, and a school."""

from collections.abc import Iterator

import pytest

from tests.store.insight.school import School, content_bucket


@pytest.fixture(scope="module")
def bucket(table: str) -> Iterator[str]:
    """This module's own content bucket."""
    with content_bucket() as name:
        yield name


@pytest.fixture
def school(table: str, tenant: str) -> School:
    """A fresh school."""
    return School(tenant)
