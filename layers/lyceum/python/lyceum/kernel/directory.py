"""Who is who in a tenant: names, addresses and languages by person, read where a list or a letter needs them.

Events and logs carry ids alone; this is the one place that turns them into names. Identity writes these items.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from lyceum.kernel.clock import parse
from lyceum.kernel.mail_addresses import address_id
from lyceum.kernel.rights import Assignment, Override, Rights, RoleBook, RoleRule
from lyceum.kernel.table import CompressedJSONAttribute, InstantAttribute, Item, Key, batch_get, tenant_key
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import get

_BATCH = 100
PERSON_SIDE = "MEMBERSHIP#"


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
    assignments = RawMapAttribute(attr_name="x", null=True)
    """Roles in one place or with an end, by the assignment's id: `r` role, `s` scope, `e` end, `b` by, `a` since."""
    overrides = RawMapAttribute(attr_name="o", null=True)
    """Single grants and denials by `permission|scope`: `g` allowed, `e` end, `b` by, `a` since."""
    past = RawMapAttribute(attr_name="h", null=True)
    """Memberships of before: instant of joining → of leaving, as text."""

    def said(self) -> Rights:
        """What is said of the member, active or not."""
        return rights_from(self.roles, self.assignments, self.overrides)

    def rights(self) -> Rights:
        """What is said of the member; nothing while they are not active."""
        return self.said() if self.status == "active" else Rights()


class PersonMembershipItem(Item):
    """`P#<person>` / `MEMBERSHIP#<tenant>`: the person's side of a membership, which the token is made from.

    Whatever changes roles, assignments, overrides or status of a membership changes both sides in one transaction.
    """

    KIND = "person_membership"

    roles = RawMapAttribute(attr_name="r", null=True)
    status = UnicodeAttribute(attr_name="s", null=True)
    changed_at = InstantAttribute(attr_name="c", null=True)
    assignments = RawMapAttribute(attr_name="x", null=True)
    overrides = RawMapAttribute(attr_name="o", null=True)
    joined_at = InstantAttribute(attr_name="j", null=True)
    chosen_at = InstantAttribute(attr_name="m", null=True)
    """When the person last made it their primary one."""

    def rights(self) -> Rights:
        """What is said of the member; nothing while they are not active."""
        active = self.status in (None, "active")
        return rights_from(self.roles, self.assignments, self.overrides) if active else Rights()


class AddressItem(Item):
    """`T#<tenant>#ADDRESS#<hash>` / `ADDRESS`: who of the tenant has an address, and which invitation waits for it.

    One address has one invitation that waits, however many invite it at once.
    """

    KIND = "address"

    person = UnicodeAttribute(attr_name="p", null=True)
    invitation = UnicodeAttribute(attr_name="i", null=True)
    until = InstantAttribute(attr_name="u", null=True)
    """When the invitation ends: from then on another one can take its place."""


class RoleBookItem(Item):
    """`T#<tenant>` / `ROLES`: the tenant's own roles in one document: two writers cannot make a circle of them."""

    KIND = "role_book"

    roles = CompressedJSONAttribute(attr_name="r")
    """Slug → `p` parent, `g` grants, `d` denials, `n` name by language, `t` description by language, `a` changed at."""

    def book(self) -> RoleBook:
        """What the roles say."""
        return {
            slug: RoleRule(said.get("p"), frozenset(said.get("g", ())), frozenset(said.get("d", ())))
            for slug, said in self.roles.items()
        }


def rights_from(
    roles: dict[str, Any] | None, assignments: dict[str, Any] | None, overrides: dict[str, Any] | None
) -> Rights:
    """What an item's maps say."""
    return Rights(
        roles=frozenset(roles or {}),
        assignments=tuple(
            Assignment(id, said["r"], said.get("s", ""), _instant(said, "e"), said.get("b", ""), _instant(said, "a"))
            for id, said in sorted((assignments or {}).items())
        ),
        overrides=tuple(
            Override(
                *(place.partition("|")[0], bool(said["g"]), place.partition("|")[2]),
                *(_instant(said, "e"), said.get("b", ""), _instant(said, "a")),
            )
            for place, said in sorted((overrides or {}).items())
        ),
    )


def _instant(said: dict[str, Any], name: str) -> datetime | None:
    return parse(said[name]) if said.get(name) else None


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


def address_key(tenant: str, address: str) -> Key:
    """Where stands who has an e-mail address."""
    return Key(tenant_key(tenant, "ADDRESS", address_id(address)), "ADDRESS")


def person_key(person: str, tenant: str) -> Key:
    """Where the person's side of a membership lies."""
    return Key(f"P#{person}", PERSON_SIDE + tenant)


def role_book_key(tenant: str) -> Key:
    """Where a tenant's own roles lie."""
    return Key(tenant_key(tenant), "ROLES")


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
