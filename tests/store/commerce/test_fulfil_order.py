"""Paid means enrolled, exactly once, or given back."""

from typing import Any

import pytest

from lyceum.commerce.errors import OrderClaimed, OrderNotPaid, PaymentProviderDown
from lyceum.commerce.fulfil_order import claim_order, finish_order, give_up_execution, hold_seat, open_line
from lyceum.commerce.give_back import give_line_back, return_payment
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.store import orders
from lyceum.enrollment.enroll_buyer import enroll_buyer
from lyceum.enrollment.errors import PurchaseOver, SeatNeeded
from lyceum.kernel.access import Caller
from tests.published_course import NOON, enroll_by_hand, kept, learner, put, told
from tests.selling import for_sale, intents, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import EXECUTION, fulfil
from tests.store.commerce.hooks import deliver, succeeded
from tests.store.commerce.refunding import give_back
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def found(order: Order) -> Order:
    return orders.find(order.tenant, order.id)


def paid(caller: Caller, stripe: StripeServer, *courses: str) -> Order:
    """An order whose payment has really come in."""
    made = order(caller, *courses).order
    pay(stripe, made)
    deliver(succeeded(made))
    return found(made)


def pay(stripe: StripeServer, made: Order) -> None:
    from tests.unit.stripe_local.conftest import client_of

    client: Any = client_of(stripe)
    how = {"payment_method": "pm_card_visa", "return_url": "https://shop.example"}
    client.v1.payment_intents.confirm(made.sale.intent, how)


def refunds(stripe: StripeServer) -> list[int]:
    return [thing["amount"] for thing in stripe.service.books.things.values() if thing["object"] == "refund"]


def place(caller: Caller, course: str) -> dict[str, Any]:
    return kept(caller.tenant, "U", caller.person, f"ENROLLMENT#{course}")


def test_a_paid_line_is_a_place_with_its_source(ada: Caller, stripe: StripeServer) -> None:
    limited, unlimited = for_sale(ada.tenant, seats=3), for_sale(ada.tenant)
    made = paid(ada, stripe, limited, unlimited)

    fulfil(made)

    done = found(made)
    assert all(line.opened and not line.held for line in done.lines)
    assert {place(ada, course)["src"]["S"] for course in (limited, unlimited)} == {"purchase"}
    assert told(place(ada, limited)) == ["LearnerEnrolled"]
    assert seats_of(ada.tenant, limited) == (2, 0)
    assert told(kept(ada.tenant, "O", made.id, "ORDER")) == ["OrderFulfilled"]
    assert refunds(stripe) == []


def test_each_step_can_be_done_twice(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=3)
    made = paid(ada, stripe, course)
    for _ in range(2):
        assert claim_order(ada.tenant, made.id, EXECUTION, at=NOON) == [course]
    for _ in range(2):
        assert hold_seat(ada.tenant, made.id, course, at=NOON).held
    for _ in range(2):
        enroll_buyer(ada.tenant, ada.person, course, made.id, held=True, at=NOON)
    for _ in range(2):
        open_line(ada.tenant, made.id, course, at=NOON)
    for _ in range(2):
        finish_order(ada.tenant, made.id, EXECUTION, at=NOON)
    assert seats_of(ada.tenant, course) == (2, 0)
    assert place(ada, course)["rev"] == {"N": "1"}


def test_one_execution_alone(ada: Caller, stripe: StripeServer) -> None:
    made = paid(ada, stripe, for_sale(ada.tenant))
    claim_order(ada.tenant, made.id, EXECUTION, at=NOON)
    with pytest.raises(OrderClaimed):
        claim_order(ada.tenant, made.id, "execution-2", at=NOON)
    give_up_execution(ada.tenant, made.id, "execution-2", at=NOON)  # it never had it
    with pytest.raises(OrderClaimed):
        claim_order(ada.tenant, made.id, "execution-2", at=NOON)
    give_up_execution(ada.tenant, made.id, EXECUTION, at=NOON)
    fulfil(made, execution="execution-2")
    assert found(made).lines[0].opened


def test_what_is_not_paid_is_not_fulfilled(ada: Caller) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    with pytest.raises(OrderNotPaid):
        claim_order(ada.tenant, made.id, EXECUTION, at=NOON)
    with pytest.raises(PurchaseOver):
        enroll_buyer(ada.tenant, ada.person, made.lines[0].course, made.id, held=False, at=NOON)


def test_a_line_that_is_refused_goes_back_and_the_other_stays(ada: Caller, stripe: StripeServer) -> None:
    owned, other = for_sale(ada.tenant, 30_000, seats=3), for_sale(ada.tenant, 50_000, seats=3)
    made = paid(ada, stripe, owned, other)
    enroll_by_hand(ada, owned)

    fulfil(made)

    done = found(made)
    assert (done.line(owned).returned, done.line(owned).refunded) == (True, 30_000)
    assert (done.line(other).opened, done.state) == (True, OrderState.PAID)
    assert refunds(stripe) == [30_000]
    assert (seats_of(ada.tenant, owned), seats_of(ada.tenant, other)) == ((3, 0), (2, 0))


