"""The organisation of a school, and who works where in it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Literal

from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members
from lyceum.kernel.errors import Busy, ChangedInTheMeantime
from lyceum.kernel.events import Tellable
from lyceum.kernel.pages import Page
from lyceum.tenancy.errors import UnitNotFound
from lyceum.tenancy.events import OrganisationChanged
from lyceum.tenancy.model.organisation import Tree, Unit, UnitKind
from lyceum.tenancy.store import units

ATTEMPTS = 6


def organisation(tenant: str) -> Tree:
    """All units. 1 round trip, 1 RCU per started 4 KB (1,000 units compressed: at most 20)."""
    return units.tree(tenant)


def add_unit(
    caller: Caller, id: str, kind: UnitKind, name: dict[str, str], parent: str | None, *, at: datetime
) -> tuple[Tree, Unit]:
    """A new unit; the same id again changes nothing. Raises UnitNotFound, UnitMisplaced, TooManyUnits, Busy."""
    unit = Unit(id, kind, name, parent)
    return _change(caller, id, "added", lambda tree: tree.added(unit), expected=None, at=at)


def change_unit(
    caller: Caller, id: str, *, name: dict[str, str] | None, parent: str | None, expected: int | None, at: datetime
) -> tuple[Tree, Unit]:
    """Rename a unit, or move it with all that stands below. Two moves at once happen one after the other.

    Raises UnitNotFound, UnitMisplaced, ChangedInTheMeantime, Busy. Source: FEATURES TE2.
    """
    return _change(
        caller, id, "changed", lambda tree: tree.changed(id, name=name, parent=parent), expected=expected, at=at
    )


def archive_unit(caller: Caller, id: str, *, at: datetime) -> None:
    """Give a unit up. Raises UnitNotFound, UnitInUse, Busy."""
    _change(caller, id, "archived", lambda tree: tree.archived(id), expected=None, at=at)


def _change(
    caller: Caller,
    id: str,
    what: Literal["added", "changed", "archived"],
    change: Callable[[Tree], Tree],
    *,
    expected: int | None,
    at: datetime,
) -> tuple[Tree, Unit]:
    for before in _attempts(caller.tenant):
        if expected is not None and expected != before.rev:
            raise ChangedInTheMeantime
        after = change(before)
        if after == before:
            return before, before.unit(id)
        try:
            units.change(caller.tenant, before, after, _told(before, after, id, what), actor=caller.person, at=at)
        except ChangedInTheMeantime:
            continue  # another's change is looked at anew: what was right may not be so any more
        return Tree(after.units, before.rev + 1), after.unit(id)
    raise Busy("Others are changing the organisation.")


def _told(before: Tree, after: Tree, id: str, what: Literal["added", "changed", "archived"]) -> Tellable:
    """Names of units are told to nobody; where it hangs, what it is and whether it is there are."""
    old, new = before.units.get(id), after.units[id]
    shown = {name: (getattr(old, name, None), getattr(new, name)) for name in ("kind", "parent", "archived")}
    return OrganisationChanged(unit=id, change=what).showing(**shown)


def place_member(caller: Caller, unit: str, person: str, *, primary: bool, at: datetime) -> None:
    """A member belongs to a unit, as the primary one or beside it; twice is the same as once. 2 round trips.

    Raises UnitNotFound, NotAMemberHere, Busy.
    """
    for _ in range(ATTEMPTS):
        tree, placed, first = units.tree_and_place(caller.tenant, unit, person)
        if tree.unit(unit).archived:
            raise UnitNotFound(unit=unit)
        if placed and (first or not primary):
            return
        try:
            units.place(caller.tenant, unit, person, primary=primary, seen=tree, actor=caller.person, at=at)
        except ChangedInTheMeantime:
            continue
        return
    raise Busy("Others are changing the organisation.")


def displace_member(caller: Caller, unit: str, person: str, *, at: datetime) -> None:
    """A member no longer belongs to a unit; twice is the same as once. Raises UnitNotFound, Busy. 2 round trips."""
    for _ in range(ATTEMPTS):
        primary = units.primary_of(caller.tenant, person) == unit
        try:
            units.displace(caller.tenant, unit, person, primary=primary, actor=caller.person, at=at)
        except ChangedInTheMeantime:
            continue
        return
    raise Busy("Others are changing the member's units.")


def unit_members(caller: Caller, unit: str, *, after: str | None, limit: int) -> Page[tuple[str, Member | None]]:
    """Who belongs to a unit, with names. 2 round trips. Raises UnitNotFound."""
    page = units.members(caller.tenant, unit, after=after, limit=limit)
    if not page.items and after is None:
        units.tree(caller.tenant).unit(unit)  # nobody is there: is the unit?
    known = members(caller.tenant, (entry.sort for entry in page.items))
    return Page([(entry.sort, known.get(entry.sort)) for entry in page.items], page.next_key)


def _attempts(tenant: str) -> Iterator[Tree]:
    for _ in range(ATTEMPTS):
        yield units.tree(tenant)
