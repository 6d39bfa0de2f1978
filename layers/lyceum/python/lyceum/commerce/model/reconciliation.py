"""What the provider's list and a school's orders disagree about, and what was done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FindingKind(StrEnum):
    """What disagreed."""

    UNPAID = "unpaid"
    """A payment had come in, and its order had not heard of it."""
    UNWANTED = "unwanted"
    """A payment had come in that its order does not take, and had not gone back; or cannot, for the reason told."""
    UNKNOWN_ORDER = "unknown_order"
    """A payment names an order of the school's that is not there."""
    UNKNOWN_PAYMENT = "unknown_payment"
    """An order was paid by a payment that the provider does not list."""
    UNFULFILLED = "unfulfilled"
    """A paid course is neither open nor given back."""
    REFUND = "refund"
    """A refund had gone further than its order had heard; where it failed, staff finds another way."""
    LOST_REFUND = "lost_refund"
    """A refund was set aside, and the provider was never asked, or its answer was lost; or it refuses now."""
    DISPUTE = "dispute"
    """A dispute had gone further than its order had heard."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference."""

    kind: FindingKind
    object: str
    """What the provider calls it; our id of what it does not have."""
    order: str
    repaired: bool
    why: str = ""
    """Where it was not repaired: the name of what stands in the way."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One comparison of the provider's list with a school's orders."""

    id: str
    since: datetime
    at: datetime
    by: str | None
    """Who asked for it; None: the nightly job."""
    payments: int
    refunds: int
    disputes: int
    """How many the provider listed of the school's."""
    complete: bool
    """Whether everything was looked at: else there was more than one run takes."""
    findings: Sequence[Finding] = ()
    """At most 200."""
