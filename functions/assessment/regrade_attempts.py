"""Task of the regrade workflow: one step of a preview, an application or a reversal."""

from pydantic import BaseModel

from lyceum.assessment.regrade_attempts import Next, regrade_attempts
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.settings import settings


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    assessment: str
    regrade: str
    execution: str
    """The execution that claims the round: another one is turned away."""


class Step(BaseModel):
    """What the workflow goes on with."""

    next: Next
    seconds: int
    """How long it waits, where that is what it does."""


def act(task: Task) -> Step:
    """One step."""
    found = regrade_attempts(task.tenant, task.assessment, task.regrade, execution=task.execution, at=clock.now())
    return Step(next=found, seconds=settings().regrade_wait_seconds)


handler = task_entry_point(Task, act)
