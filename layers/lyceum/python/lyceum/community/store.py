"""What community keeps: `T#t#U#u / NOTE#<event>` and the school's own wording, `T#t / TEMPLATE#<slug>#<language>`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.community.errors import MailIsBeingSent, NotificationNotFound
from lyceum.community.model import CLAIM, Kind, MailState, Notification, Wording
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime, Conflict, DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import InstantAttribute, Item, Key, Page, batch_get, get, query, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import in_parallel

_NOTES = "NOTE#"
_TEMPLATES = "TEMPLATE#"
_VERSIONS = "TEMPLATE-VERSION#"


class NoteItem(Item):
    """A notification as it is kept, with what became of its e-mail."""

    KIND = "notification"

    slug = UnicodeAttribute(attr_name="k")
    subject = RawMapAttribute(attr_name="ti")
    note = RawMapAttribute(attr_name="b")
    about = RawMapAttribute(attr_name="a")
    at = InstantAttribute()
    read_at = InstantAttribute(attr_name="r", null=True)
    mail = UnicodeAttribute(attr_name="m")
    claimed_at = InstantAttribute(attr_name="mc", null=True)
    """When the delivery that is to send the mail took it on."""
    operation = UnicodeAttribute(attr_name="op", null=True)
    """Which write took it on last: a delivery recognises its own, whose answer was lost."""
    reason = UnicodeAttribute(attr_name="me", null=True)
    event = UnicodeAttribute(attr_name="ev", null=True)
    """Which event tells it, where several share it."""


class TemplateItem(Item):
    """A school's wording in one language: the current one, or (under another key) an earlier version of it."""

    KIND = "template"

    version = NumberAttribute(attr_name="n")
    subject = UnicodeAttribute(attr_name="su")
    note = UnicodeAttribute(attr_name="no")
    text = UnicodeAttribute(attr_name="tx")
    author = UnicodeAttribute(attr_name="by")
    at = InstantAttribute()


class TitledItem(Item):
    """The offer of a course, an assessment or an assignment, as far as its title (catalog, assessment write them)."""

    title = RawMapAttribute(attr_name="ti", null=True)


class SchoolItem(Item):
    """The tenant's record as far as a letter needs it (tenancy writes it)."""

    name = RawMapAttribute(attr_name="n")
    language = UnicodeAttribute(attr_name="l")
    administrator = UnicodeAttribute(attr_name="a", null=True)


class InvitedItem(Item):
    """An invitation as far as its letter needs it (identity writes it)."""

    KIND = "invitation"

    address = UnicodeAttribute(attr_name="e")
    language = UnicodeAttribute(attr_name="l", null=True)
    state = UnicodeAttribute(attr_name="s")
    delivery = NumberAttribute(attr_name="g")
    token_hash = UnicodeAttribute(attr_name="h")
    expires = InstantAttribute(attr_name="x")


@dataclass(frozen=True, slots=True)
class Reader:
    """The person who is written to, and what the letter calls things. Titles are None where there is none."""

    name: str
    address: str
    language: str
    school: Mapping[str, str]
    school_language: str
    course: Mapping[str, str] | None
    assessment: Mapping[str, str] | None
    assignment: Mapping[str, str] | None
    overrides: Mapping[str, Wording]
    """Language → the school's own wording."""


class ToldBefore(Conflict):
    """This event has its notification, and its mail is settled."""


class ClaimLeft(Conflict):
    """A delivery took the mail on and did not finish in time, or failed and left it to the next."""

    def __init__(self, since: datetime | None) -> None:
        super().__init__()
        self.since = since


def find_administrator(tenant: str) -> str | None:
    """Who administers the school, as it was founded. 1 round trip, 0.5 RCU."""
    school = get(SchoolItem, Key(tenant_key(tenant), "TENANT"))
    return school.administrator if school is not None else None


