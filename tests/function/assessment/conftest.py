"""Buckets beside the table."""

from collections.abc import Iterator

import pytest

from tests.imports import buckets


@pytest.fixture(scope="module")
def files(table: str) -> Iterator[None]:
    """Buckets of this module's own."""
    with buckets():
        yield
