"""Ordering: the price is the server's, seats are held with the order, and a repeat is the same order and payment."""

from datetime import timedelta

import pytest

from lyceum.commerce.errors import (
    AlreadyOwned,
    BannedFromCourse,
    CourseFull,
    CourseNotForSale,
    CourseNotFound,
    CurrenciesDiffer,
    EnrollmentClosed,
    OrderedTwice,
    PaymentProviderDown,
    PaymentsNotSetUp,
    PrerequisiteMissing,
    TotalTooSmall,
    UnknownCurrency,
)
from lyceum.commerce.model.billing import Billing
from lyceum.commerce.model.order import OrderState, PayWith
from lyceum.commerce.store import orders
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import iso
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.setting_catalogue import TAXES
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from tests.published_course import NOON, enroll_by_hand, kept, learner, put, told
from tests.selling import for_sale, intents, seats_of
from tests.store.commerce.buyers import order
from tests.store.commerce.settings import set_by_hand
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
THAI = Billing("Ada", "TH", ("1 Rama IV Road", "Bangkok"))


@pytest.fixture
def ada(stripe: StripeServer, tenant: str) -> Caller:
    return learner(tenant)


def test_an_order_is_what_the_offer_says(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, 50_000)

    done = order(ada, course)

    assert done.order.state is OrderState.PENDING
    assert [(line.course, line.total) for line in done.order.lines] == [(course, 50_000)]
    (intent,) = intents(stripe)
    assert (intent["amount"], intent["currency"]) == (50_000, "thb")
    assert intent["metadata"] == {"tenant": ada.tenant, "order": done.order.id}
    assert done.payment is not None
    assert done.payment.client_secret == intent["client_secret"]
    found = orders.find(ada.tenant, done.order.id)
    assert found.sale.intent == intent["id"]
    assert found.held_until == NOON + timedelta(minutes=30)


def test_the_order_tells_and_waits(ada: Caller) -> None:
    done = order(ada, for_sale(ada.tenant))
    # The payment's id was kept since, and what a write told goes with the next one.
    item = kept(ada.tenant, "O", done.order.id, "ORDER")
    assert "events" not in item
    assert item["GSI1PK"]["S"] == f"T#{ada.tenant}#U#{ada.person}#ORDERS"
    assert item["GSI2SK"]["S"] == f"2026-03-02T12:30:00.000Z#commerce.OrderDue#{ada.tenant}#{done.order.id}"


def test_a_hosted_page_leads_there(ada: Caller, stripe: StripeServer) -> None:
    one, two = for_sale(ada.tenant, 50_000), for_sale(ada.tenant, 20_000)

    done = order(ada, one, two, pay_with=PayWith.HOSTED)

    assert done.payment is not None
    assert done.payment.url is not None
    assert done.payment.url.startswith(f"{stripe.url}/pay/")
    (page,) = [thing for thing in stripe.service.books.things.values() if thing["object"] == "checkout.session"]
    assert page["amount_total"] == 70_000
    assert page["success_url"].endswith(f"?order={done.order.id}")
    assert orders.find(ada.tenant, done.order.id).sale.session == page["id"]


def test_seats_are_held_with_the_order(ada: Caller) -> None:
    course = for_sale(ada.tenant, seats=3)
    order(ada, course)
    assert seats_of(ada.tenant, course) == (2, 1)


def test_a_course_without_a_limit_holds_none(ada: Caller) -> None:
    course = for_sale(ada.tenant)
    order(ada, course)
    assert "rs" not in kept(ada.tenant, "C", course, "OFFER")


def test_the_last_seat_is_sold_once(ada: Caller) -> None:
    course = for_sale(ada.tenant, seats=1)
    order(ada, course)
    with pytest.raises(CourseFull):
        order(learner(ada.tenant), course)
    assert seats_of(ada.tenant, course) == (0, 1)


def test_all_or_nothing(ada: Caller) -> None:
    """A basket with a full course holds no seat of the other."""
    full, other = for_sale(ada.tenant, seats=0), for_sale(ada.tenant, seats=5)
    with pytest.raises(CourseFull):
        order(ada, other, full)
    assert seats_of(ada.tenant, other) == (5, 0)


