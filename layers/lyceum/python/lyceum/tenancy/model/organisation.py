"""The organisation of a school: companies, divisions, departments, teams (FEATURES TE2; RULES S0-8).

A unit stands below one of a higher kind, so the tree is at most four deep and no move can make a cycle.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.tenancy.errors import TooManyUnits, UnitInUse, UnitMisplaced, UnitNotFound

MOST_UNITS = 1_000


class UnitKind(StrEnum):
    """Kinds of units, the highest first."""

    COMPANY = "company"
    DIVISION = "division"
    DEPARTMENT = "department"
    TEAM = "team"

    @property
    def rank(self) -> int:
        """0 is the highest."""
        return list(UnitKind).index(self)


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the organisation."""

    id: str
    kind: UnitKind
    name: dict[str, str]
    parent: str | None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """All units, at one revision. Changes make a new tree; it is written only if nobody changed the old one."""

    units: Mapping[str, Unit]
    rev: int = 0

    def unit(self, id: str) -> Unit:
        """One unit. Raises UnitNotFound."""
        if id not in self.units:
            raise UnitNotFound(unit=id)
        return self.units[id]

    def path(self, id: str) -> tuple[str, ...]:
        """Ids from the root down to the unit."""
        unit = self.unit(id)
        above = self.path(unit.parent) if unit.parent is not None else ()
        return (*above, id)

    def below(self, id: str | None) -> Iterator[Unit]:
        """A unit and everything under it, parents first; the whole tree for None."""
        if id is not None:
            yield self.unit(id)
        for child in self.children(id):
            yield from self.below(child.id)

    def children(self, id: str | None) -> list[Unit]:
        """Units directly below, in order of their making."""
        return sorted((unit for unit in self.units.values() if unit.parent == id), key=lambda unit: unit.id)

    def added(self, unit: Unit) -> Self:
        """With another unit; the same one again changes nothing.

        Raises IdempotencyKeyReused, TooManyUnits, UnitNotFound, UnitMisplaced.
        """
        if unit.id in self.units:
            if self.units[unit.id] != unit:
                raise IdempotencyKeyReused
            return self
        if len(self.units) >= MOST_UNITS:
            raise TooManyUnits(most=MOST_UNITS)
        return self._with(unit)

    def changed(self, id: str, *, name: dict[str, str] | None = None, parent: str | None = None) -> Self:
        """With a unit renamed, or moved together with what stands below it. Raises UnitNotFound, UnitMisplaced."""
        unit = self.unit(id)
        return self._with(replace(unit, name=name or unit.name, parent=parent or unit.parent))

    def archived(self, id: str) -> Self:
        """With a unit given up; it keeps its place and its history. Raises UnitNotFound, UnitInUse."""
        unit = self.unit(id)
        if any(not child.archived for child in self.children(id)):
            raise UnitInUse(unit=id)
        return self._with(replace(unit, archived=True))

    def _with(self, unit: Unit) -> Self:
        if unit.parent is not None:
            above = self.unit(unit.parent)
            if above.kind.rank >= unit.kind.rank or (above.archived and not unit.archived):
                raise UnitMisplaced(unit=unit.kind, parent=above.kind)
        return replace(self, units={**self.units, unit.id: unit})