@pytest.mark.parametrize("how", ["closed", "banned"])
def test_an_order_of_which_nothing_opens_is_refunded(ada: Caller, stripe: StripeServer, how: str) -> None:
    course = for_sale(ada.tenant, 50_000, seats=3)
    made = paid(ada, stripe, course)
    if how == "closed":
        offer = kept(ada.tenant, "C", course, "OFFER")
        put(ada.tenant, course, "OFFER", **(offer | {"o": {"BOOL": False}}))
    else:
        from tests.store.commerce.test_checkout import ban_by_hand

        ban_by_hand({"PK": f"T#{ada.tenant}#U#{ada.person}", "SK": f"ENROLLMENT#{course}"})
    fulfil(made)
    done = found(made)
    assert (done.state, done.refunded) == (OrderState.REFUNDED, 50_000)
    assert seats_of(ada.tenant, course) == (3, 0)
    (refund,) = [item for item in parts(made) if item["SK"]["S"].startswith("REFUND#")]
    assert refund["s"] == {"S": "succeeded"}
    assert refund["why"] == {"S": "withdrawn_course" if how == "closed" else "not_admitted"}


def parts(made: Order) -> list[dict[str, Any]]:
    from lyceum.kernel.walk import partition

    return list(partition(f"T#{made.tenant}#O#{made.id}"))


def late(ada: Caller, stripe: StripeServer, course: str) -> Order:
    """Paid after its seats were given up."""
    made = order(ada, course).order
    pay(stripe, made)
    deliver(succeeded(made) | {"type": "payment_intent.canceled"})
    deliver(succeeded(made))
    assert found(made).late
    return found(made)


def test_a_late_payment_takes_a_seat_again(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=1)
    fulfil(late(ada, stripe, course))
    assert place(ada, course)["src"] == {"S": "purchase"}
    assert seats_of(ada.tenant, course) == (0, 0)


def test_a_late_payment_for_a_course_that_is_full_goes_back(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=1)
    made = late(ada, stripe, course)
    order(learner(ada.tenant), course)
    fulfil(made)
    assert (found(made).state, refunds(stripe)) == (OrderState.REFUNDED, [50_000])
    assert place(ada, course) == {}
    assert seats_of(ada.tenant, course) == (0, 1)


def test_a_course_that_began_to_count_after_it_was_sold(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant)
    made = paid(ada, stripe, course)
    count(ada.tenant, course, 2)
    with pytest.raises(SeatNeeded):
        enroll_buyer(ada.tenant, ada.person, course, made.id, held=False, at=NOON)
    fulfil(made)
    assert seats_of(ada.tenant, course) == (1, 0)


def test_a_course_that_stopped_to_count_after_it_was_sold(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=2)
    made = paid(ada, stripe, course)
    offer = kept(ada.tenant, "C", course, "OFFER")
    put(ada.tenant, course, "OFFER", **{name: value for name, value in offer.items() if name != "sl"})
    fulfil(made)
    assert found(made).lines[0].opened
    assert kept(ada.tenant, "C", course, "OFFER")["rs"] == {"N": "0"}


def count(tenant: str, course: str, seats: int) -> None:
    offer = kept(tenant, "C", course, "OFFER")
    put(tenant, course, "OFFER", **(offer | {"sl": {"N": str(seats)}, "cap": {"N": str(seats)}}))


@pytest.mark.parametrize("fault", [Fault.FAILS_AFTER, Fault.LOST])
def test_money_goes_back_once_whatever_becomes_of_the_answer(ada: Caller, stripe: StripeServer, fault: Fault) -> None:
    course = for_sale(ada.tenant, 50_000)
    made = paid(ada, stripe, course)
    stripe.service.faults.plan(Planned(fault, "POST /v1/refunds"))
    for _ in range(2):
        give_line_back(ada.tenant, made.id, course, refusal="AlreadyEnrolled", execution=EXECUTION, at=NOON)
    assert (refunds(stripe), found(made).refunded) == ([50_000], 50_000)


def test_a_provider_that_is_down_is_asked_again(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, 50_000)
    made = paid(ada, stripe, course)
    stripe.service.faults.plan(Planned(Fault.LIMITED, "POST /v1/refunds"))
    with pytest.raises(PaymentProviderDown):
        give_line_back(ada.tenant, made.id, course, refusal="CourseFull", execution=EXECUTION, at=NOON)
    assert (found(made).lines[0].refunding, found(made).refunded) == (50_000, 0)
    give_line_back(ada.tenant, made.id, course, refusal="CourseFull", execution=EXECUTION, at=NOON)
    assert (found(made).lines[0].refunding, found(made).refunded) == (0, 50_000)


def test_what_is_on_its_way_back_is_not_asked_for_again(ada: Caller, stripe: StripeServer) -> None:
    """Staff has asked for it and has no answer yet: fulfilment has nothing to give back, and ends."""
    owned, other = for_sale(ada.tenant), for_sale(ada.tenant)
    made = paid(ada, stripe, owned, other)
    enroll_by_hand(ada, owned)
    stripe.service.faults.plan(Planned(Fault.LIMITED, "POST /v1/refunds"))
    with pytest.raises(PaymentProviderDown):
        give_back(made, {owned: None}, key="refund-of-ada")

    fulfil(made)

    assert (found(made).line(owned).refunding, found(made).line(other).opened) == (50_000, True)
    assert told(kept(ada.tenant, "O", made.id, "ORDER")) == ["OrderFulfilled"]
    give_back(made, {owned: None}, key="refund-of-ada")
    assert (found(made).line(owned).returned, refunds(stripe)) == (True, [50_000])


def test_what_nobody_wanted_goes_back_once(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    pay(stripe, made)
    for _ in range(2):
        return_payment(ada.tenant, made.id, intents(stripe)[0]["id"], amount=50_000, currency="THB", at=NOON)
    assert refunds(stripe) == [50_000]


def test_a_free_line_that_is_refused_needs_no_provider(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, 0)
    made = order(ada, course).order
    enroll_by_hand(ada, course)
    fulfil(made)
    assert (found(made).state, refunds(stripe)) == (OrderState.REFUNDED, [])
