"""On what a batch of invitations tells of itself: its list is read, its rows invited or taken back, step by step."""

from pydantic import BaseModel

from lyceum.identity.process_invitations import invite_rows, read_list, take_rows_back
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Step(BaseModel):
    """What every step needs."""

    batch: str
    step: int = 0


def requested(envelope: Envelope, event: Step) -> None:
    """Translate and call."""
    read_list(envelope.tenant, event.batch, at=clock.now())


def advanced(envelope: Envelope, event: Step) -> None:
    """Translate and call."""
    invite_rows(envelope.tenant, event.batch, event.step, at=clock.now())


def taken_back(envelope: Envelope, event: Step) -> None:
    """Translate and call."""
    take_rows_back(envelope.tenant, event.batch, event.step, at=clock.now())


handler = event_entry_point(
    Consumer("InvitationBatchRequested", Step, requested),
    Consumer("InvitationBatchAdvanced", Step, advanced),
    Consumer("InvitationBatchTakenBack", Step, taken_back),
)
