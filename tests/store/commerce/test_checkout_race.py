"""Many buyers for few seats, over separate connections: none is sold twice, and who got none has no payment."""

import random
import threading
import time
from collections import Counter

import pytest

from lyceum.commerce.errors import CourseFull
from lyceum.commerce.model.order import OrderState
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.client import dynamodb
from tests.published_course import kept, learner
from tests.selling import for_sale, intents, seats_of
from tests.store.commerce.buyers import order
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.timeout(180)]

BUYERS, SEATS = 200, 20


def test_two_hundred_buyers_for_twenty_seats(stripe: StripeServer, tenant: str) -> None:
    course, together = for_sale(tenant, seats=SEATS), threading.Barrier(BUYERS)
    outcomes = buy_at_once(course, [learner(tenant) for _ in range(BUYERS)], together)

    assert outcomes == {"pending": SEATS, "CourseFull": BUYERS - SEATS}
    assert seats_of(tenant, course) == (0, SEATS)
    assert len(intents(stripe)) == SEATS


def test_one_wish_ten_times_at_once(stripe: StripeServer, tenant: str) -> None:
    course, ada, together = for_sale(tenant, seats=SEATS), learner(tenant), threading.Barrier(10)
    outcomes = buy_at_once(course, [ada] * 10, together, key="one-wish-of-mine")

    assert outcomes == {"pending": 10}
    assert seats_of(tenant, course) == (SEATS - 1, 1)
    assert len(intents(stripe)) == 1
    assert kept(tenant, "C", course, "OFFER")["rs"] == {"N": "1"}


def buy_at_once(
    course: str, buyers: list[Caller], together: threading.Barrier, *, key: str | None = None
) -> dict[str, int]:
    """Everybody orders in a thread of their own; who is told to come again does, with the same key."""
    dynamodb()
    outcomes: Counter[str] = Counter()

    def one(buyer: Caller) -> None:
        own = key or new_id()
        together.wait()
        outcome, until = "Busy", time.monotonic() + 90
        while outcome == "Busy" and time.monotonic() < until:
            try:
                state = order(buyer, course, key=own).order.state
                outcome = "pending" if state is OrderState.PENDING else str(state)
            except CourseFull:
                outcome = "CourseFull"
            except Busy:
                time.sleep(random.uniform(0, 1))
        outcomes[outcome] += 1

    threads = [threading.Thread(target=one, args=(buyer,)) for buyer in buyers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(outcomes)
