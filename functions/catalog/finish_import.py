"""Last task of the import workflow: how it ended is written down and told."""

from pydantic import BaseModel

from lyceum.catalog.finish_import import finish_import
from lyceum.catalog.model.job import Effect, ImportState
from lyceum.kernel import clock
from lyceum.kernel.caught import Caught
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    job: str
    state: ImportState
    course: str | None = None
    effect: Effect = Effect.NONE
    counts: dict[str, int] = {}
    questions: dict[str, int] | None = None
    """Of a bank: how many were added, changed and found as they are."""
    report: str | None = None
    """Key of the report in the content bucket."""
    error: Caught | None = None


class Ended(BaseModel):
    """What the execution's output says."""

    job: str
    state: ImportState


def act(task: Task) -> Ended:
    """One import to its end."""
    ended = finish_import(
        task.tenant,
        task.job,
        state=task.state,
        course=task.course,
        effect=task.effect,
        counts=task.counts,
        questions=task.questions,
        report=task.report,
        error=task.error.model_dump() if task.error else None,
        at=clock.now(),
    )
    return Ended(job=ended.id, state=ended.state)


handler = task_entry_point(Task, act)
