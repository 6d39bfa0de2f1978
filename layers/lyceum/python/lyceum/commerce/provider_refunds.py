"""Giving money back at Stripe: asked for once, whatever becomes of the answer.

Stripe keeps an idempotency key for a day at least. A refund that may have been asked for before is looked for first,
among all that were made of its payment; so the same one is never made again, however late it is asked for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lyceum.commerce.errors import PaymentProviderDown
from lyceum.commerce.model.amounts import to_provider
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import Refund
from lyceum.commerce.model.told_refund import failure_of
from lyceum.commerce.provider import asked, names_of
from lyceum.commerce.provider_faults import KeptFault
from lyceum.commerce.provider_keys import ProviderKeys, provider_keys

PAGE = 100
ALL_BACK = "charge_already_refunded"
"""Nothing is left of the payment."""


class RefundStatus(StrEnum):
    """What the provider says of a refund."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider says, and why not in a word of its own, such as `expired_or_canceled_card`."""

    status: RefundStatus
    why: str | None = None


def refund(order: Order, refund: Refund, *, perhaps_made: bool = False) -> Answer:
    """Give money back. The same refund again is the same, also where an answer was lost.

    `perhaps_made`: it was asked for so long ago that its key may be forgotten: all refunds of the payment are looked
    through first. FAILED where the provider refuses. 1 request; 1 more for each hundred that are looked through, which
    is also done after a fault. Raises PaymentProviderDown, PaymentsNotSetUp.
    """
    import stripe

    wish = _wish(order, refund)
    keys, of = provider_keys(), {"stripe_account": order.sale.account} if order.sale.account else {}
    made = _found(keys, wish, of) if perhaps_made else None
    if made is None:
        options: Any = {"idempotency_key": f"{order.tenant}:{order.id}:refund:{refund.id}", **of}
        try:
            made = asked(keys, lambda client: client.v1.refunds.create(wish, options))
        except KeptFault as fault:
            made = _found(keys, wish, of)
            if made is None:
                raise PaymentProviderDown from fault
        except stripe.InvalidRequestError as refusal:
            return _refused(refund, refusal.code)
    return _answer(made.to_dict())


def _wish(order: Order, refund: Refund) -> Any:
    """What Stripe is asked for: of a payment that the order does not take, all."""
    if refund.payment is not None:
        return {
            "payment_intent": refund.payment,
            "metadata": {**names_of(order), "unwanted": refund.payment, "refund": refund.id},
        }
    return {
        "payment_intent": order.payment.id if order.payment is not None else "",
        "amount": to_provider(refund.total, order.currency),
        "metadata": {**names_of(order), "refund": refund.id},
    }


def _refused(refund: Refund, code: str | None) -> Answer:
    if refund.payment is not None and code == ALL_BACK:
        return Answer(RefundStatus.SUCCEEDED)  # by another way: that is all that was wanted
    return Answer(RefundStatus.FAILED, code if code and re.fullmatch(r"[a-z_]{1,60}", code) else None)


def _answer(made: Mapping[str, Any]) -> Answer:
    status = _STATUSES.get(str(made.get("status")), RefundStatus.PENDING)
    return Answer(status, failure_of(made) if status is RefundStatus.FAILED else None)


_STATUSES = {
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}


def _found(keys: ProviderKeys, wish: Any, of: Any) -> Any:
    """The refund as it was made before, or None where the payment has none such: only looking tells."""
    for made in _all_of(keys, wish["payment_intent"], of):
        names = made.metadata.to_dict() if made.metadata is not None else {}
        if names.get("refund") == wish["metadata"]["refund"]:
            return made
    return None


def _all_of(keys: ProviderKeys, payment: str, of: Any) -> Iterator[Any]:
    """All refunds of a payment, however many. Raises PaymentProviderDown, PaymentsNotSetUp."""
    after: str | None = None
    while True:
        which: Any = {"payment_intent": payment, "limit": PAGE} | ({"starting_after": after} if after else {})
        page = _page(keys, which, of)
        yield from page.data
        if not page.has_more or not page.data:
            return
        after = page.data[-1].id


def _page(keys: ProviderKeys, which: Any, of: Any) -> Any:
    try:
        return asked(keys, lambda client: client.v1.refunds.list(which, of))
    except KeptFault as fault:
        raise PaymentProviderDown from fault
