"""Checkout Sessions: a page of Stripe's own to pay on."""

from typing import Any

from tools.stripe_local import charging
from tools.stripe_local.books import Call, Thing
from tools.stripe_local.cards import Card
from tools.stripe_local.failures import unexpected, wrong
from tools.stripe_local.metadata import merged
from tools.stripe_local.reducing import amount_off

SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
"""Seconds that a session may live."""


def create(call: Call) -> Thing:
    """A session in mode `payment`, hosted."""
    if call.get("mode") != "payment":
        raise wrong("mode", "Only the mode `payment` is known here.")
    if call.get("ui_mode", "hosted_page") not in ("hosted", "hosted_page"):
        raise wrong("ui_mode", "Only hosted pages are known here.")
    if not call.get("success_url"):
        raise wrong("success_url", "Missing required param: success_url.", "parameter_missing")
    lines = [_line(call, sent) for sent in call.get("line_items") or []]
    if not lines:
        raise wrong("line_items", "Missing required param: line_items.", "parameter_missing")
    currencies = {line["currency"] for line in lines}
    if len(currencies) > 1:
        raise wrong("line_items", "All line items must have the same currency.")
    subtotal = sum(line["amount_subtotal"] for line in lines)
    off = amount_off(call, subtotal, currencies)
    session = call.add(
        "cs_test",
        "checkout.session",
        mode="payment",
        ui_mode="hosted_page",
        status="open",
        payment_status="unpaid",
        currency=currencies.pop(),
        amount_subtotal=subtotal,
        amount_total=subtotal - off,
        total_details={"amount_discount": off, "amount_shipping": 0, "amount_tax": 0},
        payment_intent=None,
        expires_at=_end(call),
        client_reference_id=call.get("client_reference_id"),
        customer=call.get("customer"),
        customer_email=call.get("customer_email"),
        metadata=merged({}, call.get("metadata")),
        success_url=call.get("success_url"),
        cancel_url=call.get("cancel_url"),
        payment_method_types=["card"],
    )
    session["url"] = f"{call.base}/pay/{session['id']}"
    call.books.notes[session["id"]] = {"lines": lines, "intent": call.get("payment_intent_data") or {}}
    return session


def lines_of(call: Call, key: str) -> list[Thing]:
    """What a session is for."""
    return list(call.books.notes[key]["lines"])


def _end(call: Call) -> int:
    now = call.books.now()
    end = int(call.get("expires_at", now + LONGEST))
    # Stripe takes a few seconds less than half an hour: the request was on its way.
    if not now + SHORTEST - 30 <= end <= now + LONGEST:
        raise wrong("expires_at", "The `expires_at` timestamp must be 30 minutes to 24 hours from creation.")
    return end


def _line(call: Call, sent: dict[str, Any]) -> Thing:
    data, quantity = sent.get("price_data"), sent.get("quantity", 1)
    if not data or data.get("unit_amount") is None:
        raise wrong("line_items", "Here a line has `price_data` with `unit_amount`.")
    if data["unit_amount"] < 0 or quantity < 1:
        raise wrong("line_items", "This value must be greater than or equal to 0.", "parameter_invalid_integer")
    amount = data["unit_amount"] * quantity
    return {
        "id": f"li_{len(call.books.things):024d}",
        "object": "item",
        "currency": data["currency"].lower(),
        "description": (data.get("product_data") or {}).get("name"),
        "quantity": quantity,
        "amount_subtotal": amount,
        "amount_discount": 0,
        "amount_tax": 0,
        "amount_total": amount,
    }


def current(call: Call, key: str) -> Thing:
    """The session as it is now; one whose time is over is expired."""
    session = call.find("checkout.session", key)
    if session["status"] == "open" and call.books.now() >= session["expires_at"]:
        _end_it(call, session)
    return session


def retrieve(call: Call, key: str) -> Thing:
    """One session; its lines come where they are asked for."""
    session = current(call, key)
    if "line_items" not in (call.get("expand") or []):
        return session
    url = f"/v1/checkout/sessions/{key}/line_items"
    return {**session, "line_items": {"object": "list", "data": lines_of(call, key), "has_more": False, "url": url}}


def expire(call: Call, key: str) -> Thing:
    """Close the page. Raises Refusal (400) where it was paid or has expired."""
    session = current(call, key)
    if session["status"] != "open":
        raise unexpected(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status '
            f"of {session['status']}.",
            "resource_not_open",
        )
    _end_it(call, session)
    return session


def _end_it(call: Call, session: Thing) -> None:
    session |= {"status": "expired", "url": None}
    if session["payment_intent"]:
        intent = call.books.find("payment_intent", session["payment_intent"], call.account)
        if intent["status"] not in ("succeeded", "canceled"):
            charging.cancel(call, intent["id"])
    call.tell("checkout.session.expired", session)


def pay(call: Call, key: str, card: Card) -> Thing:
    """What its page does. The payment intent is made when somebody tries to pay. Raises Refusal."""
    session = current(call, key)
    if session["status"] != "open":
        raise unexpected(f"This page is closed: the session is {session['status']}.", "resource_not_open")
    if not session["amount_total"]:
        return complete(call, session, "no_payment_required")
    intent = _intent(call, session)
    intent = charging.pay(call, intent, card, return_url=session["success_url"])
    if intent["status"] == "succeeded":
        complete(call, session, "paid")
    return session


def _intent(call: Call, session: Thing) -> Thing:
    if session["payment_intent"]:
        return call.books.find("payment_intent", session["payment_intent"], call.account)
    about = {
        "description": None,
        "receipt_email": session["customer_email"],
        **call.books.notes[session["id"]]["intent"],
    }
    about["metadata"] = merged({}, about.get("metadata"))
    intent = charging.new_intent(
        call,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        payment_method=None,
        automatic_payment_methods=None,
        **about,
    )
    session["payment_intent"] = intent["id"]
    call.tell("payment_intent.created", intent)
    return intent


def complete(call: Call, session: Thing, payment_status: str) -> Thing:
    """It was paid."""
    session |= {"status": "complete", "payment_status": payment_status, "url": None}
    call.tell("checkout.session.completed", session)
    return session


def of_intent(call: Call, intent: str) -> Thing | None:
    """The session whose page made a payment intent."""
    found = (each for each in call.books.of("checkout.session", call.account) if each["payment_intent"] == intent)
    return next(found, None)
