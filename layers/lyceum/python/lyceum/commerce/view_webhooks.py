"""What the payment provider has told of a school's orders, and what became of it; looked at once more if asked for."""

from datetime import datetime

from lyceum.commerce.model.hook import HookState
from lyceum.commerce.store import inbox
from lyceum.commerce.store.inbox import Kept
from lyceum.commerce.stripe_webhook import take_again
from lyceum.kernel.pages import Page


def webhooks(tenant: str | None, *, state: HookState | None, after: str | None, limit: int) -> Page[Kept]:
    """Events of the last 90 days of a school, or of nobody (None), the newest first. 1 round trip.

    With a state, a page holds those in it among the next `limit`: it may hold fewer, or none, and have a next one.
    """
    page = inbox.listed(tenant, after=after, limit=limit)
    return Page([each for each in page.items if state in (None, each.state)], page.next_key)


def replay(tenant: str | None, event: str, *, at: datetime) -> Kept:
    """Look at an event once more, and do what follows from it now; what it did before, it does not do twice.

    It is one of the school's, or, for None, of those that stand in no school's list.
    Who dies in between leaves it waiting, and it can be replayed again. 6 round trips. Raises WebhookNotFound, Busy.
    """
    inbox.begin_again(tenant, event, at=at)
    take_again(event, at=at)
    return inbox.find(event)
