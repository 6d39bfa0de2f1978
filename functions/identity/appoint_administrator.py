"""A task of the onboarding workflow: a new school gets its first administrator, or that is taken back."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from lyceum.identity.appoint_administrator import appoint_administrator, take_back_administrator
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import Id, TenantId


class Appointment(BaseModel):
    """Who is to administer which school, or no longer."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["appoint", "take_back"]
    tenant: TenantId
    person: Id


def act(appointment: Appointment) -> None:
    """Translate and call."""
    if appointment.action == "appoint":
        appoint_administrator(appointment.tenant, appointment.person, at=clock.now())
    else:
        take_back_administrator(appointment.tenant, appointment.person, at=clock.now())


handler = task_entry_point(Appointment, act)
