"""Sheets of grades that come back, on the wire."""

import base64
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints

from lyceum.assessment.api.fields import Points, Request, View
from lyceum.assessment.gradebooks.errors import SheetUnreadable
from lyceum.assessment.import_grades import Imported
from lyceum.assessment.model.grade_import import Given, MarkChange, Problem, Trouble
from lyceum.assessment.model.sheet_files import MEDIA_TYPES, SheetFormat
from lyceum.kernel.text import FilledText

_BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$"
_CSV: Final[dict[str, Any]] = {"contentMediaType": "text/csv"}
_WORKBOOK: Final[dict[str, Any]] = {"contentEncoding": "base64", "contentMediaType": MEDIA_TYPES[SheetFormat.XLSX]}


class GradesImportRequest(Request):
    """A sheet to look at, or to take points from."""

    csv: Annotated[FilledText, StringConstraints(max_length=250_000), Field(json_schema_extra=_CSV)] | None = None
    """With a column `learner` and columns of items whose headings have the item's id in brackets, as an export has. An
    empty cell leaves what is there, `-` takes it back, `EX` excuses the learner.
    """
    xlsx: Annotated[str, Field(max_length=250_000, pattern=_BASE64, json_schema_extra=_WORKBOOK)] | None = None
    """A workbook with the same in one sheet, base64. What formulas came to counts. One of both is sent."""
    preview: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = None
    """Of the preview that was seen: what it says is given. Without it nothing is changed."""

    @property
    def sheet(self) -> str | bytes:
        """Text of a CSV file, or a workbook. Raises SheetUnreadable unless it is one of both."""
        if (self.csv is None) == (self.xlsx is None):
            raise SheetUnreadable(why="csv is sent, or xlsx")
        return self.csv if self.csv is not None else base64.b64decode(self.xlsx or "")


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
