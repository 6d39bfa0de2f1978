"""Login history: `P#<person> / LOGIN#<instant>#<id>`; of identifiers that nobody has, `P#~<pseudonym>` (RULES X24)."""

from datetime import datetime, timedelta

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.identity.model.attempt_to_sign_in import PATIENCE, AttemptToSignIn
from lyceum.kernel.clock import iso
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import new_id
from lyceum.kernel.limits import Window, take
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.pseudonyms import pseudonym
from lyceum.kernel.table import InstantAttribute, Item, Key, Page, query, transaction

KEPT = timedelta(days=180)
KEPT_OF_NOBODY = timedelta(days=30)
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


def of_nobody(identifier: str) -> str:
    """Where attempts with an identifier that no account has are kept."""
    return f"~{pseudonym('identifier', identifier)}"


def count(whose: str, *, at: datetime) -> None:
    """Count an attempt. 1 round trip. Raises TooOften."""
    take(Key(f"P#{whose}", "LIMIT#SIGN_IN"), PER_ACCOUNT, at=at)


def note(whose: str, *, client: str, succeeded: bool, at: datetime) -> None:
    """Keep an attempt. 1 round trip, 1 WCU."""
    kept = KEPT_OF_NOBODY if whose.startswith("~") else KEPT
    item = SignInItem(
        f"P#{whose}",
        f"{_PREFIX}{iso(at)}#{new_id()}",
        at=at,
        client=client,
        succeeded=succeeded,
        ttl=int((at + kept).timestamp()),
    )
    with transaction(tenant=PLATFORM, at=at) as write:
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


def of(whose: str, *, after: str | None, limit: int) -> Page[AttemptToSignIn]:
    """Newest first. 1 round trip."""
    page = query(SignInItem, f"P#{whose}", prefix=_PREFIX, after=after, limit=limit, forward=False)
    return Page([AttemptToSignIn(item.at, item.client or "", item.succeeded) for item in page.items], page.next_key)
