"""The organisation on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict, StrictBool

from lyceum.kernel.ids import Id
from lyceum.kernel.text import LocalizedText
from lyceum.tenancy.api.fields import Change, NameText, Request
from lyceum.tenancy.model.organisation import Tree, Unit, UnitKind


class NewOrganisationUnit(Request):
    """A unit to be added below another one."""

    kind: UnitKind
    name: NameText
    parent: Id | None = None
    """None: at the top."""


class UnitChange(Change):
    """What is to change of a unit. A field that is absent stays; another parent takes everything below along."""

    name: NameText | None = None
    parent: Id | None = None


class Placement(Request):
    """How a member belongs to a unit."""

    primary: StrictBool = False


class OrganisationUnitView(BaseModel):
    """A unit, with the way to it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    kind: UnitKind
    name: LocalizedText
    parent: str | None
    path: list[str]
    """Ids from the root down to it."""
    archived: bool

    @classmethod
    def of(cls, tree: Tree, unit: Unit) -> Self:
        """From the tree."""
        return cls(
            id=unit.id,
            kind=unit.kind,
            name=LocalizedText(unit.name),
            parent=unit.parent,
            path=list(tree.path(unit.id)),
            archived=unit.archived,
        )


class Organisation(BaseModel):
    """Units, parents before what stands below them."""

    items: list[OrganisationUnitView]
