"""The smallest things that use all rights of the functions that sell."""

from functools import partial

from lyceum.kernel.ids import new_id
from tests.e2e.policies.calls import Calls, Scenario, read_everything, succeed

ORDERS = "POST /v1/{tenant}/orders"


def wish(course: str) -> dict[str, object]:
    return {"items": [{"course": course}], "pay_with": "payment_element"}


def check_out(calls: Calls) -> None:
    """Somebody new; and a wish that cannot be met, whose key is looked for."""
    buyer = new_id()
    succeed(calls, "commerce.checkout", ORDERS, buyer, wish(calls.world.goods))
    refused = calls.ask("commerce.checkout", ORDERS, buyer, wish(new_id()), headers={"Idempotency-Key": new_id()})
    assert refused.status == 404, refused.text


def of_shop(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    billing, address = "PUT /v1/{tenant}/me/billing", {"name": "Ada", "country": "TH"}

    def bill() -> None:
        succeed(calls, "commerce.billing_profile", billing, author, address)
        read_everything(calls, "commerce.billing_profile", author)

    return {
        "commerce.billing_profile": bill,
        "commerce.checkout": partial(check_out, calls),
        "commerce.view_orders": partial(read_everything, calls, "commerce.view_orders", calls.ready["ada"]),
    }
