"""The tenant's own roles: one document for all, and an item each that counts who has it."""

from datetime import datetime
from typing import Any

from lyceum.identity.errors import RoleExists, RoleInUse
from lyceum.identity.events import RoleDefined, RoleRemoved
from lyceum.identity.model.role import OwnRole, Roles
from lyceum.identity.store.uses import RoleUseItem, use_key
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.directory import RoleBookItem, role_book_key
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.events import Tellable
from lyceum.kernel.revocation import revoke
from lyceum.kernel.revocation import role as tokens_with
from lyceum.kernel.table import Transaction, get, transaction


def read(tenant: str) -> tuple[Roles, int]:
    """All of a tenant's own roles and the document's revision, 0 before the first. 1 round trip."""
    item = get(RoleBookItem, role_book_key(tenant), consistent=True)
    if item is None:
        return Roles(), 0
    return Roles({slug: _role(slug, said) for slug, said in item.roles.items()}), item.revision


def define(tenant: str, after: Roles, slug: str, *, rev: int, at: datetime, actor: str) -> None:
    """Keep a new role. Raises ChangedInTheMeantime, RoleExists."""
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        _keep(write, after, rev, _told(after.by_slug[slug]))
        key = use_key(tenant, slug)
        counted = RoleUseItem(key.pk, key.sk, members=0)
        write.put(counted, when=RoleUseItem.absent(), otherwise=RoleExists(role=slug))


def redefine(
    tenant: str,
    before: Roles,
    after: Roles,
    slug: str,
    *,
    lost: frozenset[str],
    rev: int,
    at: datetime,
    actor: str,
) -> None:
    """Keep a changed role; tokens that name one of the roles that `lost` something are refused.

    Raises ChangedInTheMeantime.
    """
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        _keep(write, after, rev, _told(after.by_slug[slug]).showing(**_differences(before.by_slug[slug], after, slug)))
        if lost:
            revoke(write, *(tokens_with(heir) for heir in sorted(lost)))


def remove(tenant: str, after: Roles, slug: str, *, rev: int, at: datetime, actor: str) -> None:
    """Take a role away that no member has. Raises ChangedInTheMeantime, RoleInUse (RULES S2-1)."""
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        _keep(write, after, rev, RoleRemoved(role=slug))
        write.delete(RoleUseItem, use_key(tenant, slug), when=RoleUseItem.members == 0, otherwise=RoleInUse(role=slug))


def _differences(before: OwnRole, changed: Roles, slug: str) -> dict[str, tuple[Any, Any]]:
    """What the audit trail shows; of grants and denials those that went and those that came, since there are many."""
    after = changed.by_slug[slug]
    return {
        "parent": (before.parent, after.parent),
        "grants": (sorted(before.grants - after.grants), sorted(after.grants - before.grants)),
        "denials": (sorted(before.denials - after.denials), sorted(after.denials - before.denials)),
    }


def _keep(write: Transaction, roles: Roles, rev: int, told: Tellable) -> None:
    document = {slug: _document(role) for slug, role in sorted(roles.by_slug.items())}
    write.update(
        RoleBookItem,
        role_book_key(write.tenant),
        [RoleBookItem.roles.set(document)],
        when=RoleBookItem.rev == rev if rev else RoleBookItem.absent(),
        otherwise=ChangedInTheMeantime(),
        events=[told],
        upsert=True,
    )


def _told(role: OwnRole) -> RoleDefined:
    return RoleDefined(
        role=role.slug,
        parent=role.parent,
        grants=tuple(sorted(role.grants)),
        denials=tuple(sorted(role.denials)),
        revision=role.revision,
    )


def _document(role: OwnRole) -> dict[str, Any]:
    return {
        "p": role.parent,
        "g": sorted(role.grants),
        "d": sorted(role.denials),
        "n": dict(role.name),
        "t": dict(role.description),
        "a": iso(role.changed_at) if role.changed_at else None,
        "v": role.revision,
    }


def _role(slug: str, said: dict[str, Any]) -> OwnRole:
    rule_at = said.get("a")
    return OwnRole(
        slug=slug,
        name=said.get("n", {}),
        description=said.get("t", {}),
        parent=said.get("p"),
        grants=frozenset(said.get("g", ())),
        denials=frozenset(said.get("d", ())),
        revision=said.get("v", 1),
        changed_at=parse(rule_at) if rule_at else None,
    )
