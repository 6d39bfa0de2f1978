"""GET /v1/{tenant}/coupons, GET and PUT …/{coupon}; GET and PUT /v1/{tenant}/promotions; `coupon` at checkout."""

import json
from pathlib import Path
from typing import Any

import pytest

from commerce.manage_coupons import handler
from tests.function.commerce.test_checkout import ask as buy
from tests.function.commerce.test_checkout import refusal, wish
from tests.http import Answer, Person, person, request
from tests.selling import for_sale
from tools.stripe_local.server import StripeServer

pytestmark = pytest.mark.store
COUPONS, COUPON = "/v1/{tenant}/coupons", "/v1/{tenant}/coupons/{coupon}"
PROMOTIONS = "/v1/{tenant}/promotions"
TERMS: dict[str, Any] = {"percent": "12.5", "limit": 10, "per_person": 2}


@pytest.fixture
def cashier(table: str, tenant: str) -> Person:
    return person("cashier", tenant, "finance")


def ask(route: str, caller: Person, tenant: str, body: Any = None, **more: Any) -> Answer:
    return request(handler, route, caller=caller, tenant=tenant, body=body, **more)


def test_a_coupon_is_made_changed_and_listed(cashier: Person, tenant: str) -> None:
    assert refusal(ask(f"GET {COUPON}", cashier, tenant, coupon="SPRING")) == (404, "coupon-not-found")
    made = ask(f"PUT {COUPON}", cashier, tenant, TERMS, coupon="spring")
    assert (made.status, made.headers["ETag"], made.json["code"], made.json["uses"]) == (200, '"1"', "SPRING", 0)
    assert ask(f"GET {COUPON}", cashier, tenant, coupon="Spring").json == made.json
    changed = ask(f"PUT {COUPON}", cashier, tenant, TERMS | {"active": False}, coupon="SPRING")
    assert (changed.json["active"], changed.headers["ETag"]) == (False, '"2"')
    ask(f"PUT {COUPON}", cashier, tenant, {"amount": {"amount": 500, "currency": "THB"}}, coupon="AUTUMN")
    listed = ask(f"GET {COUPONS}", cashier, tenant, query={"limit": "1"}).json
    assert [one["code"] for one in listed["items"]] == ["AUTUMN"]
    more = ask(f"GET {COUPONS}", cashier, tenant, query={"cursor": listed["next_cursor"]}).json
    assert [one["code"] for one in more["items"]] == ["SPRING"]


def test_two_who_change_a_coupon_see_each_other(cashier: Person, tenant: str) -> None:
    place: dict[str, Any] = {"coupon": "SPRING", "headers": {"If-Match": '"0"'}}
    assert ask(f"PUT {COUPON}", cashier, tenant, TERMS, **place).status == 200
    assert ask(f"PUT {COUPON}", cashier, tenant, TERMS, **place).status == 200  # the same once more is the same
    other = ask(f"PUT {COUPON}", cashier, tenant, TERMS | {"limit": 1}, **place)
    assert refusal(other) == (412, "changed-in-the-meantime")


@pytest.mark.parametrize(
    ("terms", "refused"),
    [
        ({}, (422, "invalid-reduction")),
        ({"percent": "0"}, (422, "invalid-reduction")),
        ({"percent": "10", "amount": {"amount": 5, "currency": "THB"}}, (422, "invalid-reduction")),
        ({"amount": {"amount": 0, "currency": "THB"}}, (422, "invalid-reduction")),
        ({"amount": {"amount": 5, "currency": "DEM"}}, (422, "unknown-currency")),
        ({"amount": {"amount": 5, "currency": "KWD"}}, (422, "unchargeable-amount")),
        (
            {"percent": "10", "starts_at": "2026-03-02T12:00:00Z", "ends_at": "2026-03-02T12:00:00Z"},
            (422, "invalid-reduction"),
        ),
        ({"amount": {"amount": -5, "currency": "THB"}}, (422, "invalid-request")),
        ({"amount": {"amount": 10**30, "currency": "THB"}}, (422, "invalid-request")),
        ({"percent": "101"}, (422, "invalid-request")),
        ({"percent": "-1"}, (422, "invalid-request")),
        ({"percent": "10", "limit": 10**30}, (422, "invalid-request")),
        ({"percent": "10", "limit": 0}, (422, "invalid-request")),
        ({"percent": "10", "limit": True}, (422, "invalid-request")),
        ({"percent": "10", "uses": 0}, (422, "invalid-request")),
        ({"percent": "10", "courses": []}, (422, "invalid-request")),
    ],
)
def test_terms_are_looked_through(cashier: Person, tenant: str, terms: Any, refused: tuple[int, str]) -> None:
    assert refusal(ask(f"PUT {COUPON}", cashier, tenant, terms, coupon="SPRING")) == refused


def test_promotions_are_set_whole(cashier: Person, tenant: str) -> None:
    assert ask(f"GET {PROMOTIONS}", cashier, tenant).json == {"items": []}
    wanted = {"items": [{"id": "week", "percent": "10"}, {"id": "early", "percent": "5", "first_purchase": True}]}
    kept = ask(f"PUT {PROMOTIONS}", cashier, tenant, wanted)
    assert [one["id"] for one in kept.json["items"]] == ["early", "week"]
    assert ask(f"GET {PROMOTIONS}", cashier, tenant).json == kept.json
    stale = ask(f"PUT {PROMOTIONS}", cashier, tenant, {"items": []}, headers={"If-Match": '"0"'})
    assert refusal(stale) == (412, "changed-in-the-meantime")
    twice = {"items": [{"id": "week", "percent": "10"}] * 2}
    assert refusal(ask(f"PUT {PROMOTIONS}", cashier, tenant, twice)) == (422, "invalid-reduction")


def test_an_order_names_a_coupon(cashier: Person, stripe: StripeServer, tenant: str) -> None:
    ada, course = person("ada", tenant, "learner"), for_sale(tenant, 10_000)
    ask(f"PUT {COUPON}", cashier, tenant, TERMS, coupon="SPRING")
    made = buy(ada, tenant, wish(course, coupon="spring")).json
    assert (made["coupon"], made["total"], made["lines"][0]["discount"]) == ("SPRING", 8_750, 1_250)
    assert made["lines"][0]["coupon"] == "SPRING"
    assert ask(f"GET {COUPON}", cashier, tenant, coupon="SPRING").json["uses"] == 1
    assert refusal(buy(ada, tenant, wish(course, coupon="SUMMER"))) == (422, "coupon-unknown")
    assert refusal(buy(ada, tenant, wish(course, coupon="no code"))) == (422, "invalid-request")


def test_the_key_of_an_order_with_another_coupon_is_another_wish(
    cashier: Person, stripe: StripeServer, tenant: str
) -> None:
    ada, course = person("ada", tenant, "learner"), for_sale(tenant, 10_000)
    ask(f"PUT {COUPON}", cashier, tenant, TERMS, coupon="SPRING")
    assert buy(ada, tenant, wish(course), "a-key-of-mine").status == 201
    again = buy(ada, tenant, wish(course, coupon="SPRING"), "a-key-of-mine")
    assert refusal(again) == (422, "idempotency-key-reused")


def test_the_sample_event_is_understood(table: str, tenant: str) -> None:
    sample = Path("events/commerce/manage_coupons.json").read_text(encoding="utf-8")
    assert handler(json.loads(sample.replace("demo", tenant)), None)["statusCode"] == 200
