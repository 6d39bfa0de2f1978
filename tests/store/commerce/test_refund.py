"""Money that staff gives back: once, whatever becomes of the answer; access and seats follow it."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from lyceum.commerce.errors import (
    OrderNotPaid,
    PaymentProviderDown,
    RefundEmpty,
    RefundTooMuch,
    RefundWindowClosed,
)
from lyceum.commerce.fulfil_order import claim_order, hold_seat, open_line
from lyceum.commerce.model.order import Order, OrderState
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState
from lyceum.commerce.refund import RefundWish, refund, refunds_of
from lyceum.enrollment.end_purchase import end_purchase
from lyceum.enrollment.enroll_buyer import enroll_buyer
from lyceum.enrollment.errors import PurchaseOver
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.setting_catalogue import REFUND_DAYS
from tests.published_course import NOON, kept, learner, told
from tests.selling import for_sale, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.fulfilment import EXECUTION, fulfil
from tests.store.commerce.refunding import give_back, hear_refunded, staff
from tests.store.commerce.settings import set_by_hand
from tests.store.commerce.test_fulfil_order import found, paid, place, refunds
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def bought(ada: Caller, stripe: StripeServer, *courses: str) -> Order:
    made = paid(ada, stripe, *courses)
    fulfil(made)
    return found(made)


def test_everything_goes_back_and_the_places_end(ada: Caller, stripe: StripeServer) -> None:
    one, two = for_sale(ada.tenant, 30_000, seats=3), for_sale(ada.tenant, 50_000)
    made = bought(ada, stripe, one, two)

    done = give_back(made)

    assert (done.state, done.total, done.reason) == (RefundState.SUCCEEDED, 80_000, RefundReason.REQUESTED)
    after = found(made)
    assert (after.state, after.refunded) == (OrderState.REFUNDED, 80_000)
    assert refunds(stripe) == [80_000]
    item = kept(ada.tenant, "O", made.id, "ORDER")
    assert told(item) == ["OrderRefunded"]
    for _ in range(2):
        hear_refunded(item)
    assert [place(ada, course)["s"]["S"] for course in (one, two)] == ["withdrawn"] * 2
    assert place(ada, one)["why"] == {"S": "refunded"}
    assert told(place(ada, one)) == ["LearnerWithdrawn"]
    assert seats_of(ada.tenant, one) == (3, 0)


def test_a_part_of_a_line_leaves_its_place(ada: Caller, stripe: StripeServer) -> None:
    one, two = for_sale(ada.tenant, 30_000, seats=3), for_sale(ada.tenant, 50_000)
    made = bought(ada, stripe, one, two)
    give_back(made, {one: 10_000})
    hear_refunded(kept(ada.tenant, "O", made.id, "ORDER"))
    assert (found(made).line(one).refunded, found(made).line(one).returned) == (10_000, False)
    assert place(ada, one)["s"] == {"S": "enrolled"}

    give_back(made, {one: None})
    hear_refunded(kept(ada.tenant, "O", made.id, "ORDER"))

    assert (found(made).line(one).returned, found(made).state) == (True, OrderState.PAID)
    assert [place(ada, course)["s"]["S"] for course in (one, two)] == ["withdrawn", "enrolled"]
    assert refunds(stripe) == [10_000, 20_000]
    assert {each.total for each in refunds_of(staff(ada.tenant), made.id)} == {10_000, 20_000}


def test_the_same_wish_again_is_the_same_refund(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    first = give_back(made, key="refund-of-ada")
    assert give_back(made, key="refund-of-ada") == first
    assert refunds(stripe) == [50_000]
    with pytest.raises(IdempotencyKeyReused):
        give_back(made, key="refund-of-ada", body="another")


@pytest.mark.parametrize("fault", [Fault.FAILS_AFTER, Fault.LOST])
def test_it_goes_back_once_whatever_becomes_of_the_answer(ada: Caller, stripe: StripeServer, fault: Fault) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    stripe.service.faults.plan(Planned(fault, "POST /v1/refunds"))
    give_back(made, key="refund-of-ada")
    assert (refunds(stripe), found(made).refunded) == ([50_000], 50_000)


def test_a_provider_that_is_down_is_asked_again_by_the_same_wish(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    stripe.service.faults.plan(Planned(Fault.LIMITED, "POST /v1/refunds"))
    with pytest.raises(PaymentProviderDown):
        give_back(made, key="refund-of-ada")
    assert (found(made).lines[0].refunding, found(made).refunded) == (50_000, 0)
    give_back(made, key="refund-of-ada")
    assert (found(made).lines[0].refunding, found(made).refunded) == (0, 50_000)
    assert refunds(stripe) == [50_000]


def test_never_more_than_was_paid_however_many_ask_at_once(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    together, refused = threading.Barrier(5), list[str]()

    def ask() -> None:
        together.wait()
        try:
            give_back(made, {made.lines[0].course: 30_000})
        except RefundTooMuch as error:
            refused.append(error.slug())

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (refunds(stripe), found(made).refunded, len(refused)) == ([30_000], 30_000, 4)


def test_a_bank_that_refuses_leaves_all_as_it_was_and_staff_hears(ada: Caller, stripe: StripeServer) -> None:
    made = order(ada, for_sale(ada.tenant)).order
    from tests.store.commerce.refunding import pay_by

    pay_by(stripe, made, "pm_card_refundFail")
    fulfil(found(made))
    done = give_back(made)
    assert done.state is RefundState.FAILED
    assert (found(made).left, found(made).refunded, found(made).state) == (50_000, 0, OrderState.PAID)
    item = kept(ada.tenant, "O", made.id, "ORDER")
    assert told(item) == ["RefundFailed"]
    assert place(ada, made.lines[0].course)["s"] == {"S": "enrolled"}


def test_after_the_schools_time_it_takes_more(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))
    late = NOON + timedelta(days=14)
    clerk = staff(ada.tenant, "finance")
    with pytest.raises(RefundWindowClosed):
        give_back(made, by=clerk, at=late)
    set_by_hand(ada.tenant, REFUND_DAYS, "30")
    give_back(made, {made.lines[0].course: 1_000}, by=clerk, at=late)
    with pytest.raises(RefundWindowClosed):
        give_back(made, by=clerk, at=NOON + timedelta(days=30))
    assert give_back(made, at=NOON + timedelta(days=400)).state is RefundState.SUCCEEDED


def test_what_is_refused(ada: Caller, stripe: StripeServer) -> None:
    waiting = order(ada, for_sale(ada.tenant)).order
    with pytest.raises(OrderNotPaid):
        give_back(waiting)
    made = bought(ada, stripe, for_sale(ada.tenant))
    with pytest.raises(RefundTooMuch):
        give_back(made, {made.lines[0].course: 50_001})
    give_back(made)
    with pytest.raises(OrderNotPaid):
        give_back(made)
    assert refunds(stripe) == [50_000]


def test_nothing_that_is_left_is_no_refund(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant), for_sale(ada.tenant, 0))
    with pytest.raises(RefundEmpty):
        give_back(made, {made.lines[0].course: 0})


def test_a_course_that_cost_nothing_is_given_back_without_the_provider(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, 0, seats=2)
    made = order(ada, course).order
    fulfil(made)
    assert give_back(made).state is RefundState.SUCCEEDED
    hear_refunded(kept(ada.tenant, "O", made.id, "ORDER"))
    assert (found(made).state, place(ada, course)["s"]) == (OrderState.REFUNDED, {"S": "withdrawn"})
    assert (refunds(stripe), seats_of(ada.tenant, course)) == ([], (2, 0))


@pytest.mark.parametrize("enrolled", [False, True])
def test_in_the_middle_of_fulfilment_a_seat_is_free_once(ada: Caller, stripe: StripeServer, enrolled: bool) -> None:
    course = for_sale(ada.tenant, seats=3)
    made = paid(ada, stripe, course)
    claim_order(ada.tenant, made.id, EXECUTION, at=NOON)
    assert hold_seat(ada.tenant, made.id, course, at=NOON).held
    if enrolled:
        enroll_buyer(ada.tenant, ada.person, course, made.id, held=True, at=NOON)

    give_back(made)

    if enrolled:
        open_line(ada.tenant, made.id, course, at=NOON)
    else:
        assert hold_seat(ada.tenant, made.id, course, at=NOON).over
        with pytest.raises(PurchaseOver):
            enroll_buyer(ada.tenant, ada.person, course, made.id, held=True, at=NOON)
    for _ in range(2):
        hear_refunded(kept(ada.tenant, "O", made.id, "ORDER"))
    assert seats_of(ada.tenant, course) == (3, 0)
    assert place(ada, course).get("s") == ({"S": "withdrawn"} if enrolled else None)


def test_who_got_the_money_back_can_buy_again(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=3)
    first = bought(ada, stripe, course)
    give_back(first)
    news = kept(ada.tenant, "O", first.id, "ORDER")
    hear_refunded(news)

    second = bought(ada, stripe, course)

    assert second.lines[0].opened
    again = place(ada, course)
    assert (again["s"], "why" in again, told(again)) == ({"S": "enrolled"}, False, ["LearnerEnrolled"])
    assert int(again["rev"]["N"]) == 3
    assert seats_of(ada.tenant, course) == (2, 0)
    hear_refunded(news)  # once more, from the archive: it is about the first
    assert place(ada, course)["s"] == {"S": "enrolled"}
    end_purchase(ada.tenant, second.id, ada.person, course, seat_is_free=False, at=NOON)
    assert place(ada, course)["s"] == {"S": "withdrawn"}


def test_a_wish_is_the_callers_own(ada: Caller, stripe: StripeServer) -> None:
    made = bought(ada, stripe, for_sale(ada.tenant))

    def ask(by: Caller) -> Refund:
        wish = RefundWish({made.lines[0].course: 1_000}, RefundReason.REQUESTED)
        known: dict[str, Any] = {"tenant": ada.tenant, "operation": "refund", "body": "1"}
        return refund(by, made.id, wish, creation=Creation.of("same-key-1", caller=by.person, **known), at=NOON)

    assert ask(staff(ada.tenant)).id != ask(staff(ada.tenant)).id
    assert refunds(stripe) == [1_000, 1_000]
