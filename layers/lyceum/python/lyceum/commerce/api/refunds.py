"""Refunds on the wire."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lyceum.commerce.errors import RefundEmpty
from lyceum.commerce.model.refund import Refund, RefundReason, RefundState
from lyceum.commerce.refund import RefundWish
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.numbers import integer
from lyceum.kernel.text import PlainText

MOST_LINES = 20


class StaffsReason(StrEnum):
    """Why staff gives money back."""

    REQUESTED = "requested"
    DUPLICATE = "duplicate"
    FRAUDULENT = "fraudulent"


class RefundedLine(BaseModel):
    """What goes back of a course."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    course: Id
    amount: Annotated[int, integer(ge=0, le=2**53 - 1)] | None = None
    """In minor units of the order's currency; left out: all that is left of it."""


class RefundRequest(BaseModel):
    """What is to go back, and why."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    lines: Annotated[list[RefundedLine], Field(min_length=1, max_length=MOST_LINES)] | None = None
    """Left out: everything that is left of the order."""
    reason: StaffsReason
    note: Annotated[PlainText, Field(max_length=500)] | None = None
    """For the school's own files."""
    payment: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,255}$")] | None = None
    """In the place of lines: a payment that the order does not take, and whose refund failed, is given back now."""

    def said(self) -> str:
        """What another request under the same key is compared with: as it was before there were payments in it."""
        return self.model_dump_json(exclude={"payment"} if self.payment is None else None)

    def domain(self) -> RefundWish:
        """As the domain has it. Raises RefundEmpty where a course is named twice."""
        lines = {line.course: line.amount for line in self.lines} if self.lines is not None else None
        if lines is not None and len(lines) < len(self.lines or ()):
            raise RefundEmpty
        return RefundWish(lines, RefundReason(self.reason), self.note, self.payment)


class RefundLineView(BaseModel):
    """What goes back of a course, in minor units of the order's currency."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    course: Id
    amount: int


class RefundView(BaseModel):
    """Money that goes back."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    order: Id
    state: RefundState
    """`asked` until the provider has said yes or no."""
    reason: RefundReason
    failure: str | None = None
    """Why it failed, in the provider's word, such as `expired_or_canceled_card`. It can be asked for again."""
    payment: str | None = None
    """The payment that goes back whole, since the order does not take it."""
    total: int
    """In minor units of the order's currency, or of `currency`."""
    currency: str | None = None
    """Where it is another than the order's."""
    lines: list[RefundLineView]
    by: Id | None = None
    """Who granted it."""
    at: Instant
    settled_at: Instant | None = None
    note: str | None = None

    @classmethod
    def of(cls, refund: Refund) -> "RefundView":
        """From the entity."""
        return cls(
            id=refund.id,
            order=refund.order,
            state=refund.state,
            reason=refund.reason,
            failure=refund.failure,
            payment=refund.payment,
            currency=refund.currency,
            total=refund.total,
            lines=[RefundLineView(course=course, amount=amount) for course, amount in sorted(refund.amounts.items())],
            by=refund.by,
            at=refund.at,
            settled_at=refund.settled_at,
            note=refund.note,
        )


class RefundList(BaseModel):
    """All refunds of an order, in no set order."""

    items: list[RefundView]