def test_a_total_of_zero_needs_no_payment(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, 0, seats=2)

    done = order(ada, course)

    assert (done.order.state, done.payment) == (OrderState.PAID, None)
    assert intents(stripe) == []
    item = kept(ada.tenant, "O", done.order.id, "ORDER")
    assert told(item) == ["OrderPlaced", "OrderPaid"]
    assert "GSI2PK" not in item
    assert kept(ada.tenant, "O", done.order.id, "PAYMENT#free")["a"] == {"N": "0"}
    assert seats_of(ada.tenant, course) == (1, 1)


def test_the_same_key_is_the_same_order_and_payment(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant, seats=1)
    first = order(ada, course, key="key-number-1")
    again = order(ada, course, key="key-number-1", at=NOON + timedelta(minutes=5))
    assert again.order.id == first.order.id
    assert first.payment is not None
    assert again.payment is not None
    assert again.payment.client_secret == first.payment.client_secret
    assert len(intents(stripe)) == 1
    assert seats_of(ada.tenant, course) == (0, 1)
    with pytest.raises(IdempotencyKeyReused):
        order(ada, course, key="key-number-1", body="another")


def test_refusals_have_their_names(ada: Caller) -> None:
    banned, owned, closed = (for_sale(ada.tenant) for _ in range(3))
    place = {"PK": f"T#{ada.tenant}#U#{ada.person}", "SK": f"ENROLLMENT#{banned}"}
    ban_by_hand(place)
    enroll_by_hand(ada, owned)
    put(ada.tenant, closed, "OFFER", o={"BOOL": False}, p={"N": "100"}, cur={"S": "THB"})
    branches = for_sale(ada.tenant, br={"BOOL": True})
    course = for_sale(ada.tenant)
    for courses, refusal in (
        ([new_id()], CourseNotFound),
        ([banned], BannedFromCourse),
        ([owned], AlreadyOwned),
        ([closed], EnrollmentClosed),
        ([branches], CourseNotForSale),
        ([course, course], OrderedTwice),
        ([course, for_sale(ada.tenant, currency="JPY")], CurrenciesDiffer),
        ([for_sale(ada.tenant, 999)], TotalTooSmall),
    ):
        with pytest.raises(refusal):
            order(ada, *courses)
    with pytest.raises(UnknownCurrency):
        order(ada, course, currency="XXA")


def test_a_course_is_bought_once_those_before_it_are_completed(ada: Caller, stripe: StripeServer) -> None:
    first = for_sale(ada.tenant)
    course = for_sale(ada.tenant, rq={"S": first})
    enroll_by_hand(ada, first)
    with pytest.raises(PrerequisiteMissing) as refused:
        order(ada, course)
    assert refused.value.facts == {"course": course, "requires": first}
    assert intents(stripe) == []
    place = kept(ada.tenant, "U", ada.person, f"ENROLLMENT#{first}")
    dynamodb().put_item(TableName=settings().table, Item=place | {"s": {"S": "completed"}, "done": {"S": iso(NOON)}})
    assert order(ada, course).order.state is OrderState.PENDING


def ban_by_hand(place: dict[str, str]) -> None:
    from lyceum.kernel.settings import settings
    from lyceum.kernel.table.client import dynamodb

    ban = {"M": {"r": {"S": "Because"}, "b": {"S": "x"}, "a": {"S": "2026-03-01T00:00:00.000Z"}}}
    item = {name: {"S": value} for name, value in place.items()} | {"s": {"S": "suspended"}, "bn": ban}
    dynamodb().put_item(TableName=settings().table, Item=item)


def test_who_gave_a_place_up_can_buy_it_again(ada: Caller) -> None:
    """Unlike who enrolls for nothing: learning goes on where it was."""
    course = for_sale(ada.tenant)
    enroll_by_hand(ada, course, status="withdrawn")
    assert order(ada, course).order.state is OrderState.PENDING


