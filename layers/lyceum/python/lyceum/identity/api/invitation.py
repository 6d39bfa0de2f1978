"""Invitations on the wire."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from lyceum.identity.api.assignment import Place
from lyceum.identity.api.role_name import RoleSlug
from lyceum.identity.invite import Wish
from lyceum.identity.model.invitation import Invitation, Preset
from lyceum.kernel.clock import Instant
from lyceum.kernel.mail_addresses import EmailAddress
from lyceum.kernel.permissions import Role
from lyceum.kernel.rights import Assignment
from lyceum.kernel.text import LanguageTag

InvitationStateName = Literal["pending", "accepted", "expired", "revoked"]

Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class PresetAssignment(BaseModel):
    """A role in one place, or until some time."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    role: RoleSlug
    scope: Place | None = None
    """Left out: the whole school."""
    expires: Instant | None = None


class InvitationRequest(BaseModel):
    """Whom to invite to what."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    email: EmailAddress
    language: LanguageTag | None = None
    """Of the letter; left out: the school's."""
    roles: Annotated[list[RoleSlug], Field(max_length=10)] | None = None
    """For the whole school; left out together with `assignments`: learner."""
    assignments: Annotated[list[PresetAssignment], Field(max_length=20)] | None = None
    expires: Instant | None = None
    """At most 90 days from now; left out: in 14 days."""

    def wish(self) -> Wish:
        """As the domain has it."""
        return Wish(self.email, self.language or "", preset(self.roles, self.assignments), self.expires)


class AcceptanceRequest(BaseModel):
    """The token from the letter. It travels in the body: paths are written to access logs."""

    model_config = ConfigDict(defer_build=True, extra="forbid")

    token: Token


class InvitationEntry(BaseModel):
    """An invitation as lists show it."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: str
    email: str
    language: str | None
    roles: list[str]
    assignments: list[PresetAssignment]
    state: InvitationStateName
    expires: Instant
    invited_by: str
    invited_at: Instant
    batch: str | None

    @classmethod
    def of(cls, invitation: Invitation, at: Instant) -> "InvitationEntry":
        """From the entity, as it stands then."""
        return cls(**_common(invitation, at))


class InvitationView(InvitationEntry):
    """An invitation."""

    deliveries: int
    """How often it was sent."""
    sent_at: Instant
    accepted_by: str | None
    ended_at: Instant | None
    reason: str | None

    @classmethod
    def of(cls, invitation: Invitation, at: Instant) -> "InvitationView":
        """From the entity, as it stands then."""
        return cls(
            **_common(invitation, at),
            deliveries=invitation.delivery,
            sent_at=invitation.sent_at,
            accepted_by=invitation.accepted_by or None,
            ended_at=invitation.ended_at,
            reason=invitation.reason or None,
        )


class InvitationPage(BaseModel):
    """A page of invitations."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    items: list[InvitationEntry]
    next_cursor: str | None


def preset(roles: list[str] | None, assignments: list[PresetAssignment] | None) -> Preset:
    """What is given; where nothing was said, a learner's place."""
    wanted = [Role.LEARNER] if not roles and not assignments else roles or []
    given = dict.fromkeys(Assignment("", one.role, one.scope or "", one.expires) for one in assignments or [])
    return Preset(tuple(sorted(set(wanted))), tuple(given))


def _common(invitation: Invitation, at: Instant) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "email": invitation.address,
        "language": invitation.language or None,
        "roles": list(invitation.preset.roles),
        "assignments": [
            PresetAssignment(role=one.role, scope=one.scope or None, expires=one.expires)
            for one in invitation.preset.assignments
        ],
        "state": str(invitation.state_at(at)),
        "expires": invitation.expires,
        "invited_by": invitation.invited_by,
        "invited_at": invitation.invited_at,
        "batch": invitation.batch or None,
    }
