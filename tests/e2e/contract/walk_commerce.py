"""What buyers and the school's cashiers do."""

from tests.e2e.world import World


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
