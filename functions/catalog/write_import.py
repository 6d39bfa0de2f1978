"""Task of the import workflow: what was read becomes a draft."""

from pydantic import BaseModel

from lyceum.catalog.model.job import Effect, Format
from lyceum.catalog.write_import import write_import
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    requester: str
    format: Format
    document: str
    """Key of the document in the content bucket."""
    course: str | None = None
    dry_run: bool = False


class Written(BaseModel):
    """What the workflow goes on with."""

    course: str
    effect: Effect


def act(task: Task) -> Written:
    """One document into one course."""
    course, effect = write_import(
        task.tenant,
        requester=task.requester,
        format=task.format,
        document=task.document,
        course=task.course,
        dry_run=task.dry_run,
        at=clock.now(),
    )
    return Written(course=course, effect=effect)


handler = task_entry_point(Task, act)
