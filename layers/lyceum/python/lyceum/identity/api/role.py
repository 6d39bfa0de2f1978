"""Roles of a school's own on the wire."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lyceum.identity.api.role_name import RoleSlug
from lyceum.identity.explanation import ROLE_NAMES
from lyceum.identity.model.role import OwnRole, Roles
from lyceum.kernel.clock import Instant
from lyceum.kernel.permissions import MEMBER, PERMISSIONS, PLATFORM_PERMISSIONS, ROLE_GRANTS
from lyceum.kernel.rights import granted_by
from lyceum.kernel.text import LocalizedText

GIVEN = tuple(sorted(PERMISSIONS.keys() - PLATFORM_PERMISSIONS - {MEMBER}))
"""Permissions that a role or an override can speak of."""

PermissionName = Literal[GIVEN]  # type: ignore[valid-type]


class NewRole(BaseModel):
    """A role to define."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    slug: RoleSlug
    name: LocalizedText
    description: LocalizedText | None = None
    parent: RoleSlug | None = None
    """The role that it inherits from: a system role or another of the school's own."""
    grants: Annotated[list[PermissionName], Field(max_length=100)] = []
    denials: Annotated[list[PermissionName], Field(max_length=100)] = []

    def role(self) -> OwnRole:
        """As the domain has it."""
        return OwnRole(
            slug=self.slug,
            name=dict(self.name.root),
            description=dict(self.description.root) if self.description else {},
            parent=self.parent,
            grants=frozenset(self.grants),
            denials=frozenset(self.denials),
        )


class RoleChange(BaseModel):
    """What is to change of a role; what is left out stays."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    name: LocalizedText = LocalizedText({"en": ""})
    description: LocalizedText | None = None
    parent: RoleSlug | None = None
    grants: Annotated[list[PermissionName], Field(max_length=100)] = []
    denials: Annotated[list[PermissionName], Field(max_length=100)] = []

    def named(self) -> dict[str, Any]:
        """What was sent, as the domain has it."""
        sent = {name: getattr(self, name) for name in self.model_fields_set}
        for name in ("name", "description"):
            if name in sent:
                sent[name] = dict(sent[name].root) if sent[name] else {}
        for name in ("grants", "denials"):
            if name in sent:
                sent[name] = frozenset(sent[name])
        return sent


class RoleView(BaseModel):
    """A role."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    slug: str
    system: bool
    """Whether every school has it."""
    name: LocalizedText
    description: LocalizedText | None
    parent: str | None
    grants: list[str]
    denials: list[str]
    permissions: list[str]
    """All that it gives, inherited ones included."""
    changed_at: Instant | None

    @classmethod
    def of(cls, role: OwnRole, roles: Roles) -> "RoleView":
        """From the entity."""
        return cls(
            slug=role.slug,
            system=False,
            name=LocalizedText(dict(role.name)),
            description=LocalizedText(dict(role.description)) if role.description else None,
            parent=role.parent,
            grants=sorted(role.grants),
            denials=sorted(role.denials),
            permissions=sorted(granted_by(role.slug, roles.book)),
            changed_at=role.changed_at,
        )

    @classmethod
    def of_system(cls, slug: str) -> "RoleView":
        """A role of every school."""
        granted = sorted(ROLE_GRANTS[slug])
        return cls(
            slug=slug,
            system=True,
            name=LocalizedText(dict(ROLE_NAMES[slug])),
            description=None,
            parent=None,
            grants=granted,
            denials=[],
            permissions=granted,
            changed_at=None,
        )


class RoleList(BaseModel):
    """Every role of a school."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[RoleView]
