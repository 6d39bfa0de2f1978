"""Task of the import workflow: the questions of an imported course become its assessments."""

from pydantic import BaseModel

from lyceum.assessment.write_question_sets import write_question_sets
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    requester: str
    document: str
    """Key of the document in the content bucket."""
    course: str
    dry_run: bool = False


class Written(BaseModel):
    """What the workflow goes on with."""

    assessments: int
    changed: int


def act(task: Task) -> Written:
    """All assessments of one document."""
    written = write_question_sets(
        task.tenant,
        task.course,
        document=task.document,
        requester=task.requester,
        dry_run=task.dry_run,
        at=clock.now(),
    )
    return Written(assessments=written.assessments, changed=written.changed)


handler = task_entry_point(Task, act)
