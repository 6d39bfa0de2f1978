"""Task of the opening workflow: one step, its claim or a page of learners."""

from pydantic import BaseModel

from lyceum.assessment.prepare_attempts import Next, prepare_attempts
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    assessment: str
    execution: str
    """The execution that claims the opening: another one is turned away."""


class Step(BaseModel):
    """What the workflow goes on with."""

    next: Next


def act(task: Task) -> Step:
    """One step."""
    return Step(next=prepare_attempts(task.tenant, task.assessment, execution=task.execution, at=clock.now()))


handler = task_entry_point(Task, act)
