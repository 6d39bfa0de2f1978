"""Money that the provider does not give back: told once, shown, reported with its reason, and asked for again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lyceum.commerce.errors import OrderNotFound, PaymentNotUnwanted, PaymentProviderDown, RefundEmpty, RefundTooMuch
from lyceum.commerce.give_back import give_line_back, return_payment
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState
from lyceum.commerce.refund import RefundWish, refund, refunds_of
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.published_course import NOON, kept, learner, told
from tests.selling import for_sale
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import EXECUTION
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.refunding import give_back, staff
from tests.store.commerce.test_fulfil_order import found, refunds
from tests.store.commerce.test_hear_refund import at_provider, news, things
from tests.store.commerce.test_reconcile import bought, look
from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.control import steer
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
CARD_GONE = "expired_or_canceled_card"


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def events_of(made: Order) -> list[str]:
    return told(kept(made.tenant, "O", made.id, "ORDER"))


def revision(made: Order) -> int:
    return int(kept(made.tenant, "O", made.id, "ORDER")["rev"]["N"])


def pay_another(stripe: StripeServer, made: Order, card: str = "pm_card_refundFail") -> str:
    """A second payment for an order: nobody wants it."""
    client: Any = client_of(stripe)
    names = {"tenant": made.tenant, "order": made.id}
    how = {"payment_method": card, "return_url": "https://shop.example", "confirm": True}
    paid = client.v1.payment_intents.create({"amount": 50_000, "currency": "thb", "metadata": names, **how})
    return str(paid.id)


def again(made: Order, payment: str, key: str | None = None, *, lines: Any = None) -> Refund:
    """Staff asks for it once more."""
    creation = Creation.of(key, tenant=made.tenant, caller="01BX5ZZKBKACTAV9WEVGEMMVS0", operation="refund", body="1")
    wish = RefundWish(lines, RefundReason.REQUESTED, payment=payment)
    return refund(staff(made.tenant), made.id, wish, creation=creation, at=datetime.now(UTC))


def only(made: Order) -> Refund:
    (one,) = refunds_of(staff(made.tenant), made.id)
    return one


def test_what_no_order_takes_and_the_bank_refuses_is_reported_every_night_and_told_once(
    ada: Caller, stripe: StripeServer
) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    payment = pay_another(stripe, made)

    assert look(ada.tenant) == [("unwanted", False, CARD_GONE)]

    assert events_of(made) == ["RefundFailed"]
    failed = only(made)
    assert (failed.state, failed.failure, failed.payment, failed.total) == (
        RefundState.FAILED,
        CARD_GONE,
        payment,
        50_000,
    )
    assert (found(made).failed_refund, found(made).refunded, found(made).left) == (failed.id, 0, 50_000)
    before = revision(made)
    assert look(ada.tenant) == [("unwanted", False, CARD_GONE)]
    assert (revision(made), refunds(stripe)) == (before, [50_000])  # nobody is told, or asked, again


def test_staff_asks_again_for_what_no_order_takes(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    payment = pay_another(stripe, made)
    look(ada.tenant)
    for thing in things(stripe, "charge"):
        thing["payment_method"] = None  # the bank has another card for them by now

    done = again(made, payment, key="again-please")

    assert (done.state, done.total, done.payment) == (RefundState.SUCCEEDED, 50_000, payment)
    assert again(made, payment, key="again-please").id == done.id
    assert (found(made).failed_refund, found(made).refunded) == (None, 0)
    assert "OrderRefunded" not in events_of(made)  # it is in nobody's revenue
    with pytest.raises(RefundTooMuch):
        again(made, payment)
    assert look(ada.tenant) == []


def test_what_is_asked_for_again_is_a_payment_that_failed_to_go_back(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    for payment in (made.sale.intent or "", "pi_nowhere"):
        with pytest.raises(PaymentNotUnwanted):
            again(made, payment)
    with pytest.raises(RefundEmpty):
        again(made, "pi_nowhere", lines={made.lines[0].course: None})
    assert refunds(stripe) == []


def test_what_the_order_does_not_take_goes_back_once_and_pays_nothing(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    payment = pay_another(stripe, made, "pm_card_visa")
    deliver(succeeded(made, id=payment, amount_received=1))
    for _ in range(2):
        return_payment(made.tenant, made.id, payment, amount=1, currency="THB", at=NOON)
    assert (only(made).state, only(made).payment, refunds(stripe)) == (RefundState.SUCCEEDED, payment, [50_000])
    assert found(made).state is OrderState.PENDING
    with pytest.raises(OrderNotFound):
        return_payment(made.tenant, new_id(), payment, at=NOON)


def test_what_went_back_at_stripe_already_is_no_failure(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    payment = pay_another(stripe, made, "pm_card_visa")
    client: Any = client_of(stripe)
    client.v1.refunds.create({"payment_intent": payment})
    assert return_payment(made.tenant, made.id, payment, at=NOON).state is RefundState.SUCCEEDED
    assert (found(made).failed_refund, refunds(stripe)) == (None, [50_000])


def test_a_payment_that_stripe_does_not_know_is_a_failure_with_its_reason(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    done = return_payment(made.tenant, made.id, "pi_nowhere", at=NOON)
    assert (done.state, done.failure, events_of(made)) == (RefundState.FAILED, "resource_missing", ["RefundFailed"])


def test_what_no_order_takes_and_that_waits_at_the_bank_is_asked_for_once(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    pay_another(stripe, made, "pm_card_pendingRefund")
    assert look(ada.tenant) == [("unwanted", False, "pending")]
    assert look(ada.tenant) == []
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": False})
    assert look(ada.tenant) == [("refund", False, CARD_GONE), ("unwanted", False, CARD_GONE)]
    assert events_of(made) == ["RefundFailed"]


def test_a_refund_that_stripe_refuses_when_it_is_asked_again_is_no_repair(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant), at=datetime.now(UTC)).order
    client: Any = client_of(stripe)
    how = {"payment_method": "pm_card_refundFail", "return_url": "https://shop.example"}
    client.v1.payment_intents.confirm(made.sale.intent, how)
    deliver(succeeded(made), at=datetime.now(UTC))
    stripe.service.faults.plan(Planned(Fault.LIMITED, "POST /v1/refunds", times=2))
    with pytest.raises(PaymentProviderDown):
        give_line_back(
            made.tenant,
            made.id,
            made.lines[0].course,
            refusal="CourseFull",
            execution=EXECUTION,
            at=datetime.now(UTC),
        )
    stripe.service.faults.planned.clear()

    course = ("unfulfilled", False, CARD_GONE)
    assert look(ada.tenant) == [("lost_refund", False, CARD_GONE), course]

    assert (events_of(made), found(made).refunded, found(made).left) == (["RefundFailed"], 0, 50_000)
    before = revision(made)
    assert look(ada.tenant) == [course]  # not begun again: it would be refused and fail once more
    assert (revision(made), refunds(stripe)) == (before, [50_000])


def test_a_refund_that_failed_unheard_is_no_repair_and_is_told(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    give_back(made)
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": False})
    at_stripe = bought(learner(ada.tenant), stripe, for_sale(ada.tenant))
    refund = at_provider(stripe, at_stripe, 20_000)
    steer(stripe.service, "refund", {"refund": refund.id, "succeeds": False})

    findings = look(ada.tenant)

    assert [each for each in findings if each[0] == "refund"] == [("refund", False, CARD_GONE)] * 2
    assert "RefundFailed" in events_of(at_stripe)
    assert (found(made).refunded, found(at_stripe).refunded) == (0, 0)
    assert (only(at_stripe).total, only(at_stripe).failure) == (20_000, CARD_GONE)


@pytest.mark.parametrize("kind", ["refund.failed", "refund.updated", "charge.refund.updated"])
def test_however_stripe_says_that_it_failed_it_is_told_once(ada: Caller, stripe: StripeServer, kind: str) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    done = give_back(made)
    steer(stripe.service, "refund", {"refund": things(stripe, "refund")[0]["id"], "succeeds": False})
    (failed,) = news(stripe, "refund.failed")
    deliver(failed | {"id": f"evt_{new_id()}", "type": kind})
    before = revision(made)
    deliver(failed | {"id": f"evt_{new_id()}", "type": "refund.updated"})
    assert revision(made) == before
    assert events_of(made) == ["RefundFailed", "OrderReopened"]
    assert (only(made).state, only(made).failure, found(made).failed_refund) == (
        RefundState.FAILED,
        CARD_GONE,
        done.id,
    )
    assert (found(made).refunded, found(made).left) == (0, 50_000)
    assert give_back(found(made)).state is RefundState.SUCCEEDED
    assert found(made).failed_refund is None
