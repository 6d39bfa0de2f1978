"""Gradebooks as files on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from lyceum.assessment.api.fields import Points, Request, View
from lyceum.assessment.export_gradebook import GradebookFile
from lyceum.assessment.import_grades import Imported
from lyceum.assessment.model.grade_import import Given, MarkChange, Problem, Trouble
from lyceum.assessment.model.sheet_files import SheetFormat
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import FilledText, LanguageTag


class GradebookExportRequest(Request):
    """As what the gradebook is wanted."""

    format: SheetFormat
    language: LanguageTag = "en"
    """Of the titles."""


class GradebookDownload(View):
    """Where the file lies, for five minutes."""

    url: str
    expires_at: Instant


class GradebookFileView(View):
    """A file of a gradebook."""

    name: str
    learners: int
    download: GradebookDownload

    @classmethod
    def of(cls, file: GradebookFile) -> "GradebookFileView":
        """From the use case."""
        return cls(
            name=file.name, learners=file.learners, download=GradebookDownload(url=file.url, expires_at=file.until)
        )


class GradesImportRequest(Request):
    """A sheet to look at, or to take points from."""

    csv: Annotated[FilledText, StringConstraints(max_length=250_000)]
    """With a column `learner` and columns of items whose headings have the item's id in brackets, as an export has. An
    empty cell leaves what is there, `-` takes it back, `EX` excuses the learner.
    """
    preview: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = None
    """Of the preview that was seen: what it says is given. Without it nothing is changed."""


class GivenView(View):
    """What a learner has for an item."""

    points: Points | None = None
    excused: bool = False

    @classmethod
    def of(cls, given: Given | None) -> "GivenView | None":
        """From the domain."""
        return cls(points=given.points, excused=given.excused) if given is not None else None


class MarkChangeView(View):
    """What one cell changes."""

    learner: str
    item: str
    before: GivenView | None = None
    after: GivenView | None = None

    @classmethod
    def of(cls, change: MarkChange) -> "MarkChangeView":
        """From the domain."""
        before, after = GivenView.of(change.before), GivenView.of(change.after)
        return cls(learner=change.learner, item=change.item, before=before, after=after)


class SheetProblem(View):
    """What is left out of a sheet, and why."""

    line: int
    """In the file, its headings being the first."""
    code: Trouble
    learner: str
    item: str | None = None

    @classmethod
    def of(cls, problem: Problem) -> "SheetProblem":
        """From the domain."""
        return cls(line=problem.line, code=problem.trouble, learner=problem.learner, item=problem.item)


class GradesImportView(View):
    """What a sheet would change, or has changed."""

    applied: bool
    preview: str
    """To be sent with the same sheet to have it applied."""
    changes: list[MarkChangeView]
    problems: list[SheetProblem]
    ignored: list[str]
    """Headings of columns that nothing is taken from."""

    @classmethod
    def of(cls, found: Imported) -> "GradesImportView":
        """From the use case."""
        preview = found.preview
        return cls(
            applied=found.applied,
            preview=preview.digest,
            changes=[MarkChangeView.of(each) for each in preview.changes],
            problems=[SheetProblem.of(each) for each in preview.problems],
            ignored=list(preview.ignored),
        )
