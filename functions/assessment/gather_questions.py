"""First task of the export workflow: the questions of a bank or an assessment, put together."""

from pydantic import BaseModel

from lyceum.assessment.gather_questions import gather_questions
from lyceum.assessment.model.question_export import ExportFormat
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over."""

    tenant: str
    export: str
    execution: str
    """The execution that claims the export: another one is turned away."""


class Gathered(BaseModel):
    """What the workflow goes on with; the last three are keys in the content bucket."""

    format: ExportFormat
    language: str | None
    document: str
    file: str
    report: str


def act(task: Task) -> Gathered:
    """One export's questions."""
    found = gather_questions(task.tenant, task.export, execution=task.execution, at=clock.now())
    return Gathered(
        format=found.format,
        language=found.language,
        document=found.document_key,
        file=found.file_key,
        report=found.report_key,
    )


handler = task_entry_point(Task, act)
