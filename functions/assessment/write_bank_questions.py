"""Task of the import workflow: imported questions go into a bank."""

from pydantic import BaseModel

from lyceum.assessment.model.bank import Reader
from lyceum.assessment.write_bank_questions import write_bank_questions
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    job: str
    requester: str
    warden: bool = False
    """Whether the requester looks after every bank of the school."""
    bank: str
    document: str
    """Key of the document in the content bucket."""
    dry_run: bool = False


class Written(BaseModel):
    """What the workflow goes on with."""

    added: int
    changed: int
    unchanged: int


def act(task: Task) -> Written:
    """All questions of one document."""
    written = write_bank_questions(
        task.tenant,
        task.bank,
        job=task.job,
        document=task.document,
        requester=Reader(task.requester, warden=task.warden),
        dry_run=task.dry_run,
        at=clock.now(),
    )
    return Written(added=written.added, changed=written.changed, unchanged=written.unchanged)


handler = task_entry_point(Task, act)
