"""Occasions to write, templates, and the notifications made from them. Wording of a school is untrusted text."""

import html
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from string import Template as Placeholders
from typing import Self

from lyceum.community.errors import MalformedTemplate, UnknownVariable
from lyceum.kernel.text import LocalizedText

KEPT = timedelta(days=90)
"""How long a notification stays. An older event, replayed from the archive, is not told again."""

CLAIM = timedelta(seconds=30)
"""How long a delivery may take to send its mail; afterwards another one takes over. Longer than the function runs."""


class Kind(StrEnum):
    """What there is to say; the slug of its templates."""

    ENROLLED = "enrolled"
    SUBMISSION_RECEIVED = "submission-received"
    GRADES_WAIT = "grades-wait"
    RESULT_READY = "result-ready"
    RESULT_CHANGED = "result-changed"
    WORK_RETURNED = "work-returned"
    PEER_REVIEW_ASKED = "peer-review-asked"
    COURSE_COMPLETED = "course-completed"
    IMPORT_FINISHED = "import-finished"
    IMPORT_REFUSED = "import-refused"
    REPORT_READY = "report-ready"
    REPORT_FAILED = "report-failed"
    SCHOOL_READY = "school-ready"
    ORDER_RECEIPT = "order-receipt"
    COURSE_REFUSED = "course-refused"
    ORDER_REFUNDED = "order-refunded"
    REFUND_FAILED = "refund-failed"
    PAYMENT_DISPUTED = "payment-disputed"
    DISPUTE_WON = "dispute-won"
    DISPUTE_LOST = "dispute-lost"
    INVITATION = "invitation"


_ALWAYS = frozenset({"name", "school"})

VARIABLES: Mapping[Kind, frozenset[str]] = {
    Kind.ENROLLED: _ALWAYS | {"course"},
    Kind.SUBMISSION_RECEIVED: _ALWAYS | {"course", "assessment", "waiting"},
    Kind.GRADES_WAIT: _ALWAYS | {"course", "assessment"},
    Kind.RESULT_READY: _ALWAYS | {"course", "assessment", "points", "maximum", "percent"},
    Kind.RESULT_CHANGED: _ALWAYS | {"course", "assessment", "points", "maximum", "percent"},
    Kind.WORK_RETURNED: _ALWAYS | {"course", "assignment", "points", "maximum", "percent"},
    Kind.PEER_REVIEW_ASKED: _ALWAYS | {"course", "assignment", "due"},
    Kind.COURSE_COMPLETED: _ALWAYS | {"course"},
    Kind.IMPORT_FINISHED: _ALWAYS,
    Kind.IMPORT_REFUSED: _ALWAYS,
    Kind.REPORT_READY: _ALWAYS,
    Kind.REPORT_FAILED: _ALWAYS,
    Kind.SCHOOL_READY: _ALWAYS,
    Kind.ORDER_RECEIPT: _ALWAYS | {"course", "paid", "returned", "currency", "courses"},
    Kind.COURSE_REFUSED: _ALWAYS | {"course", "amount", "currency"},
    Kind.ORDER_REFUNDED: _ALWAYS | {"amount", "currency", "closed"},
    Kind.REFUND_FAILED: _ALWAYS | {"order", "amount", "currency"},
    Kind.PAYMENT_DISPUTED: _ALWAYS | {"order", "amount", "currency"},
    Kind.DISPUTE_WON: _ALWAYS | {"order"},
    Kind.DISPUTE_LOST: _ALWAYS | {"order"},
    Kind.INVITATION: _ALWAYS | {"expires", "link"},
}
"""Names that a template of each kind may use, as `$name`."""

_LETTER_ONLY = frozenset({"link"})
"""What stands in the mail alone: whoever has it can use it, so it is not kept with the notification."""


