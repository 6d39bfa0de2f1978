"""What buyers and the school's cashiers do."""

import json
import time
from typing import Any

from lyceum.kernel.ids import new_id
from tests.e2e.world import World
from tools.demo.api import Api
from tools.local_stripe import SIGNING_SECRET
from tools.stripe_local.delivery import signature


def buy(world: World, platform: Api) -> None:
    """Say to whom the invoice goes, order, look at orders; `platform` is its operator's."""
    api = world.school.member("buyer").api
    api.put("/me/billing", {"name": "Ada Example", "country": "TH"})
    api.get("/me/billing")
    wish = {"items": [{"course": world.goods}], "pay_with": "payment_element"}
    order = api.post("/orders", wish)
    api.get("/me/orders")
    api.get(f"/orders/{order['id']}")
    staff = world.school.administrator.api
    staff.get("/orders")
    names = {"tenant": world.school.tenant, "order": order["id"]}
    paid = {"id": order["payment"]["client_secret"].partition("_secret_")[0], "object": "payment_intent"}
    paid |= {"amount_received": order["total"], "currency": "thb", "metadata": names}
    hear(world, "payment_intent.succeeded", paid)
    staff.post(f"/orders/{order['id']}/refunds", {"reason": "requested"})
    staff.get(f"/orders/{order['id']}/refunds")
    hear(world, "customer.created", {})
    made = staff.post("/reconciliations", {"days": 1})["id"]
    staff.get("/reconciliations")
    staff.get(f"/reconciliations/{made}")
    listed = staff.get("/webhooks")["items"]
    staff.post(f"/webhooks/{listed[0]['id']}/replay")
    refund = {"object": "refund", "id": "re_nobody", "amount": 1, "currency": "thb", "status": "succeeded"}
    hear(world, "refund.created", refund | {"payment_intent": "pi_nobody"})
    nobodys = platform.get("/webhooks")["items"]
    platform.post(f"/webhooks/{nobodys[0]['id']}/replay")
    set_prices(world)


def set_prices(world: World) -> None:
    """A price in dollars, which a buyer looks at."""
    cashier, buyer, own = world.school.administrator.api, world.school.member("buyer").api, f"/courses/{world.goods}"
    cashier.put(f"{own}/prices", {"by_currency": {"USD": 1_500}})
    cashier.get(f"{own}/prices")
    buyer.get(f"{own}/price?currency=USD")
    buyer.get("/countries")
    buyer.get("/currencies")
    cashier.put("/coupons/WALK", {"amount": {"amount": 1_000, "currency": "THB"}, "per_person": 1})
    cashier.get("/coupons/WALK")
    cashier.get("/coupons")
    cashier.put("/promotions", {"items": [{"id": "walk", "percent": "1"}]})
    cashier.get("/promotions")


def hear(world: World, type: str, about: dict[str, Any]) -> None:
    """What Stripe sends of itself; through the gateway that the walk listens at."""
    payload = json.dumps({"id": f"evt_{new_id()}", "type": type, "data": {"object": about}})
    signed = signature(payload.encode(), SIGNING_SECRET, int(time.time()))
    visitor = Api(f"{world.school.place.api_url}/v1", "")
    answer = visitor.send("POST", "/webhooks/stripe", json.loads(payload), headers={"Stripe-Signature": signed})
    assert answer.status == 200
