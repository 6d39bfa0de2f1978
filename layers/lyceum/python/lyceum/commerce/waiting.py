"""Events of the provider that cannot act: too early, or against what is known."""

from datetime import datetime

from lyceum.commerce.model.hook import PAUSES, Hook, HookState
from lyceum.commerce.model.order import Order
from lyceum.commerce.store import inbox
from lyceum.commerce.store.inbox import Outcome
from lyceum.kernel import observe
from lyceum.kernel.errors import DomainError


def not_yet(tries: int) -> Outcome:
    """It waits, and is looked at again; after the last time it is not ours."""
    if tries > len(PAUSES):
        observe.count("WebhookUnmatched")
        return Outcome(HookState.UNMATCHED)
    return Outcome(HookState.WAITING, tries=tries)


def refuse(event: Hook, order: Order, refusal: DomainError, at: datetime, *, again: bool) -> None:
    """It contradicts what is known; the inbox says how. 1 round trip."""
    observe.count("WebhookRefused")
    outcome = Outcome(HookState.REFUSED, order.tenant, type(refusal).slug())
    inbox.keep_alone(event, outcome, at=at, again=again)
