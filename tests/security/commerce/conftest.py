"""A Stripe for tests of what nobody may do to a shop."""

from collections.abc import Iterator

import pytest

from tests.selling import selling
from tools.stripe_local.server import StripeServer


@pytest.fixture
def stripe(table: str, emulator: str) -> Iterator[StripeServer]:
    with selling(emulator) as server:
        yield server
