"""Tell a person what happened: an entry in the app and an e-mail, once for each event."""

from collections.abc import Mapping
from datetime import datetime

from lyceum.community import store
from lyceum.community.delivery import Told, deliver_once, letter, wordings
from lyceum.community.model import (
    KEPT,
    Notification,
    Occasion,
    Wording,
    chosen_language,
    figure,
)
from lyceum.community.store import Reader
from lyceum.community.system_templates import SYSTEM
from lyceum.kernel.text import LocalizedText


def notify(event: Told, occasion: Occasion, *, at: datetime) -> None:
    """Write to the person whom the occasion names, in their language, else the school's.

    The same event again changes nothing once its mail is settled; of several that share an occasion the first one tells
    it, to each person once. A delivery that died before is taken over after `CLAIM`. SES knows no idempotency: who dies
    between sending and writing that down is the one case of a second mail.
    Raises Busy where the mail has to be tried again, MailIsBeingSent while another delivery is at it.
    3 round trips to the table, 1 to SES; 1 more to find who administers the school, 2 more where
    who is named has left. Source: RULES S1-33, S1-42, X21.
    """
    if at >= event.at + KEPT:
        return  # replayed from the archive after its mark expired
    recipient, reader = _reader(event.tenant, occasion)
    if recipient is None or reader is None:
        return
    worded = _worded(occasion, reader)
    notification = Notification(
        tenant=event.tenant,
        recipient=recipient,
        id=occasion.once or event.id,
        event=event.id if occasion.once else "",
        kind=occasion.kind,
        subject={language: wording.subject for language, wording in worded.items()},
        note={language: wording.note for language, wording in worded.items()},
        about=occasion.about,
        at=event.at,
    )
    language = chosen_language(worded, reader.language, reader.school_language)
    deliver_once(notification, letter(reader.address, worded[language], language) if reader.address else None, at=at)


def _reader(tenant: str, occasion: Occasion) -> tuple[str | None, Reader | None]:
    """Who is written to, and what the letter needs; None where nobody is."""
    named = occasion.recipient
    reader = store.find_reader(tenant, named, occasion.kind, occasion.about) if named else None
    if reader is not None or (named and not occasion.else_administrator):
        return named, reader
    head = store.find_administrator(tenant)
    return head, store.find_reader(tenant, head, occasion.kind, occasion.about) if head else None


def _worded(occasion: Occasion, reader: Reader) -> dict[str, Wording]:
    """Language → what is said. A school's wording takes the place of the shipped one of its language."""
    said = wordings(occasion.kind, reader.overrides)
    return {language: wording.rendered(_values(occasion, reader, language)) for language, wording in said.items()}


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
        "assignment": called(reader.assignment, words.assignment),
        "due": words.no_date,
        **{name: figure(value) for name, value in occasion.figures.items()},
        **occasion.codes,
    }
