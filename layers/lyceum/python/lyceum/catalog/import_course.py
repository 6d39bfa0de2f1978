"""Ask for an import, and see what became of it."""

from collections.abc import Sequence
from datetime import datetime

from lyceum.catalog.errors import ImportNotFound
from lyceum.catalog.model.job import AssessmentWish, Format, Import
from lyceum.catalog.model.listing import Cards
from lyceum.catalog.store import documents, jobs
from lyceum.content.report import ReportLine
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation

AUTHOR = "assessment.author"
"""Who has it may import into banks."""
WARDEN = "tenant.manage"
"""Who has it looks after every bank of the school."""


def import_course(
    caller: Caller,
    *,
    format: Format,
    upload: str,
    course: str | None,
    assessment: AssessmentWish | None,
    bank: str | None = None,
    language: str | None = None,
    dry_run: bool,
    creation: Creation,
    at: datetime,
) -> Import:
    """Keep the wish and tell of it: the workflow does the rest. Only one's own upload can be imported.

    Into a bank imports who may author assessments and work on that bank. Raises UploadNotFound, CourseNotFound,
    PermissionDenied, BankNotFound, BankNotYours, BankRetired.
    """
    if bank is not None:
        caller.demand(AUTHOR, at=at)
    job = Import(
        tenant=caller.tenant,
        id=creation.id,
        requester=caller.person,
        format=format,
        upload=upload,
        requested_at=at,
        course=course,
        assessment=assessment,
        bank=bank,
        language=language,
        warden=bank is not None and caller.may(WARDEN, at=at),
        dry_run=dry_run,
    )
    return jobs.add_import(job, creation)


def find_import(caller: Caller, job: str) -> Import:
    """One of the caller's own imports. Raises ImportNotFound."""
    found = jobs.find_import(caller.tenant, job)
    if found.requester != caller.person:
        raise ImportNotFound(job=job)
    return found


def report_of(job: Import, *, start: int, limit: int) -> tuple[Sequence[ReportLine], int | None]:
    """Report lines from number `start`, at most `limit`, and where to go on. Empty until the source was read."""
    if job.report_key is None:
        return [], None
    lines = documents.read(job.report_key)
    shown = [ReportLine.model_validate(line) for line in lines[start : start + limit]]
    end = start + len(shown)
    return shown, end if end < len(lines) else None


def my_imports(caller: Caller, *, after: str | None, limit: int) -> Cards:
    """The caller's own imports, newest first."""
    return jobs.imports_of(caller.tenant, caller.person, after=after, limit=limit)
