"""What identity tells."""

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class MemberJoined(Event, context="identity"):
    """A person became a member of a tenant."""

    person: Id
    roles: tuple[str, ...]


class RolesAssigned(Event, context="identity"):
    """A member's roles were set."""

    person: Id
    roles: tuple[str, ...]


class MembershipTakenBack(Event, context="identity"):
    """A membership came to nothing: the school could not be set up."""

    person: Id
