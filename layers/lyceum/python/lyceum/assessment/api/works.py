"""One version of what was handed in, with its content, on the wire."""

from typing import TYPE_CHECKING, Annotated

from pydantic import StringConstraints

from lyceum.assessment.api.fields import View
from lyceum.assessment.model.submission import WorkForm
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import integer

if TYPE_CHECKING:  # who reviews or reads a work need not start with what looks for it
    from lyceum.assessment.view_submission import ContentSight

SubmissionNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,5}$")]
Number = Annotated[int, integer(ge=1, le=999)]


class WorkFileView(View):
    """A file that was handed in."""

    name: str
    size: int
    media_type: str
    url: str
    """Where it can be fetched, as a download."""
    expires_at: Instant


class WorkView(View):
    """One version with its content."""

    number: int
    handed_in_at: Instant
    form: WorkForm
    late: bool
    text: str | None = None
    link: str | None = None
    file: WorkFileView | None = None

    @classmethod
    def of(cls, sight: "ContentSight") -> "WorkView":
        """From the use case."""
        version, work, file = sight.version, sight.work, None
        if work.file is not None and sight.url is not None and sight.expires_at is not None:
            kept = work.file
            file = WorkFileView(
                name=kept.name, size=kept.size, media_type=kept.media_type, url=sight.url, expires_at=sight.expires_at
            )
        return cls(
            number=version.number,
            handed_in_at=version.at,
            form=version.form,
            late=version.late,
            text=work.text if work.form is WorkForm.TEXT else None,
            link=work.text if work.form is WorkForm.LINK else None,
            file=file,
        )
