"""Disputes: the buyer's bank takes the money, and gives it back or not."""

from tools.stripe_local.books import Call, Thing
from tools.stripe_local.failures import unexpected
from tools.stripe_local.metadata import merged


def open_dispute(call: Call, charge: Thing) -> Thing:
    """A charge is disputed: its money is withdrawn until the verdict."""
    charge["disputed"] = True
    dispute = call.add(
        "dp",
        "dispute",
        amount=charge["amount"] - charge["amount_refunded"],
        charge=charge["id"],
        currency=charge["currency"],
        evidence={},
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason="fraudulent",
        status="needs_response",
    )
    call.tell("charge.dispute.created", dispute)
    call.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def retrieve(call: Call, key: str) -> Thing:
    """One dispute."""
    return call.find("dispute", key)


def update(call: Call, key: str) -> Thing:
    """Hand in evidence. The words `winning_evidence` and `losing_evidence` decide at once, as in Stripe's test mode."""
    dispute = _undecided(call, key)
    dispute["metadata"] = merged(dispute["metadata"], call.get("metadata"))
    dispute["evidence"] |= call.get("evidence") or {}
    said = dispute["evidence"].get("uncategorized_text")
    if said == "winning_evidence":
        return decide(call, dispute, won=True)
    if said == "losing_evidence":
        return decide(call, dispute, won=False)
    dispute["status"] = "under_review"
    call.tell("charge.dispute.updated", dispute)
    return dispute


def close(call: Call, key: str) -> Thing:
    """Give in: the dispute is lost."""
    return decide(call, _undecided(call, key), won=False)


def decide(call: Call, dispute: Thing, *, won: bool) -> Thing:
    """The bank's verdict."""
    dispute["status"] = "won" if won else "lost"
    if won:
        call.tell("charge.dispute.funds_reinstated", dispute)
    call.tell("charge.dispute.closed", dispute)
    return dispute


def _undecided(call: Call, key: str) -> Thing:
    dispute = call.find("dispute", key)
    if dispute["status"] in ("won", "lost"):
        raise unexpected("This dispute is already closed.", "dispute_already_closed")
    return dispute
