"""First task of an import: read the uploaded file, keep its normal form, its files and its report."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.content.outline import CourseDocument
from lyceum.content.question_files import QuestionsDocument, bank_question_ids
from lyceum.interop import store
from lyceum.interop.archive import is_archive, read_archive
from lyceum.interop.assessment_document import assessment_document
from lyceum.interop.bank_document import bank_document, in_bank
from lyceum.interop.errors import NoQuestionsFound
from lyceum.interop.parse import ParsedSource, parse_gift, parse_moodle, parse_olx, parse_qti
from lyceum.interop.store import Job
from lyceum.kernel.text import FALLBACK


@dataclass(frozen=True, slots=True)
class Source:
    """An upload that has been read."""

    job: Job
    document: str
    """Key of the normal form in the content bucket."""
    report: str
    """Key of the report there."""
    counts: Mapping[str, int]


def parse_source(tenant: str, job: str, *, execution: str, at: datetime) -> Source:
    """Claim the import and read its upload. Nothing in a course is executed; what cannot be read is refused by name.

    A dry run keeps the report and the normal form, but no files. Raises ImportClaimed, and every SourceRefused.
    """
    claimed = store.claim(tenant, job, execution=execution, at=at)
    data = store.read_upload(claimed)
    parsed = _parse(claimed, data)
    if claimed.bank is not None:
        parsed = _in_bank(claimed, claimed.bank, parsed)
    store.write_report(store.report_key(tenant, job), [line.model_dump(mode="json") for line in parsed.report])
    counts = parsed.counts()
    store.describe(claimed, execution=execution, counts=counts, at=at)
    document = _document(claimed, parsed)
    counts |= _counted(document, parsed)
    if not claimed.dry_run:
        found = document.assets if isinstance(document, CourseDocument) else parsed.files
        media_types = {asset.key: asset.media_type for asset in found}
        store.write_assets({key: (content, media_types[key]) for key, content in parsed.assets.items()})
    store.write_document(store.document_key(tenant, job), document)
    return Source(claimed, store.document_key(tenant, job), store.report_key(tenant, job), counts)


def _parse(job: Job, data: bytes) -> ParsedSource:
    prefix = f"assets/{job.tenant}/"
    if job.format == "olx":
        return parse_olx(read_archive(data), asset_prefix=prefix)
    language = job.assessment.title.best()[0] if job.assessment else job.language or FALLBACK
    files = read_archive(data) if is_archive(data) else {job.file_name: data}
    if job.format == "moodle_xml":
        return parse_moodle(files, language=language, asset_prefix=prefix)
    if job.format == "qti":
        return parse_qti(files, language=language, asset_prefix=prefix)
    return parse_gift(files, language=language)


def _in_bank(job: Job, bank: str, parsed: ParsedSource) -> ParsedSource:
    """The questions under the ids that they have in the bank, in the report, too."""
    ids = bank_question_ids(bank, format=job.format, file=job.file_name, questions=parsed.questions)
    found = bank_document(parsed.questions, ids=ids, assets=parsed.files)
    return replace(parsed, report=tuple(in_bank(parsed.report, ids)), banked=found)


def _document(job: Job, parsed: ParsedSource) -> CourseDocument | QuestionsDocument:
    if parsed.document is not None:
        return parsed.document
    if not parsed.questions:
        raise NoQuestionsFound("None of the questions can be read.")
    if parsed.banked is not None:
        return parsed.banked
    if job.assessment is None:
        raise NoQuestionsFound("The import does not say what its questions become.")
    wish = job.assessment
    return assessment_document(
        parsed.questions,
        title=wish.title,
        chapter=wish.chapter,
        pass_mark=wish.pass_mark,
        time_limit_minutes=wish.time_limit_minutes,
        format=job.format,
        assets=parsed.files,
    )


def _counted(document: CourseDocument | QuestionsDocument, parsed: ParsedSource) -> dict[str, int]:
    """What the source became, for people to compare with what they know of it."""
    if isinstance(document, QuestionsDocument):
        return {"questions": len(document.questions), "assets": len(parsed.files)}
    return {
        "chapters": len(document.chapters),
        "lessons": sum(len(chapter.lessons) for chapter in document.chapters),
        "assessments": len(document.assessments),
        "questions": sum(len(found.questions) for found in document.assessments),
        "assets": len(document.assets),
    }
