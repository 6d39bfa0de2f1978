"""Refunds of a charge, whole or in part."""

from tools.stripe_local.books import Call, Thing
from tools.stripe_local.charging import card_of
from tools.stripe_local.failures import Refusal, unexpected, wrong
from tools.stripe_local.metadata import merged


def create(call: Call) -> Thing:
    """Give money back. What becomes of it, the test card says."""
    charge = _charge_of(call)
    if charge["disputed"]:
        raise unexpected("This charge has been charged back.", "charge_disputed")
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        raise unexpected(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    amount = call.get("amount", left)
    if amount < 1:
        raise wrong("amount", "Invalid positive integer", "parameter_invalid_integer")
    if amount > left:
        raise wrong("amount", f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
    card = card_of(call, charge["payment_method"])
    refund = call.add(
        "re",
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        metadata=merged({}, call.get("metadata")),
        payment_intent=charge["payment_intent"],
        reason=call.get("reason"),
        status="pending" if card and card.refund == "pending" else "succeeded",
    )
    del refund["livemode"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    call.tell("refund.created", refund)
    call.tell("charge.refunded", charge)
    if card and card.refund == "failed":
        fail(call, refund)
    return refund


def fail(call: Call, refund: Thing) -> None:
    """The bank sends the money back to the school: the charge counts as not refunded by so much."""
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    _take_back(call, refund)
    call.tell("refund.failed", refund)


def succeed(call: Call, refund: Thing) -> None:
    """A refund that was pending has arrived."""
    refund["status"] = "succeeded"
    call.tell("refund.updated", refund)


def cancel(call: Call, key: str) -> Thing:
    """Only a refund that waits for the buyer's doing can be cancelled."""
    refund = call.find("refund", key)
    raise Refusal(
        400, f"Refund {refund['id']} cannot be canceled: it has a status of {refund['status']}.", code="refund_state"
    )


def retrieve(call: Call, key: str) -> Thing:
    """One refund."""
    return call.find("refund", key)


def update(call: Call, key: str) -> Thing:
    """Change its metadata."""
    refund = call.find("refund", key)
    refund["metadata"] = merged(refund["metadata"], call.get("metadata"))
    call.tell("refund.updated", refund)
    return refund


def _take_back(call: Call, refund: Thing) -> None:
    charge = call.books.find("charge", refund["charge"], call.account)
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False


def _charge_of(call: Call) -> Thing:
    if call.get("charge"):
        return call.find("charge", call.get("charge"))
    if not call.get("payment_intent"):
        raise wrong("payment_intent", "One of the following params should be provided: payment_intent or charge.")
    intent = call.find("payment_intent", call.get("payment_intent"))
    if intent["status"] != "succeeded":
        raise unexpected(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            "payment_intent_unexpected_state",
        )
    return call.books.find("charge", intent["latest_charge"], call.account)