def test_tax_is_that_of_the_buyers_country(ada: Caller, stripe: StripeServer) -> None:
    set_by_hand(ada.tenant, TAXES, "TH US=8.25+")
    course = for_sale(ada.tenant, 10_700)
    inside = order(ada, course, billing=THAI).order.lines[0]
    assert (inside.tax, inside.included_tax, inside.total) == (0, 700, 10_700)
    abroad = order(learner(ada.tenant), course, billing=Billing("Bo", "US")).order.lines[0]
    assert (abroad.tax, abroad.total) == (883, 11_583)
    assert [intent["amount"] for intent in intents(stripe)] == [10_700, 11_583]


def test_zero_and_three_decimals_are_charged_right(ada: Caller, stripe: StripeServer) -> None:
    for price, currency, charged in ((1_500, "JPY", 1_500), (12_340, "KWD", 12_340), (1_500, "ISK", 150_000)):
        order(ada, for_sale(ada.tenant, price, currency=currency))
        assert intents(stripe)[-1]["amount"] == charged


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.FAILS_BEFORE, Fault.LIMITED])
def test_stripe_is_down_and_the_same_wish_does_it_later(ada: Caller, stripe: StripeServer, fault: Fault) -> None:
    course = for_sale(ada.tenant, seats=1)
    stripe.service.faults.plan(Planned(fault, "payment_intents", times=12))
    with pytest.raises(PaymentProviderDown):
        order(ada, course, key="key-number-1")
    stripe.service.faults.planned.clear()

    done = order(ada, course, key="key-number-1")

    assert done.payment is not None
    assert seats_of(ada.tenant, course) == (0, 1)
    assert len(intents(stripe)) == 1


@pytest.mark.parametrize("fault", [Fault.FAILS_AFTER, Fault.LOST])
def test_nobody_can_pay_what_a_lost_answer_made(ada: Caller, stripe: StripeServer, fault: Fault) -> None:
    """Where Stripe keeps its own fault under the key, another key makes another payment; the first has no finder."""
    stripe.service.faults.plan(Planned(fault, "payment_intents", times=1))
    done = order(ada, for_sale(ada.tenant), key="key-number-1")
    assert done.payment is not None
    assert done.payment.client_secret in {intent["client_secret"] for intent in intents(stripe)}
    assert len(intents(stripe)) == (2 if fault is Fault.FAILS_AFTER else 1)


@pytest.mark.parametrize("fault", [Fault.FAILS_AFTER, Fault.LOST])
def test_nobody_finds_the_page_that_a_lost_answer_made(ada: Caller, stripe: StripeServer, fault: Fault) -> None:
    stripe.service.faults.plan(Planned(fault, "checkout/sessions", times=1))
    done = order(ada, for_sale(ada.tenant), key="key-number-1", pay_with=PayWith.HOSTED)
    again = order(ada, done.order.lines[0].course, key="key-number-1", pay_with=PayWith.HOSTED)
    assert done.payment is not None
    assert again.payment is not None
    assert (again.order.id, again.payment.url) == (done.order.id, done.payment.url)
    pages = [thing for thing in stripe.service.books.things.values() if thing["object"] == "checkout.session"]
    assert done.order.sale.session == pages[-1]["id"]
    assert len(pages) == (2 if fault is Fault.FAILS_AFTER else 1)


def test_a_circuit_opens_after_five_failures(ada: Caller, stripe: StripeServer) -> None:
    course = for_sale(ada.tenant)
    stripe.service.faults.plan(Planned(Fault.LIMITED, "payment_intents", times=1_000))
    for number in range(6):
        with pytest.raises(PaymentProviderDown):
            order(ada, course, key=f"key-number-{number}")
    asked = len(stripe.service.faults.happened)
    with pytest.raises(PaymentProviderDown):
        order(ada, course, key="key-number-9")
    assert len(stripe.service.faults.happened) == asked


def test_a_school_without_keys_sells_nothing_that_costs(
    ada: Caller, monkeypatch: pytest.MonkeyPatch, stripe: StripeServer
) -> None:
    from tests.selling import forget

    monkeypatch.setenv("STRIPE_SECRET", "")
    forget()
    with pytest.raises(PaymentsNotSetUp):
        order(ada, for_sale(ada.tenant))
    assert order(ada, for_sale(ada.tenant, 0)).order.state is OrderState.PAID
