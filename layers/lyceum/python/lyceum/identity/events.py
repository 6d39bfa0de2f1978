"""What identity tells."""

from lyceum.kernel.clock import Instant
from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class MemberJoined(Event, context="identity"):
    """A person became a member of a tenant."""

    person: Id
    roles: tuple[str, ...]


class RolesAssigned(Event, context="identity"):
    """A member's roles for the whole tenant were set."""

    person: Id
    roles: tuple[str, ...]


class OperatorAppointed(Event, context="identity"):
    """Somebody may operate the platform from now on."""

    person: Id


class OperatorDismissed(Event, context="identity"):
    """Somebody operates the platform no longer."""

    person: Id


class MembershipTakenBack(Event, context="identity"):
    """A membership came to nothing: the school could not be set up."""

    person: Id


class MemberLeft(Event, context="identity"):
    """A person is no member of a tenant any more: by their own wish, or since they were forgotten."""

    person: Id


class RoleDefined(Event, context="identity"):
    """A tenant defined a role of its own, or changed what it says."""

    role: str
    parent: str | None
    grants: tuple[str, ...]
    denials: tuple[str, ...]
    revision: int


class RoleRemoved(Event, context="identity"):
    """A tenant took one of its own roles away."""

    role: str


class RoleAssigned(Event, context="identity"):
    """A member got a role: in one place, or until some time, or both."""

    person: Id
    assignment: Id
    role: str
    scope: str
    expires: Instant | None


class RoleRevoked(Event, context="identity"):
    """An assignment was taken back; why stands in it."""

    person: Id
    assignment: Id
    role: str
    scope: str


class PermissionOverridden(Event, context="identity"):
    """A single permission was granted or denied to a member; why stands in the override."""

    person: Id
    permission: str
    allowed: bool
    scope: str
    expires: Instant | None


class OverrideRemoved(Event, context="identity"):
    """A single grant or denial was taken back."""

    person: Id
    permission: str
    scope: str


class ProfileChanged(Event, context="identity"):
    """Parts of a member's profile were changed: which ones, not to what."""

    person: Id
    parts: tuple[str, ...]


class ProfileFieldsDefined(Event, context="identity"):
    """A school defined the fields of its members' profiles."""

    fields: tuple[str, ...]


class MemberBanned(Event, context="identity"):
    """A member was shut out of the school, until some time or for good."""

    person: Id
    until: Instant | None = None


class MemberReinstated(Event, context="identity"):
    """A member who was shut out is let in again."""

    person: Id


class MemberStatusChanged(Event, context="identity"):
    """A member became active, inactive, suspended or pending."""

    person: Id
    status: str


class SessionEnded(Event, context="identity"):
    """One sign-in of a person was ended: its tokens are refused."""

    person: Id
    session: Id


class SessionsEnded(Event, context="identity"):
    """A person was signed out of a school on all devices."""

    person: Id


class ImpersonationBegan(Event, context="identity"):
    """An administrator may act as a member for a while."""

    person: Id
    grant: Id
    until: Instant


class ImpersonationEnded(Event, context="identity"):
    """An administrator stopped acting as a member before the time was over."""

    person: Id
    grant: Id


class ApiKeyCreated(Event, context="identity"):
    """A key was made, and with it its service account; their id is one."""

    key: Id
    permissions: tuple[str, ...]
    expires: Instant | None


class ApiKeyChanged(Event, context="identity"):
    """What a key may, from where, how often or until when was changed."""

    key: Id
    permissions: tuple[str, ...]
    expires: Instant | None


class ApiKeyRotated(Event, context="identity"):
    """A key got another secret; those of before are good until then."""

    key: Id
    until: Instant


class ApiKeyRevoked(Event, context="identity"):
    """A key was revoked; why stands with it."""

    key: Id


class InvitationMade(Event, context="identity"):
    """Somebody was invited; to which address stands in the invitation alone."""

    invitation: Id
    delivery: int
    """Which of its deliveries is to be sent."""
    expires: Instant


class InvitationRenewed(Event, context="identity"):
    """An invitation is to be sent again, with a token of its own."""

    invitation: Id
    delivery: int


class InvitationAccepted(Event, context="identity"):
    """A person came, or has more roles, by an invitation."""

    invitation: Id
    person: Id


class InvitationWithdrawn(Event, context="identity"):
    """An invitation was taken back; why stands in it."""

    invitation: Id


class InvitationLapsed(Event, context="identity"):
    """Nobody accepted an invitation in time."""

    invitation: Id


class InvitationBatchRequested(Event, context="identity"):
    """Many are to be invited at once."""

    batch: Id
    dry_run: bool


class InvitationBatchAdvanced(Event, context="identity"):
    """The next rows of a batch are to be invited."""

    batch: Id
    step: int


class InvitationBatchFinished(Event, context="identity"):
    """Every row of a batch has its result."""

    batch: Id
    requester: Id
    dry_run: bool
    total: int
    invited: int


class InvitationBatchFailed(Event, context="identity"):
    """The file of a batch could not be read; nobody was invited."""

    batch: Id
    requester: Id
    reason: str


class InvitationBatchTakenBack(Event, context="identity"):
    """What a batch has made is to be taken back: the next rows."""

    batch: Id
    step: int


class InvitationBatchUndone(Event, context="identity"):
    """Nothing waits of a batch any more."""

    batch: Id
    requester: Id
    revoked: int


class IdentityLinked(Event, context="identity"):
    """Another way to sign in became a person's: by their own word, or by their school's."""

    person: Id
    identity: Id
    provider: str


class IdentityUnlinked(Event, context="identity"):
    """A way to sign in is no longer a person's."""

    person: Id
    identity: Id
    provider: str


class RoleRanOut(Event, context="identity"):
    """An assignment that had an end came to it."""

    person: Id
    assignment: Id
    role: str
    scope: str


class AddressFollowed(Event, context="identity"):
    """A member's e-mail address is another one in the school too, as their sign-in verified it."""

    person: Id


class InviteeForgotten(Event, context="identity"):
    """A forgotten person's address was erased from this invitation."""

    invitation: Id
    person: Id
