"""The smallest things that use all rights of the functions that sell."""

import json
import secrets
import time
from functools import partial
from typing import Any

from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, sample, succeed
from tests.http import request
from tools.local_stripe import SIGNING_SECRET
from tools.stripe_local.delivery import signature

ORDERS = "POST /v1/{tenant}/orders"
COUPON = "PUT /v1/{tenant}/coupons/{coupon}"
PRICES = "PUT /v1/{tenant}/courses/{course}/prices"
WEBHOOK = "POST /v1/webhooks/stripe"


def wish(course: str) -> Any:
    return {"items": [{"course": course}], "pay_with": "payment_element"}


def coupon_by_hand(calls: Calls) -> str:
    """For a first purchase; its code."""
    code, stack = f"C-{new_id()}", calls.world.school.stack
    item = {
        "PK": {"S": f"T#{calls.world.school.tenant}#COUPON#{code}"},
        "SK": {"S": "COUPON"},
        "kind": {"S": "coupon"},
        "v": {"N": "1"},
        "rev": {"N": "1"},
        "tm": {"M": {"p": {"N": "10"}, "f": {"BOOL": True}}},
        "lim": {"N": "10"},
        "on": {"BOOL": True},
        "pv": {"N": "1"},
    }
    stack.aws("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=item)
    return code


def manage_coupons(calls: Calls) -> None:
    """A new one, changed once; other promotions."""
    cashier, name, code = calls.ready["author"], "commerce.manage_coupons", f"C-{new_id()}"
    for limit in (10, 11):
        succeed(calls, name, COUPON, cashier, {"percent": "10", "limit": limit}, at={"coupon": code})
    promotions = {"items": [{"id": f"p-{new_id()}".lower(), "percent": "1"}]}
    succeed(calls, name, "PUT /v1/{tenant}/promotions", cashier, promotions)
    read_everything(calls, name, cashier)


def check_out(calls: Calls) -> None:
    """Somebody new; and a wish that cannot be met, whose key is looked for."""
    buyer = new_id()
    succeed(calls, "commerce.checkout", ORDERS, buyer, wish(calls.world.goods))
    firsts = {"coupon": coupon_by_hand(calls)}
    succeed(calls, "commerce.checkout", ORDERS, new_id(), wish(calls.world.goods) | firsts)
    refused = calls.ask("commerce.checkout", ORDERS, buyer, wish(new_id()), headers={"Idempotency-Key": new_id()})
    assert refused.status == 404, refused.text


def hear(calls: Calls, about: dict[str, object], **more: object) -> str:
    """Stripe tells something; the event's id."""
    document = {"id": f"evt_{new_id()}", "type": "payment_intent.succeeded", "data": {"object": about}, **more}
    payload = json.dumps(document)
    signed = signature(payload.encode(), SIGNING_SECRET, int(time.time()))
    sent = {"Stripe-Signature": signed, "Content-Type": "application/json"}

    def handler(event: Any, _: Any) -> Any:
        return calls.invoke("commerce.stripe_webhook", event)

    answer = request(handler, WEBHOOK, raw_body=payload, headers=sent)
    if answer.status != 200:
        raise Refused(f"{WEBHOOK}: {answer.status} {answer.text[:200]}")
    return str(document["id"])


def take_webhook(calls: Calls) -> None:
    """An order is paid; and a large event of no order, which is put into the bucket."""
    made = calls.ask("commerce.checkout", ORDERS, new_id(), wish(calls.world.goods)).json
    intent = made["payment"]["client_secret"].partition("_secret_")[0]
    names = {"tenant": calls.world.school.tenant, "order": made["id"]}
    paid: dict[str, object] = {
        "id": intent,
        "object": "payment_intent",
        "amount_received": made["total"],
        "currency": "thb",
    }
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


def paid_by_hand(calls: Calls, course: str, **line: Any) -> dict[str, str]:
    """A paid order that no workflow has heard of."""
    tenant, order, buyer = calls.world.school.tenant, new_id(), new_id()
    at = {"S": iso(now())}
    item = {
        "PK": {"S": f"T#{tenant}#O#{order}"},
        "SK": {"S": "ORDER"},
        "kind": {"S": "order"},
        "v": {"N": "1"},
        "rev": {"N": "1"},
        "u": {"S": buyer},
        "s": {"S": "paid"},
        "cu": {"S": "THB"},
        "at": at,
        "h": at,
        "cl": at,
        "pw": {"S": "payment_element"},
        "ln": {"M": {course: {"M": {"n": {"N": "0"}, "p": {"N": "50000"}, **line}}}},
        "pm": {"M": {"i": {"S": "pi_of_nobody"}, "a": {"N": "50000"}, "c": {"S": "THB"}, "at": at}},
    }
    stack = calls.world.school.stack
    stack.aws("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=item)
    return {"tenant": tenant, "order": order, "learner": buyer}


def fulfil(calls: Calls) -> None:
    """A seat is held, and given back since the buyer is not let in; Stripe knows of no such payment."""
    made = paid_by_hand(calls, calls.world.goods)
    step = {"tenant": made["tenant"], "order": made["order"], "execution": new_id()}
    line = {"course": calls.world.goods}
    steps: tuple[dict[str, str], ...] = (
        {"step": "claim"},
        line | {"step": "hold"},
        line | {"step": "give_back"},
        {"step": "finish"},
    )
    for more in steps:
        calls.invoke("commerce.fulfil_order", step | more)


def give_back(calls: Calls) -> None:
    """What is left of an order is asked back; Stripe knows of no such payment."""
    made = paid_by_hand(calls, calls.world.goods, op={"BOOL": True})
    author, at = calls.ready["author"], {"order": made["order"]}
    key = {"Idempotency-Key": new_id()}
    route = "POST /v1/{tenant}/orders/{order}/refunds"
    answer = calls.ask("commerce.refund", route, author, {"reason": "requested"}, headers=key, at=at)
    if answer.status != 201:
        raise Refused(f"{route}: {answer.status} {answer.text[:200]}")
    seen = calls.ask("commerce.refund", "GET /v1/{tenant}/orders/{order}/refunds", author, at=at)
    if seen.status != 200 or seen.json["items"][0]["state"] != "failed":
        raise Refused(f"the refund is {seen.text[:200]}")


def return_payment(calls: Calls) -> None:
    """Money that an order does not take is to go back; Stripe knows of no such payment."""
    made = paid_by_hand(calls, calls.world.goods, op={"BOOL": True})
    about: dict[str, object] = {"order": made["order"], "payment": "pi_of_nobody", "why": "paid-twice"}
    told(calls, "commerce.return_payment", about)


def end_purchase(calls: Calls) -> None:
    """A buyer gets a place, and their money back."""
    made = paid_by_hand(calls, calls.world.goods, ho={"BOOL": True})
    calls.invoke("enrollment.enroll_buyer", made | {"course": calls.world.goods, "held": True})
    back: dict[str, object] = {"order": made["order"], "buyer": made["learner"], "returned": [calls.world.goods]}
    told(calls, "enrollment.end_purchase", back | {"freed": []})


def follow_dispute(calls: Calls) -> None:
    """A buyer's payment is disputed, and then not."""
    made = paid_by_hand(calls, calls.world.goods, ho={"BOOL": True})
    calls.invoke("enrollment.enroll_buyer", made | {"course": calls.world.goods, "held": True})
    stack = calls.world.school.stack
    order = {"PK": {"S": f"T#{made['tenant']}#O#{made['order']}"}, "SK": {"S": "ORDER"}}
    about: dict[str, object] = {"order": made["order"], "buyer": made["learner"], "courses": [calls.world.goods]}
    for change, name in (("SET dp = :dp", "OrderDisputed"), ("REMOVE dp", "DisputeClosed")):
        values = {":dp": {"M": {"dp_1": {"N": "1"}}}} if name == "OrderDisputed" else None
        stack.aws("dynamodb").update_item(
            TableName=stack.outputs["TableName"],
            Key=order,
            UpdateExpression=change,
            **({"ExpressionAttributeValues": values} if values else {}),
        )
        event = sample("enrollment.follow_dispute") | {"detail-type": name}
        event["detail"] |= {"id": new_id(), "name": name, "tenant": made["tenant"], "data": about}
        calls.invoke("enrollment.follow_dispute", event)


def look_at_webhooks(calls: Calls) -> None:
    """All of them; and a large one of an order's is looked at once more."""
    author = calls.ready["author"]
    read_everything(calls, "commerce.view_webhooks", author)
    made = calls.ask("commerce.checkout", ORDERS, new_id(), wish(calls.world.goods)).json
    about: dict[str, object] = {"id": "pi_x", "object": "payment_intent", "amount_received": 1, "currency": "thb"}
    names = {"tenant": calls.world.school.tenant, "order": made["id"]}
    event = hear(calls, about | {"metadata": names}, noise=secrets.token_hex(4_000))
    route = "POST /v1/{tenant}/webhooks/{event}/replay"
    succeed(calls, "commerce.view_webhooks", route, author, at={"event": event})


def compare(calls: Calls) -> None:
    """What Stripe lists with the school's orders."""
    author = calls.ready["author"]
    route = "POST /v1/{tenant}/reconciliations"
    made = calls.ask("commerce.reconciliations", route, author, {"days": 1})
    if made.status != 201:
        raise Refused(f"{route}: {made.status} {made.text[:200]}")
    read_everything(calls, "commerce.reconciliations", author, at={"reconciliation": made.json["id"]})


def enroll_buyer(calls: Calls) -> None:
    made = paid_by_hand(calls, calls.world.goods, ho={"BOOL": True})
    calls.invoke("enrollment.enroll_buyer", made | {"course": calls.world.goods, "held": True})


def expire(calls: Calls) -> None:
    """An order whose time is over."""
    made = calls.ask("commerce.checkout", ORDERS, new_id(), wish(calls.world.goods)).json
    tenant, stack = calls.world.school.tenant, calls.world.school.stack
    stack.aws("dynamodb").update_item(
        TableName=stack.outputs["TableName"],
        Key={"PK": {"S": f"T#{tenant}#O#{made['id']}"}, "SK": {"S": "ORDER"}},
        UpdateExpression="SET h = #at REMOVE due, GSI2PK, GSI2SK",
        ExpressionAttributeNames={"#at": "at"},
    )
    told(calls, "commerce.expire_order", {"id": made["id"], "due": made["held_until"]})
    route, at = "GET /v1/{tenant}/orders/{order}", {"order": made["id"]}
    seen = calls.ask("commerce.view_orders", route, calls.ready["author"], at=at)
    if seen.json["state"] != "cancelled":
        raise Refused(f"the order is {seen.json['state']}")


def forget(calls: Calls) -> None:
    """Somebody who has an address, and an order that names it."""
    buyer, address = new_id(), {"name": "Ada", "country": "TH"}
    order = wish(calls.world.goods) | {"billing": address}
    made = calls.ask("commerce.checkout", ORDERS, buyer, order).json
    told(calls, "commerce.forget_buyer", {"person": buyer})
    tenant, stack = calls.world.school.tenant, calls.world.school.stack
    key = {"PK": {"S": f"T#{tenant}#O#{made['id']}"}, "SK": {"S": "ORDER"}}
    kept = stack.aws("dynamodb").get_item(TableName=stack.outputs["TableName"], Key=key, ConsistentRead=True)
    if "bi" in kept["Item"]:
        raise Refused("the order has the address still")


def told(calls: Calls, operation: str, data: dict[str, object]) -> None:
    event = sample(operation)
    event["detail"] |= {"id": new_id(), "tenant": calls.world.school.tenant, "data": data}
    calls.invoke(operation, event)


def set_prices(calls: Calls) -> None:
    """A list, a price of one's own, what there is to choose from; a free course has no list."""
    cashier, at = calls.ready["author"], {"course": calls.world.goods}
    succeed(calls, "commerce.price", PRICES, cashier, {"by_currency": {"USD": 1_500}}, at=at)
    read_everything(calls, "commerce.price", cashier)


def of_shop(calls: Calls) -> dict[str, Scenario]:
    author = calls.ready["author"]
    billing, address = "PUT /v1/{tenant}/me/billing", {"name": "Ada", "country": "TH"}

    def bill() -> None:
        succeed(calls, "commerce.billing_profile", billing, author, address)
        read_everything(calls, "commerce.billing_profile", author)

    return {
        "commerce.billing_profile": bill,
        "commerce.expire_order": partial(expire, calls),
        "commerce.forget_buyer": partial(forget, calls),
        "commerce.fulfil_order": partial(fulfil, calls),
        "commerce.reconciliations": partial(compare, calls),
        "commerce.refund": partial(give_back, calls),
        "commerce.return_payment": partial(return_payment, calls),
        "enrollment.end_purchase": partial(end_purchase, calls),
        "enrollment.follow_dispute": partial(follow_dispute, calls),
        "insight.record_sale": partial(
            told, calls, "insight.record_sale", sample("insight.record_sale")["detail"]["data"]
        ),
        "enrollment.enroll_buyer": partial(enroll_buyer, calls),
        "commerce.checkout": partial(check_out, calls),
        "commerce.manage_coupons": partial(manage_coupons, calls),
        "commerce.price": partial(set_prices, calls),
        "commerce.retry_webhook": partial(look_again, calls),
        "commerce.stripe_webhook": partial(take_webhook, calls),
        "commerce.view_webhooks": partial(look_at_webhooks, calls),
        "commerce.view_orders": partial(read_everything, calls, "commerce.view_orders", calls.ready["ada"]),
    }
