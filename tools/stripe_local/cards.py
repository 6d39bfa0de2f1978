"""Test cards, by number and by the names that Stripe gives them as payment methods.

Source: docs.stripe.com/testing ("Declined payments", "3D Secure authentication", "Disputes", "Refunds").
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """What happens to who pays with it."""

    number: str
    method: str
    """As a payment method: `pm_card_visa`."""
    decline: str | None = None
    """`decline_code` of a refusal."""
    code: str = "card_declined"
    three_d_secure: bool = False
    """The bank asks who it is first."""
    disputed: bool = False
    refund: str = "succeeded"
    """What becomes of its refunds: `succeeded`, `failed` or `pending`, the last two after `succeeded` was said."""


CARDS = (
    Card("4242424242424242", "pm_card_visa"),
    Card("5555555555554444", "pm_card_mastercard"),
    Card("4000007640000003", "pm_card_th_credit"),
    Card("4000000000000002", "pm_card_visa_chargeDeclined", decline="generic_decline"),
    Card("4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds", decline="insufficient_funds"),
    Card("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", decline="lost_card"),
    Card("4000000000000341", "pm_card_chargeCustomerFail", decline="generic_decline"),
    Card("4000000000000069", "pm_card_chargeDeclinedExpiredCard", decline="expired_card", code="expired_card"),
    Card("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", decline="incorrect_cvc", code="incorrect_cvc"),
    Card(
        "4000000000000119",
        "pm_card_chargeDeclinedProcessingError",
        decline="processing_error",
        code="processing_error",
    ),
    Card("4000000000003220", "pm_card_threeDSecure2Required", three_d_secure=True),
    Card("4000002500003155", "pm_card_authenticationRequired", three_d_secure=True),
    Card(
        "4000008400001629",
        "pm_card_threeDSecureRequiredChargeDeclined",
        decline="generic_decline",
        three_d_secure=True,
    ),
    Card("4000000000000259", "pm_card_createDispute", disputed=True),
    Card("4000000000005126", "pm_card_refundFail", refund="failed"),
    Card("4000000000007726", "pm_card_pendingRefund", refund="pending"),
)

_BY_NUMBER = {card.number: card for card in CARDS}
_BY_METHOD = {card.method: card for card in CARDS}


def card_named(method: str) -> Card | None:
    """The card that a payment method stands for."""
    return _BY_METHOD.get(method)


def card_numbered(number: str) -> Card | None:
    """The card with a number, spaces aside."""
    return _BY_NUMBER.get(number.replace(" ", ""))
