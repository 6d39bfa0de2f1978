"""A refund that may have been made before is looked for among all of its payment: it is never made twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lyceum.commerce import breaker, provider_list
from lyceum.commerce.errors import PaymentProviderDown
from lyceum.commerce.give_back import give_line_back, return_payment
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import RefundState
from lyceum.commerce.refund import refunds_of
from lyceum.kernel.access import Caller
from tests.published_course import learner
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import EXECUTION
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.refunding import give_back, staff
from tests.store.commerce.test_fulfil_order import found, pay
from tests.store.commerce.test_hear_refund import things
from tests.store.commerce.test_reconcile import bought, look, run, shown
from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
A_DAY = timedelta(days=1, hours=1)
MORE_THAN_A_PAGE = 101


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def plan(stripe: StripeServer, fault: Fault, request: str, times: int = 2) -> None:
    """For both tries of the SDK."""
    stripe.service.faults.plan(Planned(fault, request, times=times))


def tomorrow(stripe: StripeServer) -> datetime:
    """Stripe has forgotten its keys, and nothing is wrong with it any more."""
    stripe.service.books.answered.clear()
    stripe.service.faults.planned.clear()
    breaker.forget()
    return datetime.now(UTC) + A_DAY


def asked_in_vain(stripe: StripeServer, made: Order, fault: Fault = Fault.LOST, amount: int = 10_000) -> None:
    """Staff asks for a part, and hears no answer."""
    plan(stripe, fault, "POST /v1/refunds")
    with pytest.raises(PaymentProviderDown):
        give_back(made, {made.lines[0].course: amount}, key="refund-of-ada", at=datetime.now(UTC))
    stripe.service.faults.planned.clear()
    breaker.forget()


def many_at_stripe(stripe: StripeServer, made: Order) -> None:
    """So that what was made before them is not on the first page."""
    client: Any = client_of(stripe)
    for _ in range(MORE_THAN_A_PAGE):
        client.v1.refunds.create({"payment_intent": made.sale.intent, "amount": 10})


def made_of(stripe: StripeServer, amount: int) -> int:
    return sum(thing["amount"] == amount for thing in things(stripe, "refund"))


def test_one_behind_a_page_of_others_is_found(
    ada: Caller, stripe: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_list, "PAGES", 1)  # the night does not see it
    made = bought(ada, stripe, for_sale(ada.tenant))
    asked_in_vain(stripe, made)
    many_at_stripe(stripe, made)
    at = tomorrow(stripe)

    report = run(ada.tenant, at)

    assert (report.complete, ("lost_refund", True, "") in shown(report)) == (False, True)
    assert made_of(stripe, 10_000) == 1
    assert found(made).refunded >= 10_000
    again = run(ada.tenant, at)
    assert "lost_refund" not in [kind for kind, _, _ in shown(again)]
    assert made_of(stripe, 10_000) == 1


def test_a_fault_between_two_pages_asks_for_nothing(
    ada: Caller, stripe: StripeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    asked_in_vain(stripe, made)
    many_at_stripe(stripe, made)
    tomorrow(stripe)
    kept_next, lists = stripe.service.faults.next, 0

    def fails_on_the_second_page(request: str) -> Fault | None:
        nonlocal lists
        lists += request.startswith("GET /v1/refunds")
        return Fault.LIMITED if lists > 1 else kept_next(request)

    monkeypatch.setattr(stripe.service.faults, "next", fails_on_the_second_page)
    with pytest.raises(PaymentProviderDown):
        give_back(made, {made.lines[0].course: 10_000}, key="refund-of-ada", at=datetime.now(UTC) + A_DAY)
    assert (made_of(stripe, 10_000), found(made).lines[0].refunding) == (1, 10_000)
    monkeypatch.undo()
    done = give_back(made, {made.lines[0].course: 10_000}, key="refund-of-ada", at=tomorrow(stripe))
    assert (done.state, made_of(stripe, 10_000)) == (RefundState.SUCCEEDED, 1)


@pytest.mark.parametrize("fault", [Fault.LIMITED, Fault.LOST, Fault.FAILS_AFTER])
def test_a_day_later_it_goes_back_once_whatever_had_become_of_it(
    ada: Caller, stripe: StripeServer, fault: Fault
) -> None:
    """Not made, made and not answered, made and answered with a fault that is kept."""
    made = bought(ada, stripe, for_sale(ada.tenant))
    plan(stripe, fault, "POST /v1/refunds")
    plan(stripe, Fault.LIMITED, "GET /v1/refunds")
    with pytest.raises(PaymentProviderDown):
        give_back(made, {made.lines[0].course: 10_000}, key="refund-of-ada", at=datetime.now(UTC))
    at = tomorrow(stripe)
    for _ in range(2):
        done = give_back(made, {made.lines[0].course: 10_000}, key="refund-of-ada", at=at)
        assert done.state is RefundState.SUCCEEDED
    assert (made_of(stripe, 10_000), found(made).refunded) == (1, 10_000)


def test_a_fault_between_looking_and_asking_makes_it_once(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    asked_in_vain(stripe, made, Fault.LIMITED)
    at = tomorrow(stripe)
    plan(stripe, Fault.LOST, "POST /v1/refunds")  # looked for, not there, made, and no answer
    with pytest.raises(PaymentProviderDown):
        give_back(made, {made.lines[0].course: 10_000}, key="refund-of-ada", at=at)
    assert made_of(stripe, 10_000) == 1
    at = tomorrow(stripe) + A_DAY
    assert look(ada.tenant, at) == [("refund", True, "")]
    assert (made_of(stripe, 10_000), found(made).refunded) == (1, 10_000)


def test_one_that_was_never_made_is_made_a_day_later(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    asked_in_vain(stripe, made, Fault.LIMITED)
    at = tomorrow(stripe)
    assert look(ada.tenant, at) == [("lost_refund", True, "")]
    assert made_of(stripe, 10_000) == 1


def test_an_execution_that_is_resumed_days_later(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    pay(stripe, made)
    deliver(succeeded(made), at=datetime.now(UTC))
    where: dict[str, Any] = {"course": made.lines[0].course, "refusal": "CourseFull", "execution": EXECUTION}
    plan(stripe, Fault.LOST, "POST /v1/refunds")
    with pytest.raises(PaymentProviderDown):
        give_line_back(made.tenant, made.id, **where, at=datetime.now(UTC))
    give_line_back(made.tenant, made.id, **where, at=tomorrow(stripe))
    assert ([one["amount"] for one in things(stripe, "refund")], found(made).refunded) == ([50_000], 50_000)


def test_what_no_order_takes_goes_back_once_however_late_it_is_asked_again(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    client: Any = client_of(stripe)
    names = {"tenant": made.tenant, "order": made.id}
    how = {"payment_method": "pm_card_pendingRefund", "return_url": "https://shop.example", "confirm": True}
    paid = client.v1.payment_intents.create({"amount": 50_000, "currency": "thb", "metadata": names, **how})
    plan(stripe, Fault.LOST, "POST /v1/refunds")
    with pytest.raises(PaymentProviderDown):
        return_payment(made.tenant, made.id, paid.id, amount=50_000, currency="THB", at=datetime.now(UTC))
    for _ in range(2):
        return_payment(made.tenant, made.id, paid.id, amount=50_000, currency="THB", at=tomorrow(stripe))
    assert [one["amount"] for one in things(stripe, "refund")] == [50_000]
    (kept,) = refunds_of(staff(made.tenant), made.id)
    assert kept.state is RefundState.ASKED  # the bank takes its time
