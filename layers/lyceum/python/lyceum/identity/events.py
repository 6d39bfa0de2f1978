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


class MembershipTakenBack(Event, context="identity"):
    """A membership came to nothing: the school could not be set up."""

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
