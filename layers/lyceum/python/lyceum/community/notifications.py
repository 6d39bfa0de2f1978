"""A person's own notifications."""

from datetime import datetime

from lyceum.community import store
from lyceum.community.model import Notification
from lyceum.kernel.access import Caller
from lyceum.kernel.pages import Page


def my_notifications(caller: Caller, *, after: str | None, limit: int, at: datetime) -> Page[Notification]:
    """The caller's, newest first. 1 round trip."""
    return store.of_person(caller.tenant, caller.person, after=after, limit=limit, at=at)


def mark_read(caller: Caller, notification: str, *, at: datetime) -> None:
    """The caller has read it; a repeat keeps the first time. Raises NotificationNotFound. 1 round trip."""
    store.mark_read(caller.tenant, caller.person, notification, at=at)
