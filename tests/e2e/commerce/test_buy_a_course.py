"""Through the gateway: a learner pays on the hosted page with a test card, and the webhook lets them in."""

from typing import Any

import pytest

from tests.e2e.deployed import School
from tests.e2e.furnishing import priced
from tools.demo.api import Api, until
from tools.demo.hosted_page import DECLINED_CARD, GOOD_CARD, pay_on_page

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture
def course(school: School) -> str:
    return priced(school.instructor.api, 50_000, seats=5)


def place(api: Api, course: str) -> dict[str, Any] | None:
    return next((one for one in api.get("/me/enrollments")["items"] if one["course"] == course), None)


def told(api: Api) -> set[str]:
    return {str(note["kind"]) for note in api.get("/me/notifications")["items"]}


def test_paid_on_the_hosted_page_means_enrolled(school: School, course: str) -> None:
    api = school.member("buyer").api
    api.put("/me/billing", {"name": "Ada Example", "country": "TH"})
    order = api.post("/orders", {"items": [{"course": course}], "pay_with": "hosted"}, key="order-of-a-buyer")
    page = order["payment"]["url"]

    declined, _ = pay_on_page(page, DECLINED_CARD)
    assert declined == 402
    assert api.get(f"/orders/{order['id']}")["state"] == "pending"
    status, back = pay_on_page(page, GOOD_CARD)

    assert status == 303
    assert f"order={order['id']}" in back
    enrolled = until(lambda: place(api, course), what="the buyer is enrolled", seconds=90)
    assert enrolled["source"] == "purchase"
    until(lambda: api.get(f"/orders/{order['id']}")["lines"][0]["opened"], what="the line is opened", seconds=60)
    paid = api.get(f"/orders/{order['id']}")
    assert (paid["state"], paid["total"], paid["refunded"]) == ("paid", 50_000, 0)
    until(lambda: "order-receipt" in told(api), what="the receipt", seconds=60)
    api.get(f"/courses/{course}/outline")  # learning is open
    sold = school.administrator.api.get("/orders")["items"]
    assert order["id"] in {one["id"] for one in sold}
    again = api.send("POST", "/orders", {"items": [{"course": course}], "pay_with": "hosted"}, expect=(409,))
    assert again.problem == "already-owned"


def test_what_is_free_opens_without_stripe(school: School) -> None:
    free = priced(school.instructor.api, 0)
    api = school.member("guest").api
    order = api.post("/orders", {"items": [{"course": free}], "pay_with": "payment_element"})
    assert (order["state"], order.get("payment")) == ("paid", None)
    assert until(lambda: place(api, free), what="the place", seconds=90)["source"] == "purchase"
