"""Task of the export workflow: questions become a file of another system."""

from typing import Literal

from pydantic import BaseModel

from lyceum.interop.render_questions import render_questions
from lyceum.kernel.entry import task_entry_point


class Task(BaseModel):
    """What the workflow hands over; the last three are keys in the content bucket."""

    format: Literal["gift", "qti3"]
    language: str | None = None
    document: str
    file: str
    report: str


class Rendered(BaseModel):
    """What the workflow goes on with."""

    counts: dict[str, int]
    """Questions `written`, `changed`, `left_out`."""


def act(task: Task) -> Rendered:
    """One document into one file."""
    counts = render_questions(
        task.format, language=task.language, document=task.document, file=task.file, report=task.report
    )
    return Rendered(counts=counts)


handler = task_entry_point(Task, act)
