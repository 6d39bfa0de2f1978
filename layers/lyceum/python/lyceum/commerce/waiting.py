"""Events of the provider that cannot act: too early, or against what is known."""

from datetime import datetime

from lyceum.commerce.errors import ForeignAccount
from lyceum.commerce.model.hook import PAUSES, Hook, HookState
from lyceum.commerce.model.order import Order
from lyceum.commerce.store import inbox
from lyceum.commerce.store.inbox import Outcome
from lyceum.kernel import observe
from lyceum.kernel.errors import DomainError
from lyceum.kernel.payment_accounts import school_of


def stands_with(event: Hook) -> str | None:
    """The school in whose list an event stands that no order of that school's has taken; None: in the operators'.

    Where it happened says so: a connected account is one school's, whatever is written in it. In the platform's own
    account nobody writes but the platform, so its names are believed. 1 round trip for a connected account.
    """
    if event.account is not None:
        return school_of(event.account)
    return event.named[0] if event.named is not None else None


def not_yet(tries: int, tenant: str | None) -> Outcome:
    """It waits, and is looked at again; after the last time it is not ours."""
    if tries > len(PAUSES):
        observe.count("WebhookUnmatched")
        return Outcome(HookState.UNMATCHED, tenant)
    return Outcome(HookState.WAITING, tenant, tries=tries)


def refused(event: Hook, order: Order, refusal: DomainError) -> Outcome:
    """It contradicts what is known. What another account says of an order is shown to whose account it is."""
    observe.count("WebhookRefused")
    tenant = stands_with(event) if isinstance(refusal, ForeignAccount) else order.tenant
    return Outcome(HookState.REFUSED, tenant, type(refusal).slug())


def refuse(event: Hook, order: Order, refusal: DomainError, at: datetime, *, again: bool) -> None:
    """The same, kept in the inbox. 1 round trip, 2 for a foreign account."""
    inbox.keep_alone(event, refused(event, order, refusal), at=at, again=again)
