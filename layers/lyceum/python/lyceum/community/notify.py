"""Tell a person what happened: an entry in the app and an e-mail, once for each event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lyceum.community import store
from lyceum.community.errors import MailRefused
from lyceum.community.mail import Mail, send
from lyceum.community.model import (
    KEPT,
    MailState,
    Notification,
    Occasion,
    Wording,
    chosen_language,
    figure,
    html_part,
)
from lyceum.community.store import ClaimLeft, Reader, ToldBefore
from lyceum.community.system_templates import SYSTEM
from lyceum.kernel import observe
from lyceum.kernel.errors import Busy
from lyceum.kernel.text import LocalizedText


@dataclass(frozen=True, slots=True)
class Told:
    """The event behind a notification."""

    tenant: str
    id: str
    at: datetime


def notify(event: Told, occasion: Occasion, *, at: datetime) -> None:
    """Write to the person whom the occasion names, in their language, else the school's.

    The same event again changes nothing once its mail is settled; a delivery that died before is taken over after
    `CLAIM`. SES knows no idempotency: who dies between sending and writing that down is the one case of a second mail.
    Raises Busy where the mail has to be tried again, MailIsBeingSent while another delivery is at it.
    3 round trips to the table, 1 to SES. Source: RULES S1-33, S1-42, X21.
    """
    if at >= event.at + KEPT:
        return  # replayed from the archive after its mark expired
    reader = store.find_reader(event.tenant, occasion.recipient, occasion.kind, occasion.about)
    if reader is None:
        return
    worded = _worded(occasion, reader)
    notification = Notification(
        tenant=event.tenant,
        recipient=occasion.recipient,
        id=event.id,
        kind=occasion.kind,
        subject={language: wording.subject for language, wording in worded.items()},
        note={language: wording.note for language, wording in worded.items()},
        about=occasion.about,
        at=event.at,
    )
    if _claimed(notification, with_mail=bool(reader.address), at=at):
        language = chosen_language(worded, reader.language, reader.school_language)
        _deliver(notification, _mail(reader.address, worded[language], language), claimed_at=at)


def _worded(occasion: Occasion, reader: Reader) -> dict[str, Wording]:
    """Language → what is said. A school's wording takes the place of the shipped one of its language."""
    shipped = {language: wording.templates[occasion.kind] for language, wording in SYSTEM.items()}
    return {
        language: wording.rendered(_values(occasion, reader, language))
        for language, wording in {**shipped, **reader.overrides}.items()
    }


def _values(occasion: Occasion, reader: Reader, language: str) -> dict[str, str]:
    words = SYSTEM[chosen_language(SYSTEM, language, reader.school_language)].words

    def called(title: Mapping[str, str] | None, otherwise: str) -> str:
        if not title:
            return otherwise
        return LocalizedText(dict(title)).in_language(language, fallback=reader.school_language)

    return {
        "name": reader.name or words.nobody,
        "school": called(reader.school, ""),
        "course": called(reader.course, words.course),
        "assessment": called(reader.assessment, words.assessment),
        **{name: figure(value) for name, value in occasion.figures.items()},
    }


def _claimed(notification: Notification, *, with_mail: bool, at: datetime) -> bool:
    """Whether this delivery is the one that sends the mail."""
    try:
        store.keep(notification, with_mail=with_mail, claimed_at=at)
    except ToldBefore:
        return False
    except ClaimLeft as left:
        store.take_over(notification, since=left.since, claimed_at=at)
    return with_mail


def _mail(address: str, wording: Wording, language: str) -> Mail:
    return Mail(address, wording.subject, wording.text, html_part(wording.text, language))


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
