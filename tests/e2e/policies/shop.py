"""The smallest things that use all rights of the functions that sell."""

import json
import secrets
import time
from functools import partial

from lyceum.kernel.ids import new_id
from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, sample, succeed
from tests.http import request
from tools.local_stripe import SIGNING_SECRET
from tools.stripe_local.delivery import signature

ORDERS = "POST /v1/{tenant}/orders"
WEBHOOK = "POST /v1/webhooks/stripe"


def wish(course: str) -> dict[str, object]:
    return {"items": [{"course": course}], "pay_with": "payment_element"}


def check_out(calls: Calls) -> None:
    """Somebody new; and a wish that cannot be met, whose key is looked for."""
    buyer = new_id()
    succeed(calls, "commerce.checkout", ORDERS, buyer, wish(calls.world.goods))
    refused = calls.ask("commerce.checkout", ORDERS, buyer, wish(new_id()), headers={"Idempotency-Key": new_id()})
    assert refused.status == 404, refused.text


def hear(calls: Calls, about: dict[str, object], **more: object) -> str:
    """Stripe tells something; the event's id."""
    document = {"id": f"evt_{new_id()}", "type": "payment_intent.succeeded", "data": {"object": about}, **more}
    payload = json.dumps(document)
    signed = signature(payload.encode(), SIGNING_SECRET, int(time.time()))
    sent = {"Stripe-Signature": signed, "Content-Type": "application/json"}
    handler = lambda event, _: calls.invoke("commerce.stripe_webhook", event)  # noqa: E731 # as tests.http takes it
    answer = request(handler, WEBHOOK, raw_body=payload, headers=sent)
    if answer.status != 200:
        raise Refused(f"{WEBHOOK}: {answer.status} {answer.text[:200]}")
    return str(document["id"])


def take_webhook(calls: Calls) -> None:
    """An order is paid; and a large event of no order, which is put into the bucket."""
    made = calls.ask("commerce.checkout", ORDERS, new_id(), wish(calls.world.goods)).json
    intent = made["payment"]["client_secret"].partition("_secret_")[0]
    names = {"tenant": calls.world.school.tenant, "order": made["id"]}
    paid = {"id": intent, "object": "payment_intent", "amount_received": made["total"], "currency": "thb"}
    hear(calls, paid | {"metadata": names})
    look_again(calls)


def come_due(calls: Calls, event: str) -> None:
    """As the sweep of timers does it."""
    stack = calls.world.school.stack
    stack.aws("dynamodb").update_item(
        TableName=stack.outputs["TableName"],
        Key={"PK": {"S": f"HOOK#stripe#{event}"}, "SK": {"S": "EVENT"}},
        UpdateExpression="REMOVE due, GSI2PK, GSI2SK",
    )


def look_again(calls: Calls) -> None:
    """A large event whose order is not there."""
    names = {"tenant": calls.world.school.tenant, "order": new_id()}
    early: dict[str, object] = {"id": "pi_early", "object": "payment_intent", "metadata": names}
    event = sample("commerce.retry_webhook")
    event_id = hear(calls, early, noise=secrets.token_hex(4_000))
    come_due(calls, event_id)
    event["detail"]["data"]["id"] = event_id
    calls.invoke("commerce.retry_webhook", event | {"detail": event["detail"] | {"id": new_id()}})


def of_shop(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    billing, address = "PUT /v1/{tenant}/me/billing", {"name": "Ada", "country": "TH"}

    def bill() -> None:
        succeed(calls, "commerce.billing_profile", billing, author, address)
        read_everything(calls, "commerce.billing_profile", author)

    return {
        "commerce.billing_profile": bill,
        "commerce.checkout": partial(check_out, calls),
        "commerce.retry_webhook": partial(look_again, calls),
        "commerce.stripe_webhook": partial(take_webhook, calls),
        "commerce.view_orders": partial(read_everything, calls, "commerce.view_orders", calls.ready["ada"]),
    }
