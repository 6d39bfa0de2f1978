"""First task of the import workflow: an uploaded file becomes a document and a report."""

from pydantic import BaseModel

from lyceum.interop.parse_source import parse_source
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    job: str
    execution: str
    """The execution that claims the import: another one is turned away."""


class Parsed(BaseModel):
    """What the workflow goes on with."""

    requester: str
    format: str
    course: str | None
    bank: str | None
    """The question bank that questions go into, where they do not become an assessment."""
    warden: bool
    dry_run: bool
    document: str
    report: str
    counts: dict[str, int]


def act(task: Task) -> Parsed:
    """One upload into one document."""
    source = parse_source(task.tenant, task.job, execution=task.execution, at=clock.now())
    return Parsed(
        requester=source.job.requester,
        format=source.job.format,
        course=source.job.course,
        bank=source.job.bank,
        warden=source.job.warden,
        dry_run=source.job.dry_run,
        document=source.document,
        report=source.report,
        counts=dict(source.counts),
    )


handler = task_entry_point(Task, act)
