"""Sessions: `T#t#U#p / SESSION#<id>`, and `SESSIONS`: up to when all have ended. The kernel refuses ended tokens."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from lyceum.identity.errors import MemberNotFound, SessionNotFound
from lyceum.identity.events import SessionEnded, SessionsEnded
from lyceum.identity.model.session import KEPT, SEEN_AGAIN, Session
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.revocation import TOKEN_LIFE, revoke, sessions_of
from lyceum.kernel.revocation import session as family_of
from lyceum.kernel.table import InstantAttribute, Item, Key, Page, Transaction, get, query, tenant_key, transaction
from lyceum.kernel.table.read import in_parallel

SESSION_DUE = "identity.SessionDue"
"""A revocation lives for a day, a refresh token for longer: an ended session is said again until it cannot live."""
_AGAIN = TOKEN_LIFE - timedelta(hours=1)
_MOST_FAMILIES = 50


class SessionItem(Item):
    """A session, or the mark that all of before have ended."""

    KIND = "session"

    family = UnicodeAttribute(attr_name="f", null=True)
    username = UnicodeAttribute(attr_name="un", null=True)
    address = UnicodeAttribute(attr_name="ad", null=True)
    agent = UnicodeAttribute(attr_name="ag", null=True)
    device = UnicodeAttribute(attr_name="d", null=True)
    started_at = InstantAttribute(attr_name="s", null=True)
    seen_at = InstantAttribute(attr_name="e", null=True)
    ended_at = InstantAttribute(attr_name="x", null=True)


class SeenLately(Conflict):
    """Nothing to write: the session was seen within the hour, or has ended."""

    title = {"en": "The session is known", "th": "ทราบเซสชันนี้แล้ว"}


def seen(tenant: str, person: str, session: Session, *, at: datetime) -> Session:
    """Note that a session is alive; what is kept. 1 round trip, 1 WCU, also where it was noted within the hour."""
    key = _key(tenant, person, session.id)
    kept = session

    def known(old: SessionItem | None) -> SeenLately:
        nonlocal kept
        kept = _entity(old) if old is not None else session
        return SeenLately()

    lately = SessionItem.seen_at.does_not_exist() | (SessionItem.seen_at < at - SEEN_AGAIN)
    try:
        with transaction(tenant=tenant, at=at, actor=person) as write:
            write.update(
                SessionItem,
                key,
                [
                    SessionItem.family.set(session.family),
                    SessionItem.username.set(session.username),
                    SessionItem.address.set(session.address),
                    SessionItem.agent.set(session.agent),
                    SessionItem.device.set(session.device),
                    SessionItem.started_at.set(SessionItem.started_at | session.started_at),
                    SessionItem.seen_at.set(at),
                    SessionItem.ttl.set(int((at + KEPT).timestamp())),
                ],
                when=SessionItem.ended_at.does_not_exist() & lately,
                otherwise=known,
                upsert=True,
            )
    except SeenLately:
        return kept
    return session


def alive(tenant: str, person: str, *, after: str | None, limit: int) -> Page[Session]:
    """Sessions that go on. 1 round trip: the sessions, and up to when all have ended. A page may be shorter."""
    return _going_on(*in_parallel(*_reads(tenant, person, after, limit)))


def alive_of_member(tenant: str, person: str, *, after: str | None, limit: int) -> Page[Session]:
    """The same, of a member. 1 round trip: whether there is such a member is read beside. Raises MemberNotFound."""
    there = partial(get, MemberItem, member_key(tenant, person), consistent=True)
    read: list[Any] = in_parallel(*_reads(tenant, person, after, limit), there)
    page, mark, member = read
    if member is None:
        raise MemberNotFound(person=person)
    return _going_on(page, mark)


def end(tenant: str, person: str, id: str, *, at: datetime, by: str) -> Session:
    """End one: its tokens are refused from now on. 2 round trips. Raises SessionNotFound; a repeat is one success."""
    item = get(SessionItem, _key(tenant, person, id), consistent=True)
    if item is None or item.family is None:
        raise SessionNotFound
    session = _entity(item)
    if session.ended_at is not None:
        return session
    with transaction(tenant=tenant, at=at, actor=by) as write:
        write.update(
            SessionItem,
            item.key,
            [
                SessionItem.ended_at.set(at),
                SessionItem.ttl.set(int((session.over + TOKEN_LIFE).timestamp())),
                *SessionItem.timer_set(SESSION_DUE, tenant=tenant, id=f"{person}.{id}", at=at + _AGAIN),
            ],
            when=SessionItem.ended_at.does_not_exist(),
            otherwise=lambda old: None if old is not None else SessionNotFound(),
            events=[SessionEnded(person=person, session=id)],
        )
        revoke(write, family_of(session.family))
    return session


def end_again(tenant: str, person: str, id: str, *, at: datetime) -> None:
    """Say once more that a session has ended, and when to say it next; before then nothing changes. 2 round trips."""
    item = get(SessionItem, _key(tenant, person, id), consistent=True)
    session = _entity(item) if item is not None else None
    if item is None or session is None or session.ended_at is None:
        return
    goes_on = at < session.over
    timer = SessionItem.timer_set(SESSION_DUE, tenant=tenant, id=f"{person}.{id}", at=at + _AGAIN)
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            SessionItem,
            item.key,
            timer if goes_on else SessionItem.timer_removed(),
            when=SessionItem.ended_at.exists() & (SessionItem.due.does_not_exist() | (SessionItem.due <= at)),
            otherwise=lambda old: SessionNotFound() if old is None or old.ended_at is None else None,
        )
        revoke(write, family_of(session.family))


def refuse_family(tenant: str, family: str, *, at: datetime, by: str) -> None:
    """Refuse the tokens of one sign-in in another tenant. 1 round trip."""
    with transaction(tenant=tenant, at=at, actor=by) as write:
        revoke(write, family_of(family))


def end_all(tenant: str, person: str, known: Sequence[Session], *, at: datetime, by: str) -> None:
    """End all, known or not: sign-ins of before are refused from now on. 1 round trip."""
    families = [family_of(one.family) for one in known[:_MOST_FAMILIES]]
    with transaction(tenant=tenant, at=at, actor=by) as write:
        write.update(
            SessionItem,
            _mark(tenant, person),
            [SessionItem.ended_at.set(at), SessionItem.ttl.set(int((at + KEPT).timestamp()))],
            events=[SessionsEnded(person=person)],
            upsert=True,
        )
        revoke(write, sessions_of(person), *families)


def erase(tenant: str, person: str, *, at: datetime) -> int:
    """Take away a person's sessions and devices; how many. Of one that was ended what says that goes on saying it,
    without device and address. 1 round trip for each hundred, and 1 for each.
    """
    erased, after = 0, None
    while True:
        page = query(
            SessionItem, tenant_key(tenant, "U", person), prefix="SESSION#", after=after, limit=100, consistent=True
        )
        for item in page.items:
            if item.gsi2pk and not (item.username or item.address or item.agent or item.device):
                continue
            with transaction(tenant=tenant, at=at) as write:
                _erase(write, item)
            erased += 1
        if page.next_key is None:
            return erased
        after = page.next_key


def _erase(write: Transaction, item: SessionItem) -> None:
    if not item.gsi2pk:
        write.delete(SessionItem, item.key)
        return
    parts = (SessionItem.username, SessionItem.address, SessionItem.agent, SessionItem.device)
    write.update(SessionItem, item.key, [part.remove() for part in parts], otherwise=lambda _: None)


def _reads(tenant: str, person: str, after: str | None, limit: int) -> tuple[Callable[[], Any], Callable[[], Any]]:
    pk = tenant_key(tenant, "U", person)
    return (
        partial(query, SessionItem, pk, prefix="SESSION#", after=after, limit=limit, consistent=True),
        partial(get, SessionItem, _mark(tenant, person), consistent=True),
    )


def _going_on(page: Page[SessionItem], mark: SessionItem | None) -> Page[Session]:
    ended: datetime | None = mark.ended_at if mark is not None else None
    found = [one for one in map(_entity, page.items) if one.ended_at is None]
    return Page([one for one in found if ended is None or one.started_at > ended], page.next_key)


def _key(tenant: str, person: str, id: str) -> Key:
    return Key(tenant_key(tenant, "U", person), f"SESSION#{id}")


def _mark(tenant: str, person: str) -> Key:
    return Key(tenant_key(tenant, "U", person), "SESSIONS")


def _entity(item: SessionItem) -> Session:
    return Session(
        id=item.sk.removeprefix("SESSION#"),
        family=item.family or "",
        username=item.username or "",
        address=item.address or "",
        agent=item.agent or "",
        device=item.device or "",
        started_at=item.started_at,
        seen_at=item.seen_at,
        ended_at=item.ended_at,
    )
