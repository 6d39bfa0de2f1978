import pytest

from tests.function.commerce.test_checkout import ask, refusal, wish
from tests.http import Person, person
from tests.selling import for_sale, intents
from tools.stripe_local.server import StripeServer

pytestmark = [pytest.mark.store, pytest.mark.security]


@pytest.fixture
def mallory(stripe: StripeServer, tenant: str) -> Person:
    return person("mallory", tenant, "learner")


def test_no_field_of_the_body_changes_what_is_charged(mallory: Person, stripe: StripeServer, tenant: str) -> None:
    course = for_sale(tenant, 50_000)
    for tampered in (
        wish(course) | {"total": 1},
        wish(course) | {"lines": [{"course": course, "price": 1}]},
        {"items": [{"course": course, "price": 1}], "pay_with": "payment_element"},
        {"items": [{"course": course, "quantity": -3}], "pay_with": "payment_element"},
    ):
        assert refusal(ask(mallory, tenant, tampered)) == (422, "invalid-request")
    assert ask(mallory, tenant, wish(course, currency="VND")).json["total"] == 50_000  # there is no price in dong
    assert [(intent["amount"], intent["currency"]) for intent in intents(stripe)] == [(50_000, "thb")]


def test_a_course_of_another_school_is_not_sold_here(mallory: Person, stripe: StripeServer, tenant: str) -> None:
    course = for_sale(f"{tenant}b", 0)
    assert refusal(ask(mallory, tenant, wish(course))) == (404, "course-not-found")


def test_the_return_page_of_another_order_is_no_way_out(mallory: Person, stripe: StripeServer, tenant: str) -> None:
    """Where a hosted page leads to is the school's to say, not the buyer's."""
    tampered = wish(for_sale(tenant), pay_with="hosted") | {"success_url": "https://evil.example"}
    assert refusal(ask(mallory, tenant, tampered)) == (422, "invalid-request")
