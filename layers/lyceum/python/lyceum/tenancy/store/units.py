"""The organisation, `T#t / ORGANISATION`, and who is where in it, `T#t#U#p / UNIT#x`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lyceum.kernel.directory import MemberItem, member_key
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.events import Tellable
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import Entry, Page, batch_get, get, query_shards, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS
from lyceum.tenancy.errors import NotAMemberHere, UnitNotFound
from lyceum.tenancy.events import MemberPlaced
from lyceum.tenancy.model.organisation import Tree, Unit, UnitKind
from lyceum.tenancy.store.items import PlaceItem, PrimaryUnitItem, TreeItem, place_key, primary_key, tree_key


def document(units: Iterable[Unit]) -> list[list[Any]]:
    """Units as they are kept."""
    return [[unit.id, str(unit.kind), unit.name, unit.parent, unit.archived] for unit in units]


def tree(tenant: str) -> Tree:
    """The organisation as it is now; empty for a school from before. 1 round trip, 1 RCU per started 4 KB."""
    return _tree(get(TreeItem, tree_key(tenant), consistent=True))


def tree_and_place(tenant: str, unit: str, person: str) -> tuple[Tree, bool, bool]:
    """The organisation, whether somebody is in one of its units, and whether that is their primary one.

    1 round trip, 2 RCU beside the tree's.
    """
    wanted: list[Any] = [
        (TreeItem, tree_key(tenant)),
        (PlaceItem, place_key(tenant, unit, person)),
        (PrimaryUnitItem, primary_key(tenant, person)),
    ]
    known, place, first = batch_get(*wanted, consistent=True)
    placed = place is not None and place.gsi1pk is not None
    return _tree(known), placed, first is not None and first.unit == unit


def _tree(item: TreeItem | None) -> Tree:
    if item is None:
        return Tree({})
    units = (Unit(id, UnitKind(kind), name, parent, archived) for id, kind, name, parent, archived in item.doc)
    return Tree({unit.id: unit for unit in units}, item.revision)


def change(tenant: str, before: Tree, after: Tree, told: Tellable, *, actor: str, at: datetime) -> None:
    """Write the whole tree, if nobody changed it since. Raises ChangedInTheMeantime. 1 WCU per started KB."""
    unchanged = TreeItem.rev == before.rev if before.rev else TreeItem.absent()
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            TreeItem,
            tree_key(tenant),
            [TreeItem.doc.set(document(after.units.values()))],
            when=unchanged,
            otherwise=ChangedInTheMeantime(),
            events=[told],
            upsert=True,
        )


def place(tenant: str, unit: str, person: str, *, primary: bool, seen: Tree, actor: str, at: datetime) -> None:
    """Put a member into a unit, once; as the primary unit, no other is. ≤ 4 items in one transaction.

    Raises NotAMemberHere, ChangedInTheMeantime where the tree is no longer the one that was seen.
    """
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            PlaceItem,
            place_key(tenant, unit, person),
            [
                PlaceItem.unit.set(unit),
                PlaceItem.since.set(at),
                PlaceItem.gsi1pk.set(tenant_key(tenant, "UNIT", unit, "MEMBERS", str(shard_of(person, LIST_SHARDS)))),
                PlaceItem.gsi1sk.set(person),
                PlaceItem.card.set({"person": person, "at": at}),
            ],
            events=[MemberPlaced(person=person, unit=unit, placed=True, primary=primary).changing(placed=(None, True))],
            upsert=True,
        )
        if primary:
            write.update(PrimaryUnitItem, primary_key(tenant, person), [PrimaryUnitItem.unit.set(unit)], upsert=True)
        active = MemberItem.status == "active"
        write.check(MemberItem, member_key(tenant, person), when=active, otherwise=NotAMemberHere(person=person))
        write.check(TreeItem, tree_key(tenant), when=TreeItem.rev == seen.rev, otherwise=ChangedInTheMeantime())


def displace(tenant: str, unit: str, person: str, *, primary: bool, actor: str, at: datetime) -> None:
    """Take a member out of a unit; the entry stays, outside of the list. `primary`: it is their primary one.

    Raises UnitNotFound where they never were in it, ChangedInTheMeantime.
    """

    def explain(old: Any) -> DomainError | None:
        return None if old is not None else UnitNotFound(unit=unit, person=person)

    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            PlaceItem,
            place_key(tenant, unit, person),
            [PlaceItem.gsi1pk.remove(), PlaceItem.gsi1sk.remove(), PlaceItem.card.remove()],
            when=PlaceItem.gsi1pk.exists(),
            otherwise=explain,
            events=[MemberPlaced(person=person, unit=unit, placed=False).changing(placed=(True, False))],
        )
        if primary:
            write.delete(
                PrimaryUnitItem,
                primary_key(tenant, person),
                when=PrimaryUnitItem.unit == unit,
                otherwise=ChangedInTheMeantime(),
            )


def primary_of(tenant: str, person: str) -> str | None:
    """A member's primary unit. 1 round trip, 1 RCU."""
    item = get(PrimaryUnitItem, primary_key(tenant, person), consistent=True)
    return item.unit if item is not None else None


def members(tenant: str, unit: str, *, after: str | None, limit: int) -> Page[Entry]:
    """Cards of a unit's members by person. 1 round trip over eight shards."""
    return query_shards(tenant_key(tenant, "UNIT", unit, "MEMBERS"), after=after, limit=limit)
