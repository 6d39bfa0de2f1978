"""What interop reads and writes: the import's job item, the upload, and what was made of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from itertools import batched
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import BaseModel
from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.operand import Path

from lyceum.content.question_files import QuestionsDocument
from lyceum.interop.errors import ImportClaimed, UploadMissing, UploadTooLarge
from lyceum.kernel import files
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.settings import settings
from lyceum.kernel.table import Item, Key, get, tenant_key, transaction
from lyceum.kernel.table.items import RawMapAttribute
from lyceum.kernel.table.read import in_parallel
from lyceum.kernel.text import LocalizedText

MAX_UPLOAD_BYTES = 200 * 1024 * 1024
_READ_AT_ONCE = 16


class ImportItem(Item):
    """`T#t#J#j / JOB`: what interop needs of an import (catalog makes and ends it)."""

    KIND = "import"

    requester = UnicodeAttribute(attr_name="u")
    format = UnicodeAttribute(attr_name="f")
    upload = UnicodeAttribute(attr_name="up")
    state = UnicodeAttribute(attr_name="s")
    course = UnicodeAttribute(attr_name="c", null=True)
    assessment = RawMapAttribute(attr_name="as", null=True)
    bank = UnicodeAttribute(attr_name="b", null=True)
    language = UnicodeAttribute(attr_name="l", null=True)
    warden = BooleanAttribute(attr_name="wd", null=True)
    dry_run = BooleanAttribute(attr_name="dry", null=True)
    execution = UnicodeAttribute(attr_name="ex", null=True)
    counts = RawMapAttribute(attr_name="n", null=True)
    report = UnicodeAttribute(attr_name="rp", null=True)


class UploadItem(Item):
    """`T#t#J#<upload> / UPLOAD`: the name of the file (catalog makes it)."""

    KIND = "upload"

    name = UnicodeAttribute(attr_name="n")


@dataclass(frozen=True, slots=True)
class AssessmentWish:
    """The assessment that questions are to become."""

    title: LocalizedText
    chapter: str
    pass_mark: Decimal
    time_limit_minutes: int | None


@dataclass(frozen=True, slots=True)
class Job:
    """An import that this execution may carry out."""

    tenant: str
    id: str
    requester: str
    format: str
    upload: str
    file_name: str
    course: str | None
    assessment: AssessmentWish | None
    bank: str | None
    """The question bank that questions go into, where they do not become an assessment."""
    language: str | None
    """What the questions are in, where the file does not say."""
    warden: bool
    """Whether the requester looks after every bank of the school."""
    dry_run: bool


def claim(tenant: str, job: str, *, execution: str, at: datetime) -> Job:
    """Take the import for one execution of the workflow; the same execution may take it again.

    Raises ImportClaimed where another one has it, where it has ended, or where there is none. 3 round trips.
    """
    key = Key(tenant_key(tenant, "J", job), "JOB")
    free = ImportItem.state == "requested"
    ours = (ImportItem.state == "running") & (ImportItem.execution == execution)
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            ImportItem,
            key,
            [
                ImportItem.state.set("running"),
                ImportItem.execution.set(execution),
                Path(["card", "state"]).set("running"),
            ],
            when=free | ours,
            otherwise=ImportClaimed(job=job),
        )
    item = get(ImportItem, key, consistent=True)
    if item is None:
        raise ImportClaimed(job=job)
    upload = get(UploadItem, Key(tenant_key(tenant, "J", item.upload), "UPLOAD"))
    return _job(tenant, job, item, upload.name if upload is not None else "questions.gift")


def describe(job: Job, *, execution: str, counts: Mapping[str, int], at: datetime) -> None:
    """Show what the source holds while the rest is still to be written. Raises ImportClaimed. 1 round trip."""
    key = Key(tenant_key(job.tenant, "J", job.id), "JOB")
    with transaction(tenant=job.tenant, at=at) as write:
        write.update(
            ImportItem,
            key,
            [ImportItem.counts.set(dict(counts)), ImportItem.report.set(report_key(job.tenant, job.id))],
            when=(ImportItem.state == "running") & (ImportItem.execution == execution),
            otherwise=ImportClaimed(job=job.id),
        )


def document_key(tenant: str, job: str) -> str:
    """Where an import's normal form lies in the content bucket."""
    return f"imports/{tenant}/{job}/document.json"


