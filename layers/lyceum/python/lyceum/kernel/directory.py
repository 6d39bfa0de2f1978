"""Who is who in a tenant: names, addresses and languages by person, read where a list or a letter needs them.

Events and logs carry ids alone; this is the one place that turns them into names. Identity writes these items.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel.table import InstantAttribute, Item, Key, batch_get, tenant_key
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import get

_BATCH = 100


class MemberItem(Item):
    """`T#<tenant>#U#<person>` / `MEMBER`: a person's membership of a tenant."""

    KIND = "member"

    person = UnicodeAttribute(attr_name="p")
    name = UnicodeAttribute(attr_name="n", null=True)
    email = UnicodeAttribute(attr_name="e", null=True)
    language = UnicodeAttribute(attr_name="l", null=True)
    roles = RawMapAttribute(attr_name="r", null=True)
    """Role → instant since when, as text."""
    status = UnicodeAttribute(attr_name="s", default="active")
    joined_at = InstantAttribute(attr_name="j", null=True)
    changed_at = InstantAttribute(attr_name="c", null=True)
    """Last change of roles or status: an older token does not know it."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the other members of the tenant know them."""

    person: str
    name: str
    email: str
    language: str
    roles: frozenset[str]


def member_key(tenant: str, person: str) -> Key:
    """Where a membership lies."""
    return Key(tenant_key(tenant, "U", person), "MEMBER")


def find_member(tenant: str, person: str) -> MemberItem | None:
    """The membership as it is kept, or None. 1 round trip, 0.5 RCU."""
    return get(MemberItem, member_key(tenant, person))


def members(tenant: str, people: Iterable[str]) -> dict[str, Member]:
    """Members by person id; people who are not members are left out. 1 round trip per 100."""
    wanted = list(dict.fromkeys(people))
    found: dict[str, Member] = {}
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        for item in batch_get(*((MemberItem, member_key(tenant, person)) for person in batch)):
            if item is not None:
                found[item.person] = Member(
                    person=item.person,
                    name=item.name or "",
                    email=item.email or "",
                    language=item.language or "en",
                    roles=frozenset(item.roles or {}),
                )
    return found