def find_reader(tenant: str, person: str, kind: Kind, about: Mapping[str, str]) -> Reader | None:
    """Everything a letter needs, or None for somebody who is no member (any more). 1 round trip."""
    keys: list[tuple[type[Item], Key]] = [
        (MemberItem, member_key(tenant, person)),
        (SchoolItem, Key(tenant_key(tenant), "TENANT")),
        # Without a course, an assessment or an assignment: a key that nothing can have.
        (TitledItem, Key(tenant_key(tenant, "C", about.get("course", "-")), "OFFER")),
        (TitledItem, _work_key(tenant, about)),
    ]
    read: list[Any] = in_parallel(
        partial(batch_get, *keys, consistent=True),
        partial(query, TemplateItem, tenant_key(tenant), prefix=f"{_TEMPLATES}{kind}#"),
    )
    (member, school, course, work), wordings = read
    if member is None or school is None or member.status != "active":
        return None
    return Reader(
        name=member.name or "",
        address=member.email or "",
        language=member.language or school.language,
        school=school.name,
        school_language=school.language,
        course=course.title if course else None,
        assessment=work.title if work and "assessment" in about else None,
        assignment=work.title if work and "assignment" in about else None,
        overrides={item.sk.rsplit("#", 1)[1]: _wording(item) for item in wordings.items},
    )


def _work_key(tenant: str, about: Mapping[str, str]) -> Key:
    """Where the assignment or the assessment lies: an occasion is about one of them at most."""
    if "assignment" in about:
        return Key(tenant_key(tenant, "ASSIGNMENT", about["assignment"]), "ASSIGNMENT")
    return Key(tenant_key(tenant, "A", about.get("assessment", "-")), "ASSESSMENT")


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is written to because of an invitation."""

    address: str
    language: str
    school: Mapping[str, str]
    school_language: str
    token_hash: str
    expires: datetime
    overrides: Mapping[str, Wording]
    """Language → the school's own wording."""


def find_invited(tenant: str, invitation: str, delivery: int, *, at: datetime) -> Invited | None:
    """Everything that the letter needs, or None where this delivery is not to be sent (any more). 1 round trip."""
    keys: list[tuple[type[Item], Key]] = [
        (InvitedItem, Key(tenant_key(tenant, "I", invitation), "INVITATION")),
        (SchoolItem, Key(tenant_key(tenant), "TENANT")),
    ]
    read: list[Any] = in_parallel(
        partial(batch_get, *keys, consistent=True),
        partial(query, TemplateItem, tenant_key(tenant), prefix=f"{_TEMPLATES}{Kind.INVITATION}#"),
    )
    (item, school), wordings = read
    if item is None or school is None:
        return None
    if item.state != "pending" or int(item.delivery) != delivery or item.expires <= at:
        return None
    return Invited(
        address=item.address,
        language=item.language or school.language,
        school=school.name,
        school_language=school.language,
        token_hash=item.token_hash,
        expires=item.expires,
        overrides={each.sk.rsplit("#", 1)[1]: _wording(each) for each in wordings.items},
    )


def keep(notification: Notification, *, with_mail: bool, claimed_at: datetime) -> None:
    """Keep a new notification and, where there is an address, take its mail on. One conditional write.

    Raises ToldBefore, also where another event tells it, ClaimLeft, or MailIsBeingSent while another delivery is at it.
    """
    key = _place(notification)
    operation = new_id()
    item = NoteItem(
        key.pk,
        key.sk,
        slug=notification.kind,
        subject=dict(notification.subject),
        note=dict(notification.note),
        about=dict(notification.about),
        at=notification.at,
        mail=MailState.SENDING if with_mail else MailState.NONE,
        claimed_at=claimed_at if with_mail else None,
        operation=operation if with_mail else None,
        event=notification.event or None,
        ttl=int(notification.ends_at.timestamp()),
    )

    def explain(old: NoteItem | None) -> DomainError | None:
        if old is not None and old.operation == operation:
            return None
        if old is not None and (old.event or "") != notification.event:
            return ToldBefore()
        if old is None or old.mail not in (MailState.SENDING, MailState.WAITING):
            return ToldBefore()
        if old.mail == MailState.SENDING and claimed_at < old.claimed_at + CLAIM:
            return MailIsBeingSent()
        return ClaimLeft(old.claimed_at)

    with transaction(tenant=notification.tenant, at=claimed_at) as write:
        write.put(item, when=NoteItem.absent(), otherwise=explain)


def take_over(notification: Notification, *, since: datetime | None, claimed_at: datetime) -> None:
    """Take the mail on from a delivery that left it. Raises MailIsBeingSent where somebody else was first."""
    operation = new_id()
    _update(
        notification,
        [
            NoteItem.mail.set(MailState.SENDING),
            NoteItem.claimed_at.set(claimed_at),
            NoteItem.operation.set(operation),
        ],
        when=NoteItem.claimed_at == since,
        otherwise=lambda old: None if old is not None and old.operation == operation else MailIsBeingSent(),
        at=claimed_at,
    )


