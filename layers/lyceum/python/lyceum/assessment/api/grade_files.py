"""Gradebooks as files on the wire."""

from lyceum.assessment.api.fields import Request, View
from lyceum.assessment.export_gradebook import GradebookFile
from lyceum.assessment.model.sheet_files import SheetFormat
from lyceum.kernel.clock import Instant
from lyceum.kernel.text import LanguageTag


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
