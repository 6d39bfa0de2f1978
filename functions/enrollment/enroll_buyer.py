"""Task of commerce's workflow: a buyer gets the place that they have paid for."""

from pydantic import BaseModel, ConfigDict

from lyceum.enrollment.enroll_buyer import enroll_buyer
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import Id, TenantId


class Purchase(BaseModel):
    """Who has bought which course by which order."""

    model_config = ConfigDict(extra="forbid")

    tenant: TenantId
    order: Id
    course: Id
    learner: Id
    held: bool
    """Whether the order holds a seat for it."""


def act(bought: Purchase) -> None:
    """Translate and call."""
    enroll_buyer(bought.tenant, bought.learner, bought.course, bought.order, held=bought.held, at=clock.now())


handler = task_entry_point(Purchase, act)
