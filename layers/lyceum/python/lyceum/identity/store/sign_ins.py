"""Login history: `P#<person> / LOGIN#<instant>#<id>`; of what was typed, anybody's or nobody's, `P#~<pseudonym>`
(RULES X24).
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.identity.errors import MemberNotFound
from lyceum.identity.model.attempt_to_sign_in import PATIENCE, AttemptToSignIn
from lyceum.identity.store.memberships import ENDED
from lyceum.kernel.clock import iso
from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import new_id
from lyceum.kernel.limits import Window, take
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.pseudonyms import pseudonym
from lyceum.kernel.table import InstantAttribute, Item, Key, Page, Transaction, get, query, transaction
from lyceum.kernel.table.read import in_parallel

KEPT = timedelta(days=180)
KEPT_AS_TYPED = timedelta(days=30)
PER_ACCOUNT = (Window(timedelta(minutes=15), 30), Window(timedelta(days=1), 300))
"""Attempts: far more than a person makes, far fewer than a guesser needs. The pool itself slows down sooner."""

_PREFIX = "LOGIN#"


class SignInItem(Item):
    """One attempt."""

    KIND = "sign_in"

    at = InstantAttribute(attr_name="a")
    client = UnicodeAttribute(attr_name="c", null=True)
    succeeded = BooleanAttribute(attr_name="o")


class AlreadyNoted(Conflict):
    """The attempt was noted as a success before."""

    title = {"en": "Already noted", "th": "บันทึกไว้แล้ว"}


def as_typed(identifier: str) -> str:
    """Where attempts with an identifier are kept, whether or not an account has it."""
    return f"~{pseudonym('identifier', identifier)}"


def of_nobody(identifier: str) -> str:
    """Where attempts with an identifier that no account has are kept in the place of a person's."""
    return f"~{pseudonym('nobody', identifier)}"


def count(whose: str, *, at: datetime) -> None:
    """Count an attempt. 1 round trip. Raises TooOften."""
    take(Key(f"P#{whose}", "LIMIT#SIGN_IN"), PER_ACCOUNT, at=at)


def note(whose: str, *, client: str, succeeded: bool, at: datetime) -> None:
    """Keep an attempt. 1 round trip, 1 WCU."""
    with transaction(tenant=PLATFORM, at=at) as write:
        _note(write, whose, client=client, succeeded=succeeded)


def note_attempt(whose: str, typed: str, *, client: str, at: datetime) -> None:
    """Keep an attempt with its person, and under what was typed. 1 round trip, 4 WCU."""
    with transaction(tenant=PLATFORM, at=at) as write:
        for place in (whose, typed):
            _note(write, place, client=client, succeeded=False)


def _note(write: Transaction, whose: str, *, client: str, succeeded: bool) -> None:
    item = SignInItem(
        f"P#{whose}",
        f"{_PREFIX}{iso(write.at)}#{new_id()}",
        at=write.at,
        client=client,
        succeeded=succeeded,
        ttl=int((write.at + (KEPT_AS_TYPED if whose.startswith("~") else KEPT)).timestamp()),
    )
    write.put(item, when=SignInItem.absent(), otherwise=AlreadyNoted())


def succeed(whose: str, *, client: str, at: datetime) -> None:
    """The latest open attempt succeeded; where none is open (a federated sign-in), that is noted. 2 round trips."""
    latest = query(SignInItem, f"P#{whose}", prefix=_PREFIX, limit=1, forward=False, consistent=True).items
    if not latest or latest[0].succeeded or at - latest[0].at > PATIENCE:
        note(whose, client=client, succeeded=True, at=at)
        return
    with transaction(tenant=PLATFORM, at=at) as write:
        write.update(
            SignInItem,
            latest[0].key,
            [SignInItem.succeeded.set(True)],
            when=SignInItem.succeeded == False,  # noqa: E712 - PynamoDB builds a condition from it
            otherwise=lambda _: None,
        )


def of_member(tenant: str, person: str, *, after: str | None, limit: int) -> Page[AttemptToSignIn]:
    """A member's, newest first. 1 round trip: whether there is such a member is read beside. Raises MemberNotFound."""
    there = partial(get, MemberItem, member_key(tenant, person), consistent=True)
    read: list[Any] = in_parallel(partial(of, person, after=after, limit=limit), there)
    page, member = read
    if member is None or member.status in ENDED:
        raise MemberNotFound(person=person)
    found: Page[AttemptToSignIn] = page
    return found


def of(whose: str, *, after: str | None, limit: int) -> Page[AttemptToSignIn]:
    """Newest first. 1 round trip."""
    page = query(SignInItem, f"P#{whose}", prefix=_PREFIX, after=after, limit=limit, forward=False)
    return Page([AttemptToSignIn(item.at, item.client or "", item.succeeded) for item in page.items], page.next_key)
