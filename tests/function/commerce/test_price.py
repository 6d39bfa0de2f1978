"""GET and PUT /v1/{tenant}/courses/{course}/prices, GET …/price, GET /v1/{tenant}/countries and …/currencies."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.checkout import handler as checkout
from commerce.price import handler
from lyceum.kernel.ids import new_id
from tests.http import Answer, Person, person, request
from tests.selling import for_sale, intents
from tests.store.commerce.settings import set_by_hand
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
LIST = "/v1/{tenant}/courses/{course}/prices"
MINE = "GET /v1/{tenant}/courses/{course}/price"
INDIA = {"by_country": {"IN": {"amount": 40_000, "currency": "INR"}}, "by_currency": {"KWD": 5_000, "JPY": 2_000}}


@pytest.fixture
def cashier(table: str, tenant: str) -> Person:
    return person("cashier", tenant, "finance")


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


def ask(route: str, caller: Person, tenant: str, body: Any = None, **more: Any) -> Answer:
    return request(handler, route, caller=caller, tenant=tenant, body=body, **more)


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_a_list_is_kept_beside_the_published_price(cashier: Person, tenant: str) -> None:
    course = for_sale(tenant)
    base = {"amount": 50_000, "currency": "THB"}
    before = ask(f"GET {LIST}", cashier, tenant, course=course)
    assert before.json == {"course": course, "base": base, "by_country": {}, "by_currency": {}}
    kept = ask(f"PUT {LIST}", cashier, tenant, INDIA, course=course)
    assert kept.json == {"course": course, "base": base, **INDIA}
    assert ask(f"GET {LIST}", cashier, tenant, course=course).json == kept.json
    assert (before.headers["ETag"], kept.headers["ETag"]) == ('"0"', '"1"')
    emptied = ask(f"PUT {LIST}", cashier, tenant, {}, course=course)
    assert emptied.json == before.json


def test_two_who_change_a_list_see_each_other(cashier: Person, tenant: str) -> None:
    course = for_sale(tenant)
    first = ask(f"PUT {LIST}", cashier, tenant, INDIA, course=course, headers={"If-Match": '"0"'})
    again = ask(f"PUT {LIST}", cashier, tenant, INDIA, course=course, headers={"If-Match": '"0"'})
    assert (first.status, again.status) == (200, 200)  # the same once more is the same
    other = ask(f"PUT {LIST}", cashier, tenant, {}, course=course, headers={"If-Match": '"0"'})
    assert refusal(other) == (412, "changed-in-the-meantime")


@pytest.mark.parametrize(
    ("wish", "refused"),
    [
        ({"by_country": {"XX": {"amount": 1, "currency": "THB"}}}, (422, "unknown-country")),
        ({"by_currency": {"DEM": 1}}, (422, "unknown-currency")),
        ({"by_currency": {"KWD": 5_001}}, (422, "unchargeable-amount")),
        ({"by_currency": {"USD": -1}}, (422, "invalid-request")),
        ({"by_currency": {"USD": 10**13}}, (422, "invalid-request")),
        ({"by_currency": {"usd": 1}}, (422, "invalid-request")),
        ({"base": {"amount": 1, "currency": "THB"}}, (422, "invalid-request")),
    ],
)
def test_a_list_is_looked_through(cashier: Person, tenant: str, wish: Any, refused: tuple[int, str]) -> None:
    assert refusal(ask(f"PUT {LIST}", cashier, tenant, wish, course=for_sale(tenant))) == refused


def test_a_free_course_has_no_list(cashier: Person, tenant: str) -> None:
    course = for_sale(tenant, 0)
    assert refusal(ask(f"PUT {LIST}", cashier, tenant, INDIA, course=course)) == (409, "course-is-free")
    assert refusal(ask(f"GET {LIST}", cashier, tenant, course=new_id())) == (404, "course-not-found")


def test_what_a_course_costs_me(cashier: Person, ada: Person, tenant: str) -> None:
    set_by_hand(tenant, "commerce.taxes", "TH US=8.25+")
    course = for_sale(tenant, 10_700)
    ask(f"PUT {LIST}", cashier, tenant, INDIA, course=course)

    def mine(**query: str) -> dict[str, Any]:
        shown: dict[str, Any] = ask(MINE, ada, tenant, course=course, query=query).json
        return shown

    assert mine()["price"] == {"amount": 10_700, "currency": "THB"}
    assert (mine(country="TH")["included_tax"], mine(country="TH")["total"]) == (700, 10_700)
    assert (mine(country="US")["tax"], mine(country="US")["total"]) == (883, 11_583)
    assert mine(country="IN", currency="JPY")["price"] == {"amount": 40_000, "currency": "INR"}
    assert mine(currency="JPY")["price"] == {"amount": 2_000, "currency": "JPY"}
    assert refusal(ask(MINE, ada, tenant, course=course, query={"country": "XX"})) == (422, "unknown-country")
    assert refusal(ask(MINE, ada, tenant, course=course, query={"currency": "DEM"})) == (422, "unknown-currency")
    assert refusal(ask(MINE, ada, tenant, course=new_id())) == (404, "course-not-found")


@pytest.mark.parametrize(
    ("country", "currency", "total", "charged"),
    [
        ("IN", None, 40_000, (40_000, "inr")),
        ("IN", "JPY", 40_000, (40_000, "inr")),  # nobody buys their way round the price of their country
        ("DE", "JPY", 2_000, (2_000, "jpy")),
        ("KW", "KWD", 5_000, (5_000, "kwd")),
        ("DE", None, 50_000, (50_000, "thb")),
    ],
)
def test_an_order_takes_the_price_of_its_country(
    cashier: Person,
    ada: Person,
    stripe: StripeServer,
    tenant: str,
    country: str,
    currency: str | None,
    total: int,
    charged: tuple[int, str],
) -> None:
    course = for_sale(tenant)
    ask(f"PUT {LIST}", cashier, tenant, INDIA, course=course)
    wish = {
        "items": [{"course": course}],
        "pay_with": "payment_element",
        "billing": {"name": "Ada", "country": country},
    }
    more = {"currency": currency} if currency else {}
    made = request(checkout, "POST /v1/{tenant}/orders", caller=ada, tenant=tenant, body=wish | more).json
    assert made["total"] == total
    assert [(intent["amount"], intent["currency"]) for intent in intents(stripe)] == [charged]


def test_a_published_price_that_no_card_can_pay_is_no_order(ada: Person, stripe: StripeServer, tenant: str) -> None:
    for price, currency, name in ((5_001, "KWD", "unchargeable-amount"), (100, "DEM", "unknown-currency")):
        body = {"items": [{"course": for_sale(tenant, price, currency=currency)}], "pay_with": "hosted"}
        refused = request(checkout, "POST /v1/{tenant}/orders", caller=ada, tenant=tenant, body=body)
        assert refusal(refused) == (422, name)
    assert intents(stripe) == []


def test_reference_data(ada: Person, tenant: str) -> None:
    set_by_hand(tenant, "commerce.taxes", "DE=16")
    found = {one["code"]: one for one in ask("GET /v1/{tenant}/countries", ada, tenant).json["items"]}
    assert len(found) > 240
    assert (found["DE"]["tax_percent"], found["DE"]["standard_percent"]) == ("16", "19")
    assert (found["TH"]["tax_percent"], found["TH"]["currency"]) == ("0", "THB")
    known = {one["code"]: one for one in ask("GET /v1/{tenant}/currencies", ada, tenant).json["items"]}
    assert [(known[code]["digits"], known[code]["step"]) for code in ("JPY", "THB", "KWD")] == [(0, 1), (2, 1), (3, 10)]
    assert known["THB"]["least"] == 1_000


def test_the_sample_event_is_understood(table: str, tenant: str) -> None:
    sample = Path("events/commerce/price.json").read_text(encoding="utf-8")
    answer = handler(json.loads(sample.replace("demo", tenant)), None)
    assert answer["statusCode"] == 404  # there is no such course
