"""Last task of the export workflow: how it ended is written down and told."""

from pydantic import BaseModel

from lyceum.assessment.finish_export import finish_export
from lyceum.assessment.model.question_export import QuestionExportState
from lyceum.kernel import clock
from lyceum.kernel.caught import Caught
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    export: str
    state: QuestionExportState
    counts: dict[str, int] = {}
    error: Caught | None = None


def act(task: Task) -> None:
    """One export to its end."""
    finish_export(
        task.tenant,
        task.export,
        state=task.state,
        counts=task.counts,
        error=task.error.model_dump() if task.error else None,
        at=clock.now(),
    )


handler = task_entry_point(Task, act)
