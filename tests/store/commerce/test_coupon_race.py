"""Many buyers for few uses of a coupon, over separate connections: none is used twice, and who got none owes none."""

import random
import threading
import time
from collections import Counter

import pytest

from lyceum.commerce.errors import CouponNotForYou, CouponUsedByYou, CouponUsedUp
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.client import dynamodb
from tests.published_course import learner
from tests.selling import for_sale, intents
from tests.store.commerce.buyers import order
from tests.store.commerce.discounts import coupon, uses, uses_of
from tests.unit.commerce.samples import percent
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.timeout(180)]

BUYERS, USES = 50, 10


def test_fifty_buyers_for_ten_uses(stripe: StripeServer, tenant: str) -> None:
    code, course = coupon(tenant, limit=USES), for_sale(tenant)
    outcomes = buy_at_once([(learner(tenant), course) for _ in range(BUYERS)], code)

    assert outcomes == {"pending": USES, "CouponUsedUp": BUYERS - USES}
    assert uses(tenant) == USES
    assert [intent["amount"] for intent in intents(stripe)] == [40_000] * USES


def test_one_buyer_with_many_orders_at_once(stripe: StripeServer, tenant: str) -> None:
    code, ada = coupon(tenant, per_person=2), learner(tenant)
    outcomes = buy_at_once([(ada, for_sale(tenant)) for _ in range(10)], code)

    assert outcomes == {"pending": 2, "CouponUsedByYou": 8}
    assert uses_of(ada) == 2


def test_one_buyer_with_many_first_purchases_at_once(stripe: StripeServer, tenant: str) -> None:
    code, ada = coupon(tenant, percent(20, first_purchase=True)), learner(tenant)
    outcomes = buy_at_once([(ada, for_sale(tenant)) for _ in range(10)], code)

    assert outcomes == {"pending": 1, "CouponNotForYou": 9}


def buy_at_once(wishes: list[tuple[Caller, str]], code: str) -> dict[str, int]:
    """Everybody orders in a thread of their own; who is told to come again does, with the same key."""
    dynamodb()
    together, outcomes = threading.Barrier(len(wishes)), Counter[str]()

    def one(buyer: Caller, course: str) -> None:
        own = new_id()
        together.wait()
        outcome, until = "Busy", time.monotonic() + 90
        while outcome == "Busy" and time.monotonic() < until:
            try:
                outcome = str(order(buyer, course, coupon=code, key=own).order.state)
            except (CouponNotForYou, CouponUsedByYou, CouponUsedUp) as refusal:
                outcome = type(refusal).__name__
            except Busy:
                time.sleep(random.uniform(0, 1))  # as clients do who are told to come again: not all at once
        outcomes[outcome] += 1

    threads = [threading.Thread(target=one, args=wish) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return dict(outcomes)