def report_key(tenant: str, job: str) -> str:
    """Where an import's report lies in the content bucket."""
    return f"imports/{tenant}/{job}/report.json"


def read_upload(job: Job) -> bytes:
    """The uploaded file. Raises UploadMissing, UploadTooLarge, Busy. 1 round trip."""
    key = f"uploads/{job.tenant}/{job.requester}/{job.upload}"
    try:
        answer = client("s3").get_object(Bucket=settings().uploads, Key=key)
        if int(answer["ContentLength"]) > MAX_UPLOAD_BYTES:
            raise UploadTooLarge(bytes=int(answer["ContentLength"]), limit=MAX_UPLOAD_BYTES)
        content: bytes = answer["Body"].read()
    except BotoCoreError as error:
        raise Busy("The bucket does not answer.") from error
    except ClientError as error:
        raise _named(error, missing=UploadMissing(upload=job.upload)) from error
    return content


def write_document(key: str, document: BaseModel) -> None:
    """Keep a document as JSON. Raises Busy."""
    files.keep(key, document.model_dump_json().encode(), "application/json")


def write_report(key: str, lines: list[dict[str, Any]]) -> None:
    """Keep report lines as a JSON list. Raises Busy."""
    files.keep(key, json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode(), "application/json")


def write_assets(assets: Mapping[str, tuple[bytes, str]]) -> None:
    """Keep files (key → content and media type), 16 at a time. Keys name the content, so a repeat is harmless."""
    calls = [
        partial(files.keep, key, content, media_type, cached=True) for key, (content, media_type) in assets.items()
    ]
    if calls:
        in_parallel(*calls)


def read_questions(key: str) -> QuestionsDocument:
    """Questions that are to be written for another system. Raises Busy."""
    return QuestionsDocument.model_validate_json(files.read(key))


def write_file(key: str, content: bytes, media_type: str) -> None:
    """Keep a file that people fetch. Raises Busy."""
    files.keep(key, content, media_type)


def read_assets(keys: Mapping[str, str], *, most: int) -> dict[str, bytes] | None:
    """Files by the names of their keys, 16 at a time, without those that are gone; None where they are together larger
    than `most` bytes. Raises Busy.
    """
    found: dict[str, bytes] = {}
    left = most
    for some in batched(sorted(keys.items()), _READ_AT_ONCE, strict=False):
        contents: list[bytes | None] = in_parallel(*(partial(_asset, key) for _, key in some))
        found |= {path: content for (path, _), content in zip(some, contents, strict=True) if content is not None}
        left -= sum(len(content) for content in contents if content is not None)
        if left < 0:
            return None
    return found


def _asset(key: str) -> bytes | None:
    try:
        return files.read(key)
    except FileNotFoundError:
        return None


def _named(error: ClientError, *, missing: DomainError | None = None) -> Exception:
    if missing is not None and error.response["Error"]["Code"] in ("NoSuchKey", "404"):
        return missing
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return Busy("The bucket is busy.") if status >= 500 or status == 429 else error


def _job(tenant: str, id: str, item: ImportItem, file_name: str) -> Job:
    return Job(
        tenant=tenant,
        id=id,
        requester=item.requester,
        format=item.format,
        upload=item.upload,
        file_name=file_name,
        course=item.course,
        assessment=_wish(item.assessment) if item.assessment else None,
        bank=item.bank,
        language=item.language,
        warden=bool(item.warden),
        dry_run=bool(item.dry_run),
    )


def _wish(kept: dict[str, Any]) -> AssessmentWish:
    limit = kept.get("time_limit")
    return AssessmentWish(
        title=LocalizedText(kept["title"]),
        chapter=kept["chapter"],
        pass_mark=Decimal(kept["pass_mark"]),
        time_limit_minutes=int(limit) if limit is not None else None,
    )
