"""The membership, and what is true of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from lyceum.identity.errors import LastAdministrator, UnknownRole
from lyceum.kernel.permissions import Role

ASSIGNABLE = frozenset({Role.ADMINISTRATOR, Role.INSTRUCTOR, Role.LEARNER})


@dataclass(frozen=True, slots=True)
class Profile:
    """How a person wants to be known, from their sign-in."""

    name: str = ""
    email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in a tenant, with the roles they have there."""

    tenant: str
    person: str
    profile: Profile
    roles: dict[str, str]
    """Role → instant since when."""
    joined_at: datetime
    changed_at: datetime

    @classmethod
    def begin(cls, tenant: str, person: str, profile: Profile, *, roles: Iterable[str], at: datetime) -> Self:
        """A new membership."""
        since = at.isoformat()
        return cls(tenant, person, profile, dict.fromkeys(sorted(known_roles(roles)), since), at, at)

    def with_roles(self, roles: Iterable[str], *, by: str, at: datetime) -> "Membership":
        """With exactly these roles; what stays keeps its date. Raises UnknownRole, LastAdministrator."""
        wanted = known_roles(roles)
        if by == self.person and Role.ADMINISTRATOR in self.roles and Role.ADMINISTRATOR not in wanted:
            raise LastAdministrator
        since = at.isoformat()
        return replace(self, roles={role: self.roles.get(role, since) for role in sorted(wanted)}, changed_at=at)


def known_roles(roles: Iterable[str]) -> frozenset[str]:
    """The roles, if all of them can be assigned in a tenant. Raises UnknownRole."""
    wanted = frozenset(roles)
    for role in wanted - ASSIGNABLE:
        raise UnknownRole(role=role)
    return wanted
