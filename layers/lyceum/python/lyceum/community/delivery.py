"""One event, one letter: who takes a notification on, sends its mail, and writes down what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lyceum.community import store
from lyceum.community.errors import MailRefused
from lyceum.community.mail import Mail, send
from lyceum.community.model import Kind, MailState, Notification, Wording, html_part
from lyceum.community.store import ClaimLeft, ToldBefore
from lyceum.community.system_templates import SYSTEM
from lyceum.kernel import observe
from lyceum.kernel.errors import Busy


@dataclass(frozen=True, slots=True)
class Told:
    """The event behind a notification."""

    tenant: str
    id: str
    at: datetime


def wordings(kind: Kind, own: Mapping[str, Wording]) -> dict[str, Wording]:
    """Language → what is said; a school's own wording takes the place of the shipped one of its language."""
    return {language: wording.templates[kind] for language, wording in SYSTEM.items()} | dict(own)


def letter(address: str, wording: Wording, language: str) -> Mail:
    """A worded message as a mail."""
    return Mail(address, wording.subject, wording.text, html_part(wording.text, language))


def deliver_once(notification: Notification, mail: Mail | None, *, at: datetime) -> None:
    """Keep the notification and, where there is one, send its mail, unless another delivery has done or does it.

    Raises Busy where the mail has to be tried again, MailIsBeingSent while another delivery is at it. 2 round trips.
    """
    if _claimed(notification, with_mail=mail is not None, at=at) and mail is not None:
        _deliver(notification, mail, claimed_at=at)


def _claimed(notification: Notification, *, with_mail: bool, at: datetime) -> bool:
    """Whether this delivery is the one that sends the mail."""
    try:
        store.keep(notification, with_mail=with_mail, claimed_at=at)
    except ToldBefore:
        return False
    except ClaimLeft as left:
        store.take_over(notification, since=left.since, claimed_at=at)
    return with_mail


def _deliver(notification: Notification, mail: Mail, *, claimed_at: datetime) -> None:
    try:
        send(mail)
    except MailRefused as refusal:
        observe.count("MailRefused")
        store.settle(notification, MailState.REFUSED, claimed_at=claimed_at, reason=refusal.facts["reason"])
    except Busy:
        store.settle(notification, MailState.WAITING, claimed_at=claimed_at)
        raise
    else:
        observe.count("MailSent")
        store.settle(notification, MailState.SENT, claimed_at=claimed_at)
