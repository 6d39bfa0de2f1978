"""On TenantFounded: the founder becomes the tenant's first administrator."""

from pydantic import BaseModel

from lyceum.identity.assign_roles import appoint_administrator
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Founded(BaseModel):
    """What identity reads of TenantFounded."""

    administrator: str


def founded(envelope: Envelope, event: Founded) -> None:
    """Appoint."""
    appoint_administrator(envelope.tenant, event.administrator, at=envelope.at)


handler = event_entry_point(Consumer("TenantFounded", Founded, founded))
