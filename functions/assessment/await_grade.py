"""First task of the essay workflow: claims the attempt and waits, with a task token, for its grade."""

from pydantic import BaseModel

from lyceum.assessment.await_grade import await_grade
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    attempt: str
    execution: str
    """Its own id: one attempt, one execution."""
    token: str


def act(task: Task) -> None:
    """Keep the token; the workflow goes on when the grade is there."""
    await_grade(task.tenant, task.attempt, execution=task.execution, token=task.token, at=clock.now())


handler = task_entry_point(Task, act)