def settle(notification: Notification, state: MailState, *, claimed_at: datetime, reason: str | None = None) -> None:
    """Write down what became of the mail; a delivery that lost its claim changes nothing."""
    actions = [NoteItem.mail.set(state)]
    if reason:
        actions.append(NoteItem.reason.set(reason))
    mine = (NoteItem.claimed_at == claimed_at) & (NoteItem.mail == MailState.SENDING)
    _update(notification, actions, when=mine, otherwise=lambda _: None, at=claimed_at)


def _update(notification: Notification, actions: list[Any], *, when: Any, otherwise: Any, at: datetime) -> None:
    with transaction(tenant=notification.tenant, at=at) as write:
        write.update(NoteItem, _place(notification), actions, when=when, otherwise=otherwise)


def of_person(tenant: str, person: str, *, after: str | None, limit: int, at: datetime) -> Page[Notification]:
    """A person's notifications, newest first, without those that have expired. 1 round trip."""
    page = query(NoteItem, tenant_key(tenant, "U", person), prefix=_NOTES, after=after, limit=limit, forward=False)
    kept = [_notification(tenant, person, item) for item in page.items]
    return Page([note for note in kept if at < note.ends_at], page.next_key)


def mark_read(tenant: str, person: str, id: str, *, at: datetime) -> None:
    """Write down when it was first read. Raises NotificationNotFound."""

    def explain(old: NoteItem | None) -> DomainError | None:
        return None if old is not None else NotificationNotFound(notification=id)

    with transaction(tenant=tenant, at=at, actor=person) as write:
        write.update(
            NoteItem,
            _key(tenant, person, id),
            [NoteItem.read_at.set(at)],
            when=NoteItem.read_at.does_not_exist(),
            otherwise=explain,
        )


def find_override(tenant: str, kind: Kind, language: str) -> tuple[Wording, int] | None:
    """The school's current wording and its version, or None. 1 round trip."""
    item = get(TemplateItem, Key(tenant_key(tenant), f"{_TEMPLATES}{kind}#{language}"), consistent=True)
    return (_wording(item), int(item.version)) if item is not None else None


def override(
    tenant: str, kind: Kind, language: str, wording: Wording, *, version: int, author: str, at: datetime
) -> None:
    """Make a wording the current one, as this version, and keep it among the versions (RULES X21).

    Raises ChangedInTheMeantime where the current one is not the version before.
    """
    pk, place = tenant_key(tenant), f"{kind}#{language}"
    current = Key(pk, _TEMPLATES + place)
    parts: dict[str, Any] = {
        "subject": wording.subject,
        "note": wording.note,
        "text": wording.text,
        "author": author,
        "at": at,
    }
    kept = TemplateItem(pk, f"{_VERSIONS}{place}#{version:05d}", version=version, **parts)
    with transaction(tenant=tenant, at=at, actor=author) as write:
        write.put(kept, when=TemplateItem.absent(), otherwise=ChangedInTheMeantime())
        write.update(
            TemplateItem,
            current,
            [
                TemplateItem.version.set(version),
                TemplateItem.subject.set(wording.subject),
                TemplateItem.note.set(wording.note),
                TemplateItem.text.set(wording.text),
                TemplateItem.author.set(author),
                TemplateItem.at.set(at),
            ],
            when=TemplateItem.version == version - 1 if version > 1 else TemplateItem.absent(),
            otherwise=ChangedInTheMeantime(),
            upsert=True,
        )


def _key(tenant: str, person: str, id: str) -> Key:
    return Key(tenant_key(tenant, "U", person), _NOTES + id)


def _place(notification: Notification) -> Key:
    if notification.invitation:
        return Key(tenant_key(notification.tenant, "I", notification.invitation), _NOTES + notification.id)
    return _key(notification.tenant, notification.recipient, notification.id)


def _wording(item: TemplateItem) -> Wording:
    return Wording(item.subject, item.note, item.text)


def _notification(tenant: str, person: str, item: NoteItem) -> Notification:
    return Notification(
        tenant=tenant,
        recipient=person,
        id=item.sk.removeprefix(_NOTES),
        kind=item.slug,
        subject=item.subject,
        note=item.note,
        about=item.about,
        at=item.at,
        read_at=item.read_at,
    )
