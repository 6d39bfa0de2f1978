"""Sessions and devices: what is signed in, and how to end it."""

from datetime import datetime

from lyceum.identity import pool
from lyceum.identity.model.session import Session, SignIn
from lyceum.identity.settled import settled
from lyceum.identity.store import addresses, sessions, tokens
from lyceum.kernel.access import Caller
from lyceum.kernel.pages import Page

_MOST = 100


def note_session(caller: Caller, sign_in: SignIn, *, device: str, at: datetime, address: str = "") -> Session:
    """The client says after sign-in and refresh that it is there; written once an hour at most. 1 round trip.

    `address`: the sign-in's verified e-mail address, where its token says one. When the session is written it is
    looked whether the school knows it: 1 round trip more, and what `addresses.follow` says where it does not.
    """
    session = Session.of(sign_in, device=device, at=at)
    kept = sessions.seen(caller.tenant, caller.person, session, at=at)
    if address and kept.seen_at == at:
        settled(lambda: addresses.follow(caller.tenant, caller.person, address, at=at))
    return kept


def list_sessions(tenant: str, person: str, *, after: str | None, limit: int) -> Page[Session]:
    """Sessions of a person in this school that go on. 1 round trip, 2 for who has very many."""
    return sessions.alive(tenant, person, after=after, limit=limit)


def list_sessions_of(caller: Caller, person: str, *, after: str | None, limit: int) -> Page[Session]:
    """Sessions of a member of the caller's school. 1 round trip, 2 for who has very many. Raises MemberNotFound."""
    return sessions.alive_of_member(caller.tenant, person, after=after, limit=limit)


def end_own_session(caller: Caller, id: str, *, at: datetime) -> None:
    """End one of the caller's own in all of their schools. 3 round trips, and 1 per other school.

    Raises SessionNotFound.
    """
    ended = sessions.end(caller.tenant, caller.person, id, at=at, by=caller.person)
    for tenant in tokens.rights_by_tenant(caller.person):
        if tenant != caller.tenant:
            sessions.refuse_family(tenant, ended.family, at=at, by=caller.person)


def end_own_sessions(caller: Caller, sign_in: SignIn, *, at: datetime) -> None:
    """Sign the caller out of all their schools, on all devices. 2 round trips per school, one call of the pool."""
    # The pool first, this school last: afterwards the caller cannot come back to say it again.
    pool.sign_out_everywhere(sign_in.username)
    for tenant in [*(tokens.rights_by_tenant(caller.person).keys() - {caller.tenant}), caller.tenant]:
        _end_all(tenant, caller.person, at=at, by=caller.person)


def end_sessions_of(caller: Caller, person: str, *, at: datetime) -> None:
    """Sign a member out of this school. 2 round trips, and one call of the pool, so that no refresh brings one back.

    Raises MemberNotFound.
    """
    known = sessions.alive_of_member(caller.tenant, person, after=None, limit=_MOST).items
    # The pool first: a repeat finds by the sessions whom to sign out.
    for username in sorted({one.username for one in known if one.username}):
        pool.sign_out_everywhere(username)
    sessions.end_all(caller.tenant, person, known, at=at, by=caller.person)


def renew_session_end(tenant: str, id: str, *, at: datetime) -> None:
    """An ended session is said to have ended again, for as long as its refresh token might live."""
    person, _, session = id.partition(".")
    sessions.end_again(tenant, person, session, at=at)


def _end_all(tenant: str, person: str, *, at: datetime, by: str) -> None:
    known = sessions.alive(tenant, person, after=None, limit=_MOST).items
    sessions.end_all(tenant, person, known, at=at, by=by)
