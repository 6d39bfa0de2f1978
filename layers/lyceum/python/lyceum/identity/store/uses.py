"""How many members have a role that somebody counts: `T#t` / `ROLE#<slug>`."""

from collections.abc import Mapping

from pynamodb.attributes import NumberAttribute

from lyceum.identity.errors import LastAdministrator, UnknownRole
from lyceum.kernel.permissions import Role
from lyceum.kernel.table import Item, Key, Transaction, tenant_key


class RoleUseItem(Item):
    """`T#<tenant>` / `ROLE#<slug>`: there while the role is; of system roles, the administrator's alone."""

    KIND = "role_use"

    members = NumberAttribute(attr_name="n", null=True)


def use_key(tenant: str, slug: str) -> Key:
    """Where the count of a role lies."""
    return Key(tenant_key(tenant), f"ROLE#{slug}")


def count_uses(write: Transaction, changes: Mapping[str, int]) -> None:
    """Add to a transaction that so many members more, or less, have these roles. 2 WCU for each role.

    Raises UnknownRole where the role was deleted meanwhile, LastAdministrator where none would stay.
    """
    for slug, change in sorted(changes.items()):
        if change:
            _count(write, slug, change)


def give_up_administration(write: Transaction) -> None:
    """Count one administrator less of a school that was never opened, though it be the last. 2 WCU."""
    write.update(
        RoleUseItem,
        use_key(write.tenant, Role.ADMINISTRATOR),
        [RoleUseItem.members.add(-1)],
        otherwise=LastAdministrator(),
    )


def _count(write: Transaction, slug: str, change: int) -> None:
    key, actions = use_key(write.tenant, slug), [RoleUseItem.members.add(change)]
    if slug != Role.ADMINISTRATOR:
        write.update(RoleUseItem, key, actions, otherwise=UnknownRole(role=slug))
    elif change > 0:
        write.update(RoleUseItem, key, actions, upsert=True)
    else:
        write.update(RoleUseItem, key, actions, when=RoleUseItem.members > -change, otherwise=LastAdministrator())
