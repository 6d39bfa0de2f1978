"""PaymentIntents and the charges that they make."""

import secrets
from typing import Any

from tools.stripe_local.books import Call, Thing
from tools.stripe_local.cards import Card, card_named, card_numbered
from tools.stripe_local.failures import Refusal, unexpected, wrong
from tools.stripe_local.metadata import merged

_CANCELLABLE = ("requires_payment_method", "requires_confirmation", "requires_action", "requires_capture")


def create(call: Call) -> Thing:
    """A PaymentIntent; with `confirm`, confirmed at once."""
    amount = call.get("amount")
    if amount < 1:
        raise wrong("amount", "This value must be greater than or equal to 1.", "parameter_invalid_integer")
    if amount > 99_999_999:
        raise wrong("amount", "Amount must be no more than 999,999.99", "amount_too_large")
    if call.get("customer"):
        call.find("customer", call.get("customer"))
    intent = new_intent(call, amount=amount, currency=call.get("currency"), **_about(call))
    call.tell("payment_intent.created", intent)
    if call.get("confirm"):
        return confirm(call, intent["id"])
    return intent


def new_intent(call: Call, *, amount: int, currency: str, **about: Any) -> Thing:
    """A PaymentIntent that nobody has paid."""
    intent = call.add(
        "pi",
        "payment_intent",
        amount=amount,
        currency=currency.lower(),
        amount_received=0,
        amount_capturable=0,
        status="requires_confirmation" if about.get("payment_method") else "requires_payment_method",
        capture_method=about.pop("capture_method", None) or "automatic_async",
        confirmation_method="automatic",
        latest_charge=None,
        last_payment_error=None,
        next_action=None,
        canceled_at=None,
        cancellation_reason=None,
        payment_method_types=about.pop("payment_method_types", None) or ["card"],
        **about,
    )
    intent["client_secret"] = f"{intent['id']}_secret_{secrets.token_hex(12)}"
    return intent


def _about(call: Call) -> Thing:
    names = (
        "customer",
        "description",
        "receipt_email",
        "payment_method",
        "payment_method_types",
        "setup_future_usage",
        "statement_descriptor_suffix",
        "application_fee_amount",
        "transfer_data",
        "transfer_group",
        "on_behalf_of",
        "capture_method",
    )
    about = {name: call.get(name) for name in names}
    return {**about, **_automatic(call), "metadata": merged({}, call.get("metadata"))}


def _automatic(call: Call) -> Thing:
    methods = call.get("automatic_payment_methods")
    return {"automatic_payment_methods": {"allow_redirects": "always", **methods} if methods else None}


def retrieve(call: Call, key: str) -> Thing:
    """One PaymentIntent."""
    return call.find("payment_intent", key)


def update(call: Call, key: str) -> Thing:
    """Change what may still change."""
    intent = call.find("payment_intent", key)
    if intent["status"] in ("succeeded", "canceled", "processing"):
        raise _unexpected(intent, "updated")
    for name, value in call.params.items():
        if name == "metadata":
            intent["metadata"] = merged(intent["metadata"], value)
        elif name in intent:
            intent[name] = value
    if intent["payment_method"] and intent["status"] == "requires_payment_method":
        intent["status"] = "requires_confirmation"
    return intent


def confirm(call: Call, key: str) -> Thing:
    """Pay with a card. Raises Refusal (402) where it is declined; 3D Secure asks for a page first."""
    intent = call.find("payment_intent", key)
    if intent["status"] not in ("requires_payment_method", "requires_confirmation", "requires_action"):
        raise _unexpected(intent, "confirmed")
    method = call.get("payment_method") or intent["payment_method"]
    if not method:
        raise unexpected(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            "payment_intent_unexpected_state",
            payment_intent=dict(intent),
        )
    card = card_of(call, method)
    if card is None:
        raise Refusal(400, f"No such PaymentMethod: '{method}'", code="resource_missing", param="payment_method")
    automatic = intent["automatic_payment_methods"]
    if automatic and automatic["allow_redirects"] == "always" and not call.get("return_url") and not call.publishable:
        raise wrong("return_url", "You must provide a `return_url` when confirming, or forbid redirects.")
    intent["payment_method"] = method
    return pay(call, intent, card, return_url=call.get("return_url"))


def create_method(call: Call) -> Thing:
    """A payment method from a card's number: only test cards are known."""
    sent = call.get("card")
    card = card_numbered(str(sent.get("number", ""))) if call.get("type") == "card" and isinstance(sent, dict) else None
    if card is None:
        raise Refusal(402, "Your card number is incorrect.", kind="card_error", code="incorrect_number", param="number")
    shown = {name: sent.get(name) for name in ("exp_month", "exp_year")} | {"last4": card.number[-4:]}
    method = call.add("pm", "payment_method", type="card", card=shown, customer=None, metadata={})
    call.books.notes[method["id"]] = {"card": card.method}
    return method


