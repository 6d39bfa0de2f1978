"""What the provider lists against the orders: every difference is put right, or reported with its reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lyceum.commerce.errors import PaymentProviderDown
from lyceum.commerce.model.order import Access, Order, OrderState
from lyceum.commerce.model.reconciliation import Reconciliation
from lyceum.commerce.reconcile import reconcile, reconcile_all
from lyceum.commerce.store import reconciliations
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.ids import new_id
from tests.published_course import kept, learner, told
from tests.schools import open_school
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import fulfil
from tests.store.commerce.refunding import give_back, hear_refunded
from tests.store.commerce.test_fulfil_order import found, pay, place, refunds
from tests.store.commerce.test_hear_refund import at_provider, things
from tools.stripe_local.control import steer
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def look(tenant: str, at: datetime | None = None) -> list[tuple[str, bool, str]]:
    """What a run finds; the provider's clock is the real one."""
    return shown(run(tenant, at))


def run(tenant: str, at: datetime | None = None) -> Reconciliation:
    now = at or datetime.now(UTC) + timedelta(hours=2)
    return reconcile(tenant, new_id(), since=now - timedelta(days=3), by=None, at=now)


def shown(made: Reconciliation) -> list[tuple[str, bool, str]]:
    return sorted((str(one.kind), one.repaired, one.why) for one in made.findings)


def bought(ada: Caller, stripe: StripeServer, *courses: str) -> Order:
    """Now, so that it lies in the window."""
    now = datetime.now(UTC)
    made = order(ada, *courses, at=now).order
    pay(stripe, made)
    from tests.store.commerce.hooks import deliver, succeeded

    deliver(succeeded(made), at=now)
    fulfil(found(made))
    return found(made)


