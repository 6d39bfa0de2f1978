"""A task of the onboarding workflow: a new school gets its first administrator, or that is taken back.

With `*` for the school: somebody operates the platform, or no longer. `make operator` calls it so, with the rights of
whoever may invoke functions of the stack; there is no other way in.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from lyceum.identity.appoint_administrator import appoint_administrator, take_back_administrator
from lyceum.identity.operators import appoint_operator, dismiss_operator
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.permissions import PLATFORM


class Appointment(BaseModel):
    """Who is to administer which school, or to operate the platform, or no longer."""

    model_config = ConfigDict(extra="forbid")

    action: Literal["appoint", "take_back"]
    tenant: TenantId | Literal["*"]
    person: Id


def act(appointment: Appointment) -> None:
    """Translate and call."""
    at, appoints = clock.now(), appointment.action == "appoint"
    if appointment.tenant == PLATFORM:
        (appoint_operator if appoints else dismiss_operator)(appointment.person, at=at)
    elif appoints:
        appoint_administrator(appointment.tenant, appointment.person, at=at)
    else:
        take_back_administrator(appointment.tenant, appointment.person, at=at)


handler = task_entry_point(Appointment, act)
