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
    unwanted_id,
)
from lyceum.kernel.ids import derived_id

_REFUND = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_WORD = re.compile(r"[a-z_]{1,60}")
_PAYMENT = re.compile(r"[A-Za-z0-9_]{1,255}")


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
    unwanted: str | None
    """The payment that it gave back since no order took it; None for every other."""
    failure: str | None = None
    """Why it failed, in the provider's word."""

    def known_as(self, order: Order) -> str:
        """Our id of it: its own, or one that is derived from the provider's."""
        if self.own is None and self.unwanted is not None:
            return unwanted_id(order.tenant, order.id, self.unwanted)
        return self.own or derived_id("refund", order.tenant, order.id, self.id)


def failure_of(about: Mapping[str, Any]) -> str | None:
    """Why the provider says that a refund failed, in its word."""
    why = about.get("failure_reason")
    return why if isinstance(why, str) and _WORD.fullmatch(why) else None


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
    unwanted = names.get("unwanted")
    is_unwanted = isinstance(unwanted, str) and bool(_PAYMENT.fullmatch(unwanted))
    why = failure_of(about) if step is Step.FAILED else None
    return ToldRefund(
        id, amount, currency.upper(), step, own if is_own else None, unwanted if is_unwanted else None, why
    )


@dataclass(frozen=True, slots=True)
class Booked:
    """What a refund was, if it was known, and is."""

    before: Refund | None
    after: Refund


def book(order: Order, told: ToldRefund, kept: Refund | None, at: datetime) -> tuple[Order, Booked | None]:
    """The order with what was told of a refund; None where nothing is new. Pure.

    One that is not known was made at the provider's own site: it is shared out over the lines by what is left of each.
    One of a payment that the order does not take changes no line. A refund that has failed once stays so. Raises
    RefundTooMuch, UnchargeableAmount.
    """
    if kept is None and (told.unwanted is not None or told.step is Step.FAILED):
        new = _of_no_line(order, told, at)
        after, done = (order, new) if told.step is Step.PENDING else _settled(order, new, told, at)
        return after, Booked(None, done)
    if kept is None:
        return _elsewhere(order, told, at)
    if kept.state is RefundState.FAILED or told.step is Step.PENDING:
        return order, None
    after, done = _settled(order, kept, told, at)
    return after, (Booked(kept, done) if done != kept else None)


def _settled(order: Order, kept: Refund, told: ToldRefund, at: datetime) -> tuple[Order, Refund]:
    return succeed(order, kept, at) if told.step is Step.SUCCEEDED else fail(order, kept, at, told.failure)


def _elsewhere(order: Order, told: ToldRefund, at: datetime) -> tuple[Order, Booked]:
    """One that was made at the provider's own site, and has not failed."""
    if told.currency != order.currency:
        raise UnchargeableAmount
    amounts = elsewhere(order, from_provider(told.amount, told.currency))
    new = Refund(told.known_as(order), order.id, amounts, RefundReason.AT_PROVIDER, None, at)
    aside = set_aside(order, new)
    if told.step is Step.PENDING:
        return aside, Booked(None, new)
    after, done = succeed(aside, new, at)
    return after, Booked(None, done)


def _of_no_line(order: Order, told: ToldRefund, at: datetime) -> Refund:
    """Of a payment that the order does not take; or one that had failed before it was heard of."""
    return Refund(
        told.known_as(order),
        order.id,
        {},
        RefundReason.AT_PROVIDER if told.unwanted is None else RefundReason.UNWANTED,
        None,
        at,
        payment=told.unwanted,
        whole=from_provider(told.amount, told.currency),
        currency=None if told.currency == order.currency else told.currency,
    )
