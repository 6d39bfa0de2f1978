"""Linked identities on the wire."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from lyceum.identity.model.sign_in_identity import POOL, LinkCode, LinkedIdentity
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import PlainLine


class IdentityView(BaseModel):
    """A way to sign in that was linked to a person."""

    model_config = ConfigDict(frozen=True)

    id: Id
    provider: Annotated[str, Field(description=f"`{POOL}` for an account with a password of its own.")]
    linked_at: Instant
    linked_by: str

    @classmethod
    def of(cls, one: LinkedIdentity) -> Self:
        """From the entity."""
        return cls(id=one.id, provider=one.provider, linked_at=one.linked_at, linked_by=one.linked_by)


class IdentityList(BaseModel):
    """Identities of a person beside their first one, oldest first; there are few."""

    model_config = ConfigDict(frozen=True)

    items: list[IdentityView]

    @classmethod
    def listing(cls, found: Sequence[LinkedIdentity]) -> Self:
        """From entities."""
        return cls(items=[IdentityView.of(one) for one in found])


class LinkCodeView(BaseModel):
    """A code that is shown once."""

    model_config = ConfigDict(frozen=True)

    code: str
    expires_at: Instant

    @classmethod
    def of(cls, code: LinkCode) -> Self:
        """From the entity."""
        return cls(code=code.code, expires_at=code.expires)


class LinkRequest(BaseModel):
    """The code that the same person got, signed in otherwise."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[PlainLine, Field(min_length=1, max_length=100)]


class MemberIdentityRequest(BaseModel):
    """What the school's identity provider calls a member."""

    model_config = ConfigDict(extra="forbid")

    provider: Annotated[PlainLine, Field(min_length=3, max_length=32, description="`<slug>.<name>`, as in the pool.")]
    subject: Annotated[
        PlainLine, Field(min_length=1, max_length=200, description="The NameID of SAML, `sub` of OpenID Connect.")
    ]
