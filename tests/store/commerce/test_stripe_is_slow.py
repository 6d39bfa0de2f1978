"""Stripe answers too late: whoever waits is told so by name, and what it did all the same is found, and done once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import stripe as sdk

from lyceum.commerce import breaker, provider, stripe_http
from lyceum.commerce.errors import PaymentProviderDown
from lyceum.commerce.expire_order import AGAIN, expire_order
from lyceum.commerce.give_back import give_line_back, return_payment
from lyceum.commerce.model.order import Order, OrderState, PayWith
from lyceum.commerce.provider import NETWORK_RETRIES
from lyceum.kernel.access import Caller
from tests.published_course import NOON, learner
from tests.selling import for_sale, intents, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import EXECUTION, fulfil
from tests.store.commerce.refunding import give_back
from tests.store.commerce.test_fulfil_order import found, paid, refunds
from tests.store.commerce.test_reconcile import bought, run
from tools.checks.house import effective, functions, operation_of
from tools.demo.api import until
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store

PATIENCE, LATE = 0.5, 1.0
"""Seconds: how long an answer is waited for while Stripe is slow, and when it comes."""

OVER = NOON + timedelta(minutes=30)


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


@contextmanager
def slow(stripe: StripeServer, request: str, *, fault: Fault = Fault.SLOW, times: int = 2) -> Iterator[None]:
    """So many of these requests are answered too late; a request is made twice. Afterwards Stripe is as it was."""
    faults = stripe.service.faults
    faults.plan(Planned(fault, request, times=times, seconds=LATE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stripe_http, "READ_SECONDS", PATIENCE)
        patch.setattr(stripe_http.Urllib3Client, "_sleep_time_seconds", lambda *_: 0)  # between two tries
        provider._client.cache_clear()
        yield
    provider._client.cache_clear()
    until(lambda: len(faults.happened) >= times, what="Stripe has been as slow as it was told", seconds=30)
    assert len(faults.happened) == times
    time.sleep(LATE + 0.3 if fault is Fault.SLOW else 0)  # what was asked for is done by now
    faults.planned.clear()
    breaker.forget()


def told(stripe: StripeServer, request: str, act: Callable[[], Any]) -> None:
    """After two tries nobody waits any longer."""
    with slow(stripe, request), pytest.raises(PaymentProviderDown):
        act()


@pytest.mark.parametrize("pay_with", list(PayWith))
def test_a_buyer_is_told_and_has_one_payment(ada: Caller, stripe: StripeServer, pay_with: PayWith) -> None:
    course = for_sale(ada.tenant, seats=1)
    told(stripe, "POST /v1/", lambda: order(ada, course, key="key-number-1", pay_with=pay_with))
    done = order(ada, course, key="key-number-1", pay_with=pay_with)
    assert done.payment is not None
    made = intents(stripe) if pay_with is PayWith.PAYMENT_ELEMENT else pages(stripe)
    assert [one["id"] for one in made] == [done.order.sale.intent or done.order.sale.session]
    assert seats_of(ada.tenant, course) == (0, 1)


def pages(stripe: StripeServer) -> list[dict[str, Any]]:
    return [one for one in stripe.service.books.things.values() if one["object"] == "checkout.session"]


def test_every_function_that_asks_stripe_lives_longer_than_two_tries() -> None:
    tries = 1 + NETWORK_RETRIES
    waits = tries * (stripe_http.CONNECT_SECONDS + stripe_http.READ_SECONDS) + sdk.HTTPClient.INITIAL_DELAY * tries
    asking = [one for one in functions() if "StripeLayer" in str(one.properties.get("Layers"))]
    assert {operation_of(one)[0] for one in asking} == {"commerce"}
    assert min(int(str(effective(one, "Timeout"))) for one in asking) > waits


def test_one_answer_that_is_late_is_asked_for_once_more(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant)
    with slow(stripe, "POST /v1/payment_intents", times=1):
        assert order(ada, course).payment is not None
    assert len(intents(stripe)) == 1


def test_money_goes_back_once(ada: Caller, stripe: StripeServer) -> None:
    made = paid(ada, stripe, for_sale(ada.tenant))
    fulfil(made)
    told(stripe, "POST /v1/refunds", lambda: give_back(made, key="refund-of-ada"))
    assert (found(made).lines[0].refunding, found(made).refunded) == (50_000, 0)
    give_back(made, key="refund-of-ada")
    assert (refunds(stripe), found(made).refunded) == ([50_000], 50_000)


def test_a_line_that_is_refused_goes_back_once(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant)
    made = paid(ada, stripe, course)

    def refuse() -> None:
        give_line_back(ada.tenant, made.id, course, refusal="CourseFull", execution=EXECUTION, at=NOON)

    told(stripe, "POST /v1/refunds", refuse)
    refuse()
    assert (refunds(stripe), found(made).refunded) == ([50_000], 50_000)


def test_a_payment_that_no_order_takes_goes_back_once(ada: Caller, stripe: StripeServer) -> None:
    made = paid(ada, stripe, for_sale(ada.tenant))

    def go_back() -> None:
        return_payment(made.tenant, made.id, made.sale.intent or "", at=NOON)

    told(stripe, "POST /v1/refunds", go_back)
    go_back()
    assert refunds(stripe) == [50_000]


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.FAILS_AFTER, Fault.LOST])
def test_an_order_is_given_up_once_its_payment_is_known_to_be_cancelled(
    ada: Caller, stripe: StripeServer, fault: Fault
) -> None:
    """Stripe cancels it, and does not say so: seats stay held until it does."""
    course = for_sale(ada.tenant, seats=1)
    made = order(ada, course).order
    with slow(stripe, "/cancel", fault=fault):
        expire_order(ada.tenant, made.id, at=OVER)
    assert (found(made).state, seats_of(ada.tenant, course)) == (OrderState.PENDING, (0, 1))
    assert intents(stripe)[0]["status"] == "canceled"
    expire_order(ada.tenant, made.id, at=OVER + AGAIN)
    assert (found(made).state, seats_of(ada.tenant, course)) == (OrderState.CANCELLED, (1, 0))


@pytest.mark.parametrize("listed", ["payment_intents", "refunds", "disputes"])
def test_a_reconciliation_that_hears_half_of_it_reports_nothing(ada: Caller, stripe: StripeServer, listed: str) -> None:
    made: Order = bought(ada, stripe, for_sale(ada.tenant))
    told(stripe, f"GET /v1/{listed}", lambda: run(ada.tenant))
    report = run(ada.tenant)
    assert (report.findings, report.payments, report.complete) == ([], 1, True)
    assert found(made).state is OrderState.PAID