def test_where_all_agrees_nothing_is_found(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    other = bought(learner(ada.tenant), stripe, for_sale(ada.tenant))
    give_back(other)
    report = run(ada.tenant)
    assert (report.findings, report.payments, report.refunds, report.complete) == ([], 2, 1, True)
    assert found(made).state is OrderState.PAID


def test_a_payment_that_nobody_heard_of_pays_its_order(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    pay(stripe, made)
    assert look(ada.tenant) == [("unpaid", True, "")]
    assert (found(made).state, told(kept(ada.tenant, "O", made.id, "ORDER"))) == (OrderState.PAID, ["OrderPaid"])
    fulfil(found(made))
    assert look(ada.tenant) == []


def test_a_payment_that_no_order_takes_goes_back_once(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    from tests.unit.stripe_local.conftest import client_of

    client: Any = client_of(stripe)
    names = {"tenant": made.tenant, "order": made.id}
    how = {"payment_method": "pm_card_visa", "return_url": "https://shop.example", "confirm": True}
    client.v1.payment_intents.create({"amount": 50_000, "currency": "thb", "metadata": names, **how})
    assert look(ada.tenant) == [("unwanted", True, "")]
    assert look(ada.tenant) == []
    assert (refunds(stripe), found(made).refunded) == ([50_000], 0)


def test_an_order_that_is_not_there_and_a_payment_that_is_not_there(ada: Caller, stripe: StripeServer) -> None:
    from tests.unit.stripe_local.conftest import client_of

    client: Any = client_of(stripe)
    names = {"tenant": ada.tenant, "order": new_id()}
    how = {"payment_method": "pm_card_visa", "return_url": "https://shop.example", "confirm": True}
    client.v1.payment_intents.create({"amount": 50_000, "currency": "thb", "metadata": names, **how})
    made = bought(ada, stripe, for_sale(ada.tenant))
    del stripe.service.books.things[made.sale.intent or ""]
    assert look(ada.tenant) == [("unknown_order", False, "order-not-found"), ("unknown_payment", False, "not-listed")]


def test_what_was_paid_while_the_list_was_fetched_is_no_difference(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    del stripe.service.books.things[made.sale.intent or ""]
    assert look(ada.tenant, at=datetime.now(UTC)) == []


def test_refunds_and_disputes_that_nobody_heard_of(ada: Caller, stripe: StripeServer) -> None:
    one, two = for_sale(ada.tenant), for_sale(ada.tenant)
    back = bought(ada, stripe, one)
    at_provider(stripe, back, 50_000)
    asked = bought(learner(ada.tenant), stripe, two)
    (charge,) = [each for each in things(stripe, "charge") if each["payment_intent"] == asked.sale.intent]
    dispute = steer(stripe.service, "dispute", {"charge": charge["id"]})

    assert look(ada.tenant) == [("dispute", True, ""), ("refund", True, "")]

    hear_refunded(kept(ada.tenant, "O", back.id, "ORDER"))
    assert (found(back).state, place(ada, one)["s"]) == (OrderState.REFUNDED, {"S": "withdrawn"})
    assert (found(asked).access(two), told(kept(ada.tenant, "O", asked.id, "ORDER"))) == (
        Access.SUSPENDED,
        ["OrderDisputed"],
    )
    steer(stripe.service, "verdict", {"dispute": dispute["id"], "won": False})
    assert look(ada.tenant) == [("dispute", True, "")]
    assert found(asked).state is OrderState.REFUNDED
    assert look(ada.tenant) == []


def test_a_refund_whose_answer_never_came_is_asked_for_again(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    stripe.service.faults.plan(Planned(Fault.LIMITED, "POST /v1/refunds"))
    with pytest.raises(PaymentProviderDown):
        give_back(made, at=datetime.now(UTC))
    assert look(ada.tenant, datetime.now(UTC) + timedelta(minutes=5)) == []  # it may be under way
    assert look(ada.tenant) == [("lost_refund", True, "")]
    assert (refunds(stripe), found(made).refunded) == ([50_000], 50_000)


def test_a_paid_order_that_nobody_fulfilled_is_begun_again(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    from tests.store.commerce.hooks import deliver, succeeded

    pay(stripe, made)
    deliver(succeeded(made), at=datetime.now(UTC))
    assert look(ada.tenant) == [("unfulfilled", True, "")]
    assert told(kept(ada.tenant, "O", made.id, "ORDER")) == ["OrderReopened"]


def test_a_payment_of_another_order_is_reported_and_stays_there(ada: Caller, stripe: StripeServer) -> None:
    one = bought(ada, stripe, for_sale(ada.tenant))
    two = order(learner(ada.tenant), for_sale(ada.tenant), at=datetime.now(UTC)).order
    stripe.service.books.things[one.sale.intent or ""]["metadata"]["order"] = two.id
    assert look(ada.tenant) == [("unpaid", False, "payment-of-another-order")]
    assert (found(one).state, found(two).state, refunds(stripe)) == (OrderState.PAID, OrderState.PENDING, [])
    three = bought(learner(ada.tenant), stripe, for_sale(ada.tenant))
    stripe.service.books.things[one.sale.intent or ""]["metadata"]["order"] = three.id
    assert look(ada.tenant) == [("unpaid", False, "payment-of-another-order")]
    assert refunds(stripe) == []


def test_another_schools_payments_are_none_of_ours(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    pay(stripe, made)
    assert look(f"{ada.tenant}b") == []
    assert found(made).state is OrderState.PENDING


def test_the_same_run_again_is_the_same_report(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    pay(stripe, made)
    now, id = datetime.now(UTC), new_id()
    first, again = (reconcile(ada.tenant, id, since=now - timedelta(days=1), by=None, at=now) for _ in range(2))
    assert (first.id, shown(first)) == (again.id, shown(again))
    assert [one.id for one in reconciliations.of_tenant(ada.tenant, after=None, limit=10).items] == [id]


def test_every_night_each_school(ada: Caller, stripe: StripeServer) -> None:
    open_school(ada.tenant)
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    pay(stripe, made)
    night = datetime.now(UTC)
    stripe.service.faults.plan(Planned(Fault.LIMITED, "GET /v1/payment_intents", times=20))
    with pytest.raises(Busy):
        reconcile_all(night)
    stripe.service.faults.planned.clear()
    assert reconcile_all(night) >= 1
    assert reconcile_all(night) >= 1  # the same report
    assert found(made).state is OrderState.PAID
