import pytest

from tests.function.commerce.test_checkout import ask as buy
from tests.function.commerce.test_checkout import refusal, wish
from tests.function.commerce.test_manage_coupons import COUPON, COUPONS, PROMOTIONS, TERMS, ask
from tests.http import Person, person
from tests.selling import for_sale, intents
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture
def mallory(stripe: StripeServer, tenant: str) -> Person:
    return person("mallory", tenant, "learner")


def test_a_coupon_of_another_school_is_unknown_here(mallory: Person, stripe: StripeServer, tenant: str) -> None:
    there = f"{tenant}b"
    ask(f"PUT {COUPON}", person("cashier", there, "finance"), there, TERMS, coupon="SPRING")
    refused = buy(mallory, tenant, wish(for_sale(tenant), coupon="SPRING"))
    nobodys = buy(mallory, tenant, wish(for_sale(tenant), coupon="NOBODYS"))
    assert refusal(refused) == refusal(nobodys) == (422, "coupon-unknown")
    assert intents(stripe) == []


def test_a_coupon_of_another_person_takes_nothing_off(mallory: Person, stripe: StripeServer, tenant: str) -> None:
    terms = TERMS | {"persons": [person("ada", tenant, "learner").id]}
    ask(f"PUT {COUPON}", person("cashier", tenant, "finance"), tenant, terms, coupon="ADAS")
    assert refusal(buy(mallory, tenant, wish(for_sale(tenant), coupon="ADAS"))) == (403, "coupon-not-for-you")
    assert intents(stripe) == []


@pytest.mark.parametrize("role", ["auditor", "instructor", "learner", "support", "teaching_assistant"])
def test_only_the_finance_office_makes_coupons(table: str, tenant: str, role: str) -> None:
    mallory = person("mallory", tenant, role)
    assert ask(f"PUT {COUPON}", mallory, tenant, TERMS, coupon="MINE").status == 403
    assert ask(f"PUT {PROMOTIONS}", mallory, tenant, {"items": []}).status == 403
    for route in (f"GET {COUPONS}", f"GET {PROMOTIONS}"):
        assert ask(route, mallory, tenant).status == 403


def test_staff_of_another_school_make_none_here(table: str, tenant: str) -> None:
    stranger = person("boss", f"{tenant}b", "administrator", "finance")
    assert ask(f"PUT {COUPON}", stranger, tenant, TERMS, coupon="MINE").status == 403
    assert ask(f"GET {COUPONS}", stranger, tenant).status == 403
