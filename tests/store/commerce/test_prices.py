"""Price lists: what is kept, and what two do to one list at once."""

import threading

import pytest

from lyceum.commerce.errors import CourseHasNoPriceYet, CourseIsFree, CourseNotFound
from lyceum.commerce.model.prices import Others
from lyceum.commerce.price import course_prices, own_price, set_prices
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.client import dynamodb
from tests.published_course import NOON, kept, learner, put
from tests.selling import for_sale
from tests.unit.commerce.samples import money

pytestmark = pytest.mark.store
USD = Others(by_currency={"USD": 1_500})


@pytest.fixture
def cashier(table: str, tenant: str) -> Caller:
    return learner(tenant)


def test_seats_and_prices_share_an_item_and_not_a_revision(cashier: Caller) -> None:
    course = for_sale(cashier.tenant, seats=5)
    before = course_prices(cashier, course)
    set_prices(cashier, course, USD, expected=before.number, at=NOON)
    offer = kept(cashier.tenant, "C", course, "OFFER")
    assert (offer["sl"], offer["py"], offer["pv"]) == ({"N": "5"}, {"M": {"USD": {"N": "1500"}}}, {"N": "1"})
    set_prices(cashier, course, Others(), expected=1, at=NOON)
    assert "py" not in kept(cashier.tenant, "C", course, "OFFER")


def test_the_change_is_told_once(cashier: Caller) -> None:
    course = for_sale(cashier.tenant)
    for _ in range(2):
        set_prices(cashier, course, USD, expected=None, at=NOON)
    offer = kept(cashier.tenant, "C", course, "OFFER")
    assert [one["M"]["n"]["S"] for one in offer["events"]["L"]] == ["PricesChanged"]
    assert offer["pv"] == {"N": "1"}


def test_a_course_that_became_free_is_free_whatever_its_list_says(cashier: Caller) -> None:
    course = for_sale(cashier.tenant)
    set_prices(cashier, course, USD, expected=None, at=NOON)
    put(cashier.tenant, course, "OFFER", **(kept(cashier.tenant, "C", course, "OFFER") | {"p": {"N": "0"}}))
    assert own_price(cashier, course, country=None, currency="USD").price.is_free
    with pytest.raises(CourseIsFree):
        set_prices(cashier, course, USD, expected=None, at=NOON)
    with pytest.raises(CourseNotFound):
        set_prices(cashier, new_id(), USD, expected=None, at=NOON)


def test_a_course_that_was_never_published_has_no_price_yet(cashier: Caller) -> None:
    """Unlike one that is not there, or is another school's."""
    course = new_id()
    put(cashier.tenant, course, "COURSE", v={"N": "1"})
    for ask in (
        lambda: course_prices(cashier, course),
        lambda: set_prices(cashier, course, USD, expected=None, at=NOON),
        lambda: own_price(cashier, course, country=None, currency=None),
    ):
        with pytest.raises(CourseHasNoPriceYet):
            ask()
    with pytest.raises(CourseNotFound):
        own_price(cashier, new_id(), country=None, currency=None)


def test_of_ten_who_change_a_list_at_once_one_does(cashier: Caller) -> None:
    course, together, outcomes = for_sale(cashier.tenant), threading.Barrier(10), list[str]()
    dynamodb()

    def one(amount: int) -> None:
        together.wait()
        try:
            wanted = Others(by_country={"IN": money(amount, "INR")})
            set_prices(cashier, course, wanted, expected=0, at=NOON)
            outcomes.append("kept")
        except ChangedInTheMeantime:
            outcomes.append("refused")

    threads = [threading.Thread(target=one, args=(1_000 + amount,)) for amount in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept"] + ["refused"] * 9
    assert course_prices(cashier, course).number == 1
