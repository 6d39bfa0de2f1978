"""What a token is made from: the person's side of their memberships, and what stands beside it in each tenant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import batched
from typing import Any

from lyceum.identity.store.identities import person_linked
from lyceum.kernel.directory import PERSON_SIDE, PersonMembershipItem, RoleBookItem, role_book_key
from lyceum.kernel.permissions import ROLE_GRANTS
from lyceum.kernel.revocation import RevokedItem, revoked_key
from lyceum.kernel.rights import Rights, RoleBook
from lyceum.kernel.table import Item, Key, batch_get, query
from lyceum.kernel.table.read import in_parallel

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Beside:
    """What a tenant says that is not the person's own."""

    book: RoleBook = field(default_factory=dict)
    not_before: Mapping[str, datetime] = field(default_factory=dict)


def rights_by_tenant(person: str) -> dict[str, Rights]:
    """All memberships of a person that say anything. 1 round trip."""
    found: dict[str, Rights] = {}
    after: str | None = None
    while True:
        page = query(PersonMembershipItem, f"P#{person}", prefix=PERSON_SIDE, after=after, limit=200, consistent=True)
        said = {item.sk.removeprefix(PERSON_SIDE): item.rights() for item in page.items}
        found |= {tenant: rights for tenant, rights in said.items() if rights != Rights()}
        if page.next_key is None:
            return found
        after = page.next_key


def of_identity(identity: str) -> tuple[str | None, dict[str, Rights]]:
    """The person that an identity is linked to, None where it stands for itself, and the memberships of either.

    1 round trip; 2 for a linked one.
    """
    read: list[Any] = in_parallel(partial(person_linked, identity), partial(rights_by_tenant, identity))
    linked: str | None = read[0]
    return linked, read[1] if linked is None else rights_by_tenant(linked)


def beside(memberships: Mapping[str, Rights]) -> dict[str, Beside]:
    """Revocations of these tenants, and roles of those in which the person has one of the tenant's own.

    1 round trip per 100 items; consistent, so that what was just taken away is seen.
    """
    wanted: list[tuple[type[Item], Key]] = [(RevokedItem, revoked_key(tenant)) for tenant in memberships]
    wanted += [(RoleBookItem, role_book_key(tenant)) for tenant, rights in memberships.items() if _own_roles(rights)]
    items = [item for some in batched(wanted, _BATCH, strict=False) for item in batch_get(*some, consistent=True)]
    found = {tenant: Beside() for tenant in memberships}
    for (_, key), item in zip(wanted, items, strict=True):
        tenant = key.pk.partition("#")[2]
        before = found[tenant]
        if isinstance(item, RevokedItem):
            found[tenant] = Beside(before.book, item.not_before)
        elif isinstance(item, RoleBookItem):
            found[tenant] = Beside(item.book(), before.not_before)
    return found


def _own_roles(rights: Rights) -> Iterable[str]:
    return (rights.roles | {one.role for one in rights.assignments}) - ROLE_GRANTS.keys()
