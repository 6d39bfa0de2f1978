"""Identities: `P#<identity> / IDENTITY` says whose it is, `P#<person> / IDENTITY#<identity>` what a person has.

The first also says that a person has something of their own (a membership, another identity): such a person is never
made part of another one. Joining and linking write the same item, so that of both at once one is refused.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from lyceum.identity.errors import IdentityInUse, IdentityNotFound, LinkCodeRefused, TooManyIdentities
from lyceum.identity.events import IdentityLinked, IdentityUnlinked
from lyceum.identity.model.sign_in_identity import MOST, LinkCode, LinkedIdentity, SignInIdentity, hashed
from lyceum.kernel.errors import DomainError, TokenStale
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.revocation import revoke, rights_of
from lyceum.kernel.table import InstantAttribute, Item, Key, Transaction, get, query, transaction

ENDED_KEPT = timedelta(days=30)
_PREFIX = "IDENTITY#"


class IdentityItem(Item):
    """Whose an identity is, and whether it has anything of its own."""

    KIND = "identity"

    person = UnicodeAttribute(attr_name="p", null=True)
    """Absent: it stands for itself."""
    has_own = BooleanAttribute(attr_name="h", null=True)


class LinkedIdentityItem(Item):
    """One of a person's identities."""

    KIND = "linked_identity"

    provider = UnicodeAttribute(attr_name="pr")
    linked_at = InstantAttribute(attr_name="a")
    linked_by = UnicodeAttribute(attr_name="b")
    ended_at = InstantAttribute(attr_name="x", null=True)


class LinkCodeItem(Item):
    """The code that a person may show now: one at a time."""

    KIND = "link_code"

    code_hash = UnicodeAttribute(attr_name="h", null=True)
    expires = InstantAttribute(attr_name="u")


def person_linked(identity: str) -> str | None:
    """Whose an identity is; None where it stands for itself. 1 round trip, 1 RCU."""
    item = get(IdentityItem, own_key(identity), consistent=True)
    return str(item.person) if item is not None and item.person else None


def stands_for_itself(write: Transaction, person: str) -> None:
    """Add to a transaction that this person has something of their own from now on. 2 WCU.

    Raises TokenStale where their identity has become another person's meanwhile: a refresh says whose.
    """
    write.update(
        IdentityItem,
        own_key(person),
        [IdentityItem.has_own.set(True)],
        when=IdentityItem.person.does_not_exist(),
        otherwise=TokenStale(tenant=write.tenant),
        upsert=True,
    )


def keep_code(person: str, code: LinkCode, *, at: datetime) -> None:
    """Keep the hash of a code; one of before is worth nothing any more. 1 round trip, 1 WCU."""
    ttl = int((code.expires + timedelta(hours=1)).timestamp())
    with transaction(tenant=PLATFORM, at=at, actor=person) as write:
        write.update(
            LinkCodeItem,
            _code_key(person),
            [
                LinkCodeItem.code_hash.set(hashed(code.code)),
                LinkCodeItem.expires.set(code.expires),
                LinkCodeItem.ttl.set(ttl),
            ],
            upsert=True,
        )


def link(
    identity: SignInIdentity, person: str, *, code: str | None, tenant: str, at: datetime, by: str
) -> LinkedIdentity:
    """The identity is this person's from now on; once more is the same as once. 2 round trips, 8 WCU.

    With `code` it is used up. `tenant`: where it is told. Raises IdentityInUse, LinkCodeRefused, TooManyIdentities.
    """
    others = of(person)
    known = next((one for one in others if one.id == identity.id), None)
    if known is not None:
        return known
    if len(others) >= MOST:
        raise TooManyIdentities(limit=MOST)
    made = LinkedIdentity(identity.id, identity.provider, at, by)
    with transaction(tenant=tenant, at=at, actor=by) as write:
        if code is not None:
            # First, for of several refusals the first one is told.
            write.update(
                LinkCodeItem,
                _code_key(person),
                [LinkCodeItem.code_hash.remove()],
                when=(LinkCodeItem.code_hash == hashed(code)) & (LinkCodeItem.expires > at),
                otherwise=LinkCodeRefused(),
            )
        write.update(
            IdentityItem,
            own_key(identity.id),
            [IdentityItem.person.set(person)],
            when=IdentityItem.has_own.does_not_exist() & IdentityItem.person.does_not_exist(),
            otherwise=lambda old: None if old is not None and old.person == person else IdentityInUse(),
            events=[IdentityLinked(person=person, identity=identity.id, provider=identity.provider)],
            upsert=True,
        )
        stands_for_itself(write, person)
        write.update(
            LinkedIdentityItem,
            Key(f"P#{person}", _PREFIX + identity.id),
            [
                LinkedIdentityItem.provider.set(identity.provider),
                LinkedIdentityItem.linked_at.set(at),
                LinkedIdentityItem.linked_by.set(by),
                LinkedIdentityItem.ended_at.remove(),
                LinkedIdentityItem.ttl.remove(),
            ],
            upsert=True,
        )
    return made


def unlink(person: str, identity: str, *, tenant: str, at: datetime, by: str) -> None:
    """The identity stands for itself again; tokens of before are refused in this tenant. Once more is a success.

    2 round trips. Raises IdentityNotFound.
    """
    item = get(LinkedIdentityItem, Key(f"P#{person}", _PREFIX + identity), consistent=True)
    if item is None:
        raise IdentityNotFound(identity=identity)

    def explain(old: IdentityItem | None) -> DomainError | None:
        return IdentityNotFound(identity=identity) if old is not None and old.person == person else None

    ended: datetime | None = item.ended_at
    with transaction(tenant=tenant, at=at, actor=by) as write:
        if ended is None:
            write.update(
                IdentityItem,
                own_key(identity),
                [IdentityItem.person.remove()],
                when=IdentityItem.person == person,
                otherwise=explain,
                events=[IdentityUnlinked(person=person, identity=identity, provider=item.provider)],
            )
            write.update(
                LinkedIdentityItem,
                item.key,
                [
                    LinkedIdentityItem.ended_at.set(at),
                    LinkedIdentityItem.ttl.set(int((at + ENDED_KEPT).timestamp())),
                ],
                when=LinkedIdentityItem.present(),
                otherwise=IdentityNotFound(identity=identity),
            )
        revoke(write, rights_of(person))


def refuse_rights(tenant: str, person: str, *, at: datetime, by: str) -> None:
    """Refuse tokens of before in another tenant. 1 round trip."""
    with transaction(tenant=tenant, at=at, actor=by) as write:
        revoke(write, rights_of(person))


def of(person: str) -> Sequence[LinkedIdentity]:
    """A person's linked identities, oldest first. 1 round trip."""
    page = query(LinkedIdentityItem, f"P#{person}", prefix=_PREFIX, limit=200, consistent=True)
    found: list[Any] = [item for item in page.items if item.ended_at is None]
    made = [
        LinkedIdentity(item.sk.removeprefix(_PREFIX), item.provider, item.linked_at, item.linked_by) for item in found
    ]
    return sorted(made, key=lambda one: one.linked_at)


def own_key(identity: str) -> Key:
    """Where it stands whose an identity is."""
    return Key(f"P#{identity}", "IDENTITY")


def _code_key(person: str) -> Key:
    return Key(f"P#{person}", "LINK_CODE")