ADMINISTRATOR = ""
"""The recipient of what nobody in particular asked for: who administers the school."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something happened that one person should hear of. Ids and numbers alone; names are looked up."""

    kind: Kind
    recipient: str
    about: Mapping[str, str]
    """What it is about: `course`, `assessment`, `attempt`, `assignment`, `submission`, `peer_review`, `import` or
    `report` → id."""
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    """What is written so in every language: amounts of money, a currency's code, an instant."""
    once: str = ""
    """Where several events give one person the same occasion: the id (a ULID) that they share. It is told once."""
    else_administrator: bool = False
    """Where the recipient is no member any more: who administers the school hears of it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said: a line for lists and mail subjects, a sentence or two in the app, the text of the mail."""

    subject: str
    note: str
    text: str

    def parts(self) -> tuple[str, str, str]:
        """All three."""
        return self.subject, self.note, self.text

    def checked(self, kind: Kind) -> Self:
        """Itself, where it names nothing that the kind does not know. Raises UnknownVariable, MalformedTemplate."""
        kept = VARIABLES[kind] - _LETTER_ONLY
        for part, known in ((self.subject, kept), (self.note, kept), (self.text, VARIABLES[kind])):
            template = Placeholders(part)
            if not template.is_valid():
                raise MalformedTemplate(template=kind)
            for name in template.get_identifiers():
                if name not in known:
                    raise UnknownVariable(template=kind, variable=name)
        return self

    def rendered(self, values: Mapping[str, str]) -> "Wording":
        """With values in place of `$name`: looked up by name alone, so that no wording reaches anything else."""
        subject, note, text = (Placeholders(part).substitute(values) for part in self.parts())
        return Wording(one_line(subject), one_line(note), text.strip())


def one_line(text: str) -> str:
    """Without line breaks and control characters: a subject must not grow into further headers."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text).split())


def figure(value: Decimal) -> str:
    """`90`, `93.75`: without needless zeros or an exponent."""
    return format(value.normalize(), "f")


def instant(at: datetime, zone: str | None = None) -> str:
    """`2026-12-01 17:00 UTC`, or `2026-12-02 00:00 (Asia/Bangkok)` where a zone is meant: the same in every language.

    A zone that this machine does not know is passed over.
    """
    if zone is not None:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # of all letters only few are about a day

        with suppress(ZoneInfoNotFoundError, ValueError, OSError):
            return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def html_part(text: str, language: str) -> str:
    """A mail's text as HTML: paragraphs and line breaks, everything else escaped."""
    paragraphs = "".join(
        f"<p>{'<br>'.join(html.escape(line) for line in part.splitlines())}</p>"
        for part in re.split(r"\n\s*\n", text.strip())
    )
    return (
        f'<!doctype html><html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        f'<body style="font:1rem/1.5 sans-serif;max-width:36rem;margin:1rem">{paragraphs}</body></html>'
    )


def chosen_language(available: Mapping[str, object], *wanted: str) -> str:
    """The first wanted language that is there (`en-GB` takes `en`), else the first there is."""
    return LocalizedText({language: language for language in available}).in_language(*wanted)


class MailState(StrEnum):
    """What became of the e-mail."""

    NONE = "none"
    """There is no address."""
    SENDING = "sending"
    WAITING = "waiting"
    """Sending failed and is repeated."""
    SENT = "sent"
    REFUSED = "refused"
    """The mail service will never take it to this address."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to one person, as the app lists it."""

    tenant: str
    recipient: str
    id: str
    """Id of the event that told it, or the one that several events share: they sort by time."""
    kind: str
    subject: Mapping[str, str]
    note: Mapping[str, str]
    about: Mapping[str, str]
    at: datetime
    read_at: datetime | None = None
    event: str = ""
    """Where several events share it: which of them tells it. Its own deliveries alone see to its mail."""
    invitation: str = ""
    """Where it is the letter of an invitation, which has no recipient yet: its id."""

    @property
    def ends_at(self) -> datetime:
        """When it disappears."""
        return self.at + KEPT
