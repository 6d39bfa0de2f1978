"""What buyers and the school's cashiers do."""

import json
import time

from tests.e2e.world import World
from tools.demo.api import Api
from tools.local_stripe import SIGNING_SECRET
from tools.stripe_local.delivery import signature


def buy(world: World) -> None:
    """Say to whom the invoice goes, order, look at orders."""
    api = world.school.member("buyer").api
    api.put("/me/billing", {"name": "Ada Example", "country": "TH"})
    api.get("/me/billing")
    wish = {"items": [{"course": world.goods}], "pay_with": "payment_element"}
    order = api.post("/orders", wish)["id"]
    api.get("/me/orders")
    api.get(f"/orders/{order}")
    world.school.administrator.api.get("/orders")
    set_prices(world)
    hear(world)


def set_prices(world: World) -> None:
    """A price in dollars, which a buyer looks at."""
    cashier, buyer, own = world.school.administrator.api, world.school.member("buyer").api, f"/courses/{world.goods}"
    cashier.put(f"{own}/prices", {"by_currency": {"USD": 1_500}})
    cashier.get(f"{own}/prices")
    buyer.get(f"{own}/price?currency=USD")
    buyer.get("/countries")
    buyer.get("/currencies")


def hear(world: World) -> None:
    """What Stripe sends of itself; through the gateway that the walk listens at."""
    payload = json.dumps({"id": "evt_walk", "type": "customer.created", "data": {"object": {}}})
    signed = signature(payload.encode(), SIGNING_SECRET, int(time.time()))
    visitor = Api(f"{world.school.place.api_url}/v1", "")
    answer = visitor.send("POST", "/webhooks/stripe", json.loads(payload), headers={"Stripe-Signature": signed})
    assert answer.status == 200
