"""Memberships on the wire."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from lyceum.identity.api.role_name import RoleSlug
from lyceum.identity.model.membership import Membership
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import LanguageTag, PlainText


class JoinRequest(BaseModel):
    """How the caller wants to be known; what is left out comes from the sign-in."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    name: Annotated[PlainText, Field(min_length=1, max_length=100)] | None = None
    language: LanguageTag | None = None


class RolesRequest(BaseModel):
    """All roles that the member is to have for the whole school."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    roles: Annotated[list[RoleSlug], Field(max_length=20)]


class PastView(BaseModel):
    """A membership that was left."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    joined_at: Instant
    left_at: Instant


class MembershipView(BaseModel):
    """A membership."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    tenant: str
    name: str
    language: str
    roles: list[str]
    joined_at: Instant
    past: list[PastView] = []
    """The latest of before, oldest first: who has left and joined again has one membership, with its history."""

    @classmethod
    def of(cls, membership: Membership) -> "MembershipView":
        """From the entity."""
        return cls(
            person=membership.person,
            tenant=membership.tenant,
            name=membership.profile.name,
            language=membership.profile.language,
            roles=sorted(membership.roles),
            joined_at=membership.joined_at,
            past=[PastView(joined_at=one.joined_at, left_at=one.left_at) for one in membership.past],
        )


class MeView(BaseModel):
    """Who the caller is here."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    person: str
    tenant: str
    roles: list[str]
    """As the token says; an older token may know fewer than the membership."""
    membership: MembershipView
    permissions: list[str]
    second_factor: bool | None = None
    """Whether the account that asks signs in with a one-time code as well; null where only its provider knows."""
    primary: bool = False
    """Whether this school is the person's primary one: the first that they joined, unless they chose another."""
    impersonated_by: str | None = None
    """Who acts in the caller's name: clients show it on every page."""
    impersonated_until: Instant | None = None