def card_of(call: Call, method: str) -> Card | None:
    """The card of a payment method, ours by name or one that was made from a number."""
    return card_named(call.books.notes.get(method, {}).get("card", method))


def pay(call: Call, intent: Thing, card: Card, *, return_url: str | None = None) -> Thing:
    """Charge a card for a PaymentIntent, or ask its bank first."""
    intent["payment_method"] = intent["payment_method"] or card.method
    if card.three_d_secure:
        intent["status"] = "requires_action"
        page = f"{call.base}/three-d-secure/{intent['id']}"
        intent["next_action"] = {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": page, "return_url": return_url},
        }
        call.tell("payment_intent.requires_action", intent)
        return intent
    return settle(call, intent, card)


def authenticate(call: Call, key: str, *, passed: bool) -> Thing:
    """What the bank's page says of who pays. Raises Refusal (402)."""
    intent = call.books.find("payment_intent", key, call.account)
    if intent["status"] != "requires_action":
        raise _unexpected(intent, "authenticated")
    card = card_of(call, intent["payment_method"])
    if card is None:
        raise Refusal(500, "The card of this payment is unknown.", kind="api_error")
    intent["next_action"] = None
    if not passed:
        _declined(call, intent, "payment_intent_authentication_failure", None, None)
    return settle(call, intent, card)


def settle(call: Call, intent: Thing, card: Card) -> Thing:
    """Charge the card now. Raises Refusal (402) where it is declined."""
    intent["next_action"] = None
    charge = _charge(call, intent, card)
    if card.decline is not None:
        _declined(call, intent, card.code, card.decline, charge)
    intent["latest_charge"] = charge["id"]
    if intent["capture_method"] == "manual":
        intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
        call.tell("payment_intent.amount_capturable_updated", intent)
        return intent
    return _succeeded(call, intent, charge)


def _succeeded(call: Call, intent: Thing, charge: Thing) -> Thing:
    from tools.stripe_local.disputing import open_dispute

    charge |= {"captured": True, "amount_captured": intent["amount"]}
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "amount_capturable": 0}
    intent["last_payment_error"] = None
    call.tell("charge.succeeded", charge)
    call.tell("payment_intent.succeeded", intent)
    card = card_of(call, intent["payment_method"])
    if card is not None and card.disputed:
        open_dispute(call, charge)
    return intent


def _charge(call: Call, intent: Thing, card: Card) -> Thing:
    failed = card.decline is not None
    return call.add(
        "ch",
        "charge",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        metadata=dict(intent["metadata"]),
        payment_intent=intent["id"],
        payment_method=intent["payment_method"],
        receipt_email=intent["receipt_email"],
        status="failed" if failed else "succeeded",
        paid=not failed,
        captured=False,
        refunded=False,
        disputed=False,
        failure_code=card.code if failed else None,
    )


def _declined(call: Call, intent: Thing, code: str, decline: str | None, charge: Thing | None) -> None:
    messages = {"insufficient_funds": "Your card has insufficient funds.", "expired_card": "Your card has expired."}
    error: Thing = {
        "type": "card_error" if charge else "invalid_request_error",
        "code": code,
        "message": messages.get(decline or "", "Your card was declined." if charge else "The bank did not agree."),
    }
    if charge is not None:
        error |= {"decline_code": decline, "charge": charge["id"]}
        call.tell("charge.failed", charge)
    intent |= {"status": "requires_payment_method", "last_payment_error": dict(error), "payment_method": None}
    call.tell("payment_intent.payment_failed", intent)
    kind = error.pop("type")
    raise Refusal(402, error.pop("message"), kind=kind, **error, payment_intent=dict(intent))


def capture(call: Call, key: str) -> Thing:
    """Take what was authorized."""
    intent = call.find("payment_intent", key)
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "captured")
    return _succeeded(call, intent, call.books.things[intent["latest_charge"]])


def cancel(call: Call, key: str) -> Thing:
    """Make sure that nobody pays it any more."""
    intent = call.find("payment_intent", key)
    if intent["status"] not in _CANCELLABLE:
        raise _unexpected(intent, "canceled")
    intent |= {
        "status": "canceled",
        "canceled_at": call.books.now(),
        "cancellation_reason": call.get("cancellation_reason"),
        "next_action": None,
    }
    call.tell("payment_intent.canceled", intent)
    return intent


def retrieve_charge(call: Call, key: str) -> Thing:
    """One charge."""
    return call.find("charge", key)


def _unexpected(intent: Thing, done: str) -> Refusal:
    return unexpected(
        f"This PaymentIntent could not be {done} because it has a status of {intent['status']}.",
        "payment_intent_unexpected_state",
        payment_intent=dict(intent),
    )
