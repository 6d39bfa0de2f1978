"""Events as Stripe sends them, signed or about to be."""

import json
import secrets
from datetime import datetime
from typing import Any

from lyceum.commerce.model.order import Order
from lyceum.commerce.stripe_webhook import take_webhook
from tests.published_course import NOON
from tests.selling import WEBHOOK_SECRET
from tools.stripe_local.delivery import signature


def event(type: str, about: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An event about an object."""
    id = f"evt_{secrets.token_hex(12)}"
    known = {"id": id, "object": "event", "api_version": "2026-10-28.endive", "created": 1_772_452_800, "type": type}
    return known | {"data": {"object": about}} | more


def succeeded(order: Order, **changed: Any) -> dict[str, Any]:
    """Its payment has come in."""
    about = {
        "id": order.sale.intent or "pi_of_the_page",
        "object": "payment_intent",
        "amount_received": order.total,
        "currency": order.currency.lower(),
        "metadata": {"tenant": order.tenant, "order": order.id},
    }
    return event("payment_intent.succeeded", about | changed)


def deliver(document: dict[str, Any], *, at: datetime = NOON) -> None:
    """As Stripe sends it, just now."""
    payload = json.dumps(document).encode()
    take_webhook(payload, signature(payload, WEBHOOK_SECRET, int(at.timestamp())), at=at)
