"""The provider's events as far as they are read here: tolerant of whatever else they say, in whichever version."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

from lyceum.commerce.errors import UnreadableWebhook


class HookState(StrEnum):
    """What became of an event."""

    DONE = "done"
    IGNORED = "ignored"
    """Nothing follows from it here."""
    WAITING = "waiting"
    """What it is about is not known yet; it is tried again."""
    REFUSED = "refused"
    """It contradicts what is known; `error` says how."""
    UNMATCHED = "unmatched"
    """It waited, and nothing came: what it is about is not ours."""


PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""From one try of a waiting event to the next."""

_TENANT = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_ORDER = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")

PAID = frozenset({"payment_intent.succeeded", "checkout.session.completed", "checkout.session.async_payment_succeeded"})
DECLINED = frozenset({"payment_intent.payment_failed", "checkout.session.async_payment_failed"})
CLOSED = frozenset({"payment_intent.canceled", "checkout.session.expired"})
"""The provider takes no payment for it any more."""

REFUNDED = frozenset(
    {"charge.refunded", "charge.refund.updated", "refund.created", "refund.updated", "refund.failed"},
)
"""Money goes back, or does not; also where it was asked for at the provider's own site."""

DISPUTED = frozenset(
    {
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    }
)
"""The buyer's bank asks for the money, or has decided."""

FOLLOWING = REFUNDED | DISPUTED
"""What comes after a payment, and names nothing of ours but that."""

HEARD = PAID | DECLINED | CLOSED | FOLLOWING


@dataclass(frozen=True, slots=True)
class Hook:
    """One event of the provider."""

    id: str
    type: str
    account: str | None
    """The connected account that it happened in; None: the platform's own."""
    created: int
    """Seconds since 1970."""
    object: Mapping[str, Any]
    """What it happened to, as it was then."""
    document: Mapping[str, Any] = field(repr=False)
    """All of it."""

    @property
    def is_heard(self) -> bool:
        """Whether anything follows from such an event."""
        return self.type in HEARD

    @property
    def named(self) -> tuple[str, str] | None:
        """The tenant and order that it names, where it was made here."""
        names = self.object.get("metadata")
        if not isinstance(names, Mapping):
            return None
        tenant, order = names.get("tenant"), names.get("order")
        if not isinstance(tenant, str) or not isinstance(order, str):
            return None
        return (tenant, order) if _TENANT.fullmatch(tenant) and _ORDER.fullmatch(order) else None

    @property
    def intent(self) -> str | None:
        """The payment that it is about."""
        of = self.object.get("id" if self.object.get("object") == "payment_intent" else "payment_intent")
        return of if isinstance(of, str) else None


def read(payload: bytes) -> Hook:
    """An event, of which only its name is demanded. Raises UnreadableWebhook."""
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise UnreadableWebhook from error
    return of(document)


def of(document: Any) -> Hook:
    """An event that was read. Raises UnreadableWebhook."""
    if not isinstance(document, Mapping):
        raise UnreadableWebhook
    id, type, account, created = (document.get(name) for name in ("id", "type", "account", "created"))
    data = document.get("data")
    about = data.get("object") if isinstance(data, Mapping) else None
    if not isinstance(id, str) or not isinstance(type, str) or not 0 < len(id) <= 255 or "#" in id:
        raise UnreadableWebhook
    return Hook(
        id,
        type,
        account if isinstance(account, str) else None,
        created if isinstance(created, int) else 0,
        about if isinstance(about, Mapping) else {},
        document,
    )
