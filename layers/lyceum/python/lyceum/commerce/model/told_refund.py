"""Refunds as the provider's events tell of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from lyceum.commerce.errors import UnchargeableAmount
from lyceum.commerce.model.amounts import from_provider
from lyceum.commerce.model.hook import Hook
from lyceum.commerce.model.order import Order
from lyceum.commerce.model.refund import (
    Refund,
    RefundReason,
    RefundState,
    elsewhere,
    fail,
    set_aside,
    succeed,
)
from lyceum.kernel.ids import derived_id

_REFUND = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


class Step(IntEnum):
    """How far a refund has come, as told; what was told before never takes it back."""

    PENDING = 0
    SUCCEEDED = 1
    FAILED = 2


_STEPS = {"succeeded": Step.SUCCEEDED, "failed": Step.FAILED, "canceled": Step.FAILED}


@dataclass(frozen=True, slots=True)
class ToldRefund:
    """What an event says of a refund."""

    id: str
    """The provider's."""
    amount: int
    """In the provider's units."""
    currency: str
    step: Step
    own: str | None
    """Our id of it, where it was asked for here."""
    is_unwanted: bool
    """Whether it gave a payment back that no order took."""

    def known_as(self, order: Order) -> str:
        """Our id of it: its own, or one that is derived from the provider's."""
        return self.own or derived_id("refund", order.tenant, order.id, self.id)


def told_by(event: Hook) -> list[ToldRefund]:
    """The refunds that an event tells of: itself, or those that a charge of an older version names."""
    about = event.object
    if about.get("object") == "refund" or event.type.startswith("refund."):
        found: list[Any] = [about]
    else:
        listed = about.get("refunds")
        data = listed.get("data") if isinstance(listed, Mapping) else None
        found = data if isinstance(data, list) else []
    return [read for each in found if isinstance(each, Mapping) and (read := _read(each)) is not None]


def _read(about: Mapping[str, Any]) -> ToldRefund | None:
    id, amount, currency = about.get("id"), about.get("amount"), about.get("currency")
    if not isinstance(id, str) or not isinstance(amount, int) or not isinstance(currency, str):
        return None
    names = about.get("metadata")
    names = names if isinstance(names, Mapping) else {}
    own = names.get("refund")
    step = _STEPS.get(str(about.get("status")), Step.PENDING)
    is_own = isinstance(own, str) and bool(_REFUND.fullmatch(own))
    return ToldRefund(id, amount, currency.upper(), step, own if is_own else None, "unwanted" in names)


@dataclass(frozen=True, slots=True)
class Booked:
    """What a refund was, if it was known, and is."""

    before: Refund | None
    after: Refund


def book(order: Order, told: ToldRefund, kept: Refund | None, at: datetime) -> tuple[Order, Booked | None]:
    """The order with what was told of a refund; None where nothing is new. Pure.

    One that is not known was made at the provider's own site: it is shared out over the lines by what is left of each.
    A refund that has failed once stays so. Raises RefundTooMuch, UnchargeableAmount.
    """
    if kept is None:
        if told.step is Step.FAILED:
            return order, Booked(None, _foreign(order, told, {}, RefundState.FAILED, at))
        if told.currency != order.currency:
            raise UnchargeableAmount
        amounts = elsewhere(order, from_provider(told.amount, told.currency))
        new = _foreign(order, told, amounts, RefundState.ASKED, at)
        aside = set_aside(order, new)
        if told.step is Step.PENDING:
            return aside, Booked(None, new)
        after, done = succeed(aside, new, at)
        return after, Booked(None, done)
    if kept.state is RefundState.FAILED or told.step is Step.PENDING:
        return order, None
    after, done = (succeed if told.step is Step.SUCCEEDED else fail)(order, kept, at)
    return after, (Booked(kept, done) if done != kept else None)


def _foreign(order: Order, told: ToldRefund, amounts: Mapping[str, int], state: RefundState, at: datetime) -> Refund:
    settled = at if state is RefundState.FAILED else None
    return Refund(
        told.known_as(order), order.id, amounts, RefundReason.AT_PROVIDER, None, at, state=state, settled_at=settled
    )
