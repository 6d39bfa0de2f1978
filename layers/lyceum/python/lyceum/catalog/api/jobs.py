"""Uploads and imports on the wire."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, RootModel, StrictBool, StringConstraints, Tag

from lyceum.catalog.api.fields import Request, TitleText
from lyceum.catalog.model.job import MAX_UPLOAD_BYTES, AssessmentWish, Effect, Format, Import, ImportState, Upload
from lyceum.content.questions import PartId
from lyceum.content.report import ReportLine
from lyceum.kernel.clock import Instant, parse
from lyceum.kernel.ids import Id
from lyceum.kernel.numbers import decimal, integer
from lyceum.kernel.text import FALLBACK, LanguageTag


class NewUpload(Request):
    """A file that somebody wants to send."""

    name: Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f]{1,200}$")]
    """The file's name, without folders."""
    size: Annotated[int, integer(ge=1, le=MAX_UPLOAD_BYTES)]
    """Bytes; the form takes no more."""
    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]{1,80}$")]


class UploadView(BaseModel):
    """How to send the file: a form with these fields, and last the field `file`, to this address."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    url: str
    fields: dict[str, str]
    expires_at: Instant

    @classmethod
    def of(cls, upload: Upload, url: str, fields: dict[str, str]) -> Self:
        """From the entity and its form."""
        return cls(id=upload.id, url=url, fields=fields, expires_at=upload.expires_at)


class AssessmentOfQuestions(Request):
    """The assessment that questions become: a lesson at the end of a chapter."""

    title: TitleText
    chapter: PartId
    pass_mark: Annotated[Decimal, decimal(whole_digits=2, places=2)] = Decimal(60)
    """Percent of the points (RULES S2-8)."""
    time_limit: Annotated[int, integer(ge=1, le=10_080)] | None = None
    """Minutes."""

    def domain(self) -> AssessmentWish:
        """As the domain has it."""
        return AssessmentWish(
            title=self.title.domain(), chapter=self.chapter, pass_mark=self.pass_mark, time_limit=self.time_limit
        )


class NewOlxImport(Request):
    """A whole course. Without `course` the source's own name decides: the same source becomes the same course."""

    format: Literal["olx"]
    upload: Id
    course: Id | None = None
    dry_run: StrictBool = False


class NewQuestionsImport(Request):
    """Questions, which become an assessment of a course: GIFT, Moodle XML, or QTI 1.2, 2.x and 3.0."""

    format: Literal["gift", "moodle_xml", "qti"]
    upload: Id
    course: Id
    assessment: AssessmentOfQuestions
    dry_run: StrictBool = False


class NewBankImport(Request):
    """Questions that are added to a question bank: those that it has from there already get a new version."""

    format: Literal["gift", "moodle_xml", "qti"]
    upload: Id
    bank: Id
    language: LanguageTag = FALLBACK
    """What the questions are in, where the file does not say."""
    dry_run: StrictBool = False


def _kind(wish: Any) -> str:
    """Which of them a wish is, so that what is wrong with it is said of that one alone."""
    if isinstance(wish, dict):
        return "olx" if wish.get("format") == "olx" else "bank" if "bank" in wish else "questions"
    if isinstance(wish, NewBankImport):
        return "bank"
    return "olx" if isinstance(wish, NewOlxImport) else "questions"


class NewImport(
    RootModel[
        Annotated[
            Annotated[NewOlxImport, Tag("olx")]
            | Annotated[NewQuestionsImport, Tag("questions")]
            | Annotated[NewBankImport, Tag("bank")],
            Discriminator(_kind),
        ]
    ]
):
    """What is to be imported."""


class Reason(BaseModel):
    """Why an import came to nothing."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    code: str
    """The stable name of the problem, as in `/problems/<code>`."""
    detail: str


class ImportView(BaseModel):
    """An import and what became of each source element."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    format: Format
    state: ImportState
    upload: Id
    course: Id | None = None
    bank: Id | None = None
    dry_run: bool
    effect: Effect
    """What it did to the course or the bank; of a dry run: what it would do."""
    counts: dict[str, int]
    """Source elements `taken`, `changed`, `refused`; what came of them: `chapters`, `lessons`, `assessments`, …;
    in a bank `questions_added`, `questions_changed`, `questions_unchanged`."""
    complete: bool | None
    """Whether every source element was taken; None until the source was read."""
    reason: Reason | None = None
    requested_at: Instant
    finished_at: Instant | None = None
    report: list[ReportLine]
    """Each source element once; a page of it."""
    next_cursor: str | None = None

    @classmethod
    def of(cls, job: Import, report: Sequence[ReportLine] = (), next_cursor: str | None = None) -> Self:
        """From the entity and a page of its report."""
        return cls(
            id=job.id,
            format=job.format,
            state=job.state,
            upload=job.upload,
            course=job.course,
            bank=job.bank,
            dry_run=job.dry_run,
            effect=job.effect,
            counts=dict(job.counts),
            complete=job.counts.get("refused", 0) == 0 if job.counts else None,
            reason=Reason.model_validate(job.reason) if job.reason else None,
            requested_at=job.requested_at,
            finished_at=job.finished_at,
            report=list(report),
            next_cursor=next_cursor,
        )


class ImportEntry(BaseModel):
    """An import in a list."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    id: Id
    format: Format
    state: ImportState
    course: Id | None = None
    bank: Id | None = None
    dry_run: bool
    requested_at: Instant
    finished_at: Instant | None = None

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Self:
        """From its card."""
        return cls(
            id=card["id"],
            format=Format(card["format"]),
            state=ImportState(card["state"]),
            course=card.get("course"),
            bank=card.get("bank"),
            dry_run=card["dry"],
            requested_at=parse(card["at"]),
            finished_at=parse(card["end"]) if "end" in card else None,
        )


class ImportPage(BaseModel):
    """Some of the caller's imports."""

    items: list[ImportEntry]
    next_cursor: str | None = None
