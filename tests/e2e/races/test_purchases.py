"""Through the gateway, over separate connections: many buyers for few seats, to the end.

Paid means enrolled, and who is told that the course is full has no payment.
"""

from functools import partial
from typing import Any

import pytest
from stripe import StripeClient

from tests.e2e.deployed import School
from tests.e2e.furnishing import priced
from tests.e2e.races.contest import outcomes, together
from tests.e2e.races.test_seats import ANY, crowd
from tools.demo.api import Answer, Api, until
from tools.stripe_local.service import SECRET_KEY

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

BUYERS, SEATS, PRICE = 200, 20, 50_000


def order(api: Api, course: str) -> Answer:
    wish = {"items": [{"course": course}], "pay_with": "payment_element"}
    return api.send("POST", "/orders", wish, headers={"Idempotency-Key": "one-seat-for-me"}, expect=ANY)


def payments(stripe: StripeClient, school: School) -> dict[str, Any]:
    """Order of this school → its payment, as Stripe has it."""
    found = [each.to_dict() for each in stripe.v1.payment_intents.list({"limit": 100}).auto_paging_iter()]
    own = [each for each in found if each["metadata"].get("tenant") == school.tenant]
    assert len({each["metadata"]["order"] for each in own}) == len(own), "an order has two payments"
    return {each["metadata"]["order"]: each for each in own}


def pay(stripe: StripeClient, intent: str) -> Answer:
    """As the buyer's browser does it, with a test card."""
    how: Any = {"payment_method": "pm_card_visa", "return_url": "https://shop.example"}
    return Answer(200, {}, stripe.v1.payment_intents.confirm(intent, how).status.encode())


def opened(api: Api, placed: set[str]) -> set[str] | None:
    """Who bought, once every order is paid and its line open."""
    found = [api.get(f"/orders/{id}") for id in placed]
    done = [one["buyer"] for one in found if one["state"] == "paid" and one["lines"][0]["opened"]]
    return set(done) if len(done) == len(placed) else None


def enrolled(school: School, course: str) -> set[str]:
    listed = school.instructor.api.every(f"/courses/{course}/enrollments", limit=100)
    return {one["learner"] for one in listed if one["status"] == "enrolled"}


def test_two_hundred_buyers_for_twenty_seats(school: School) -> None:
    course = priced(school.instructor.api, PRICE, seats=SEATS)
    stripe = StripeClient(SECRET_KEY, base_addresses={"api": school.stack.stripe_url})
    before, buyers = payments(stripe, school), crowd(school, BUYERS)

    runs = together([partial(order, buyer, course) for buyer in buyers])
    assert outcomes(runs) == {(201, ""): SEATS, (409, "course-full"): BUYERS - SEATS}
    placed = {run.answer.json["id"] for run in runs if run.answer.status == 201}
    begun = {id: found for id, found in payments(stripe, school).items() if id not in before}
    assert set(begun) == placed

    together([partial(pay, stripe, begun[id]["id"]) for id in placed])
    bought = until(partial(opened, school.administrator.api, placed), what="every line is opened", seconds=180)

    assert len(bought) == SEATS
    assert enrolled(school, course) == bought
    charged = {id: found for id, found in payments(stripe, school).items() if id not in before}
    assert set(charged) == placed  # none of the others has a payment, let alone paid
    assert {(each["status"], each["amount_received"]) for each in charged.values()} == {("succeeded", PRICE)}
