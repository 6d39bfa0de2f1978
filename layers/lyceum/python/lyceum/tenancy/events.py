"""What tenancy tells."""

from lyceum.kernel.events import Event
from lyceum.kernel.ids import Id


class TenantFounded(Event, context="tenancy"):
    """A school came into being; this person is to administer it."""

    administrator: Id
