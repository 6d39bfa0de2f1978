"""Staff who give money back, and who hears of it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund, RefundReason
from lyceum.commerce.refund import RefundWish, refund
from lyceum.enrollment.end_purchase import end_purchase
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.published_course import NOON
from tests.store.commerce.hooks import deliver, succeeded
from tests.unit.stripe_local.conftest import client_of
from tools.stripe_local.server import StripeServer


def staff(tenant: str, *roles: str) -> Caller:
    """Somebody who may give money back: an administrator, or who has these roles."""
    return Caller(new_id(), tenant, roles=frozenset(roles or ("administrator",)))


def give_back(
    made: Order,
    lines: Mapping[str, int | None] | None = None,
    *,
    by: Caller | None = None,
    key: str | None = None,
    body: str = "",
    at: datetime = NOON,
) -> Refund:
    """Of these lines, or everything. The same key is the same person's."""
    caller = by or (staff(made.tenant) if key is None else Caller(made.buyer, made.tenant, roles=_ADMINISTRATOR))
    creation = Creation.of(key, tenant=made.tenant, caller=caller.person, operation=f"refund:{made.id}", body=body)
    return refund(caller, made.id, RefundWish(lines, RefundReason.REQUESTED), creation=creation, at=at)


_ADMINISTRATOR = frozenset({"administrator"})


def hear_refunded(order: Mapping[str, Any]) -> None:
    """Enrollment hears what an order's item tells."""
    tenant = order["PK"]["S"].split("#")[1]
    for one in order["events"]["L"]:
        event = one["M"]
        if event["n"]["S"] == "OrderRefunded":
            said = json.loads(event["d"]["S"])
            for course in said["returned"]:
                free = course in said["freed"]
                end_purchase(tenant, said["order"], said["buyer"], course, seat_is_free=free, at=NOON)


def pay_by(stripe: StripeServer, made: Order, card: str) -> None:
    """Its payment has really come in, by a card that does something."""
    client: Any = client_of(stripe)
    how = {"payment_method": card, "return_url": "https://shop.example"}
    client.v1.payment_intents.confirm(made.sale.intent, how)
    deliver(succeeded(made))
