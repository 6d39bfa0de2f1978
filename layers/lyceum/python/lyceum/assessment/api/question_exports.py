"""Exports of questions on the wire."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, RootModel, Tag

from lyceum.assessment.api.fields import Request, View
from lyceum.assessment.model.question_export import ExportFormat, Origin, QuestionExport, QuestionExportState
from lyceum.content.report import Outcome, ReportLine
from lyceum.kernel.clock import Instant
from lyceum.kernel.ids import Id
from lyceum.kernel.text import LanguageTag


class _Export(Request):
    format: ExportFormat
    language: LanguageTag | None = None
    """The one language of the file; without it what most of the questions are in."""


class BankExport(_Export):
    """All questions of a bank that are not retired."""

    bank: Id

    def origin(self) -> Origin:
        """Where they come from."""
        return Origin(bank=self.bank)


class AssessmentExport(_Export):
    """The questions of an assessment, as its authors have them now."""

    course: Id
    assessment: Id

    def origin(self) -> Origin:
        """Where they come from."""
        return Origin(course=self.course, assessment=self.assessment)


def _kind(wish: Any) -> str:
    """Which of them a wish is, so that what is wrong with it is said of that one alone."""
    named = "bank" in wish if isinstance(wish, dict) else isinstance(wish, BankExport)
    return "bank" if named else "assessment"


class NewQuestionExport(
    RootModel[
        Annotated[
            Annotated[BankExport, Tag("bank")] | Annotated[AssessmentExport, Tag("assessment")], Discriminator(_kind)
        ]
    ]
):
    """Which questions are wanted, and as what."""


class Fate(StrEnum):
    """What became of a question."""

    WRITTEN = "written"
    CHANGED = "changed"
    """Written, without what the format cannot say: `why` names it."""
    LEFT_OUT = "left_out"
    """Not written; `why` says the reason."""


_FATES = {Outcome.TAKEN: Fate.WRITTEN, Outcome.CHANGED: Fate.CHANGED, Outcome.REFUSED: Fate.LEFT_OUT}


class ExportedQuestion(View):
    """A question and what became of it."""

    question: str
    kind: str
    outcome: Fate
    why: str | None = None

    @classmethod
    def of(cls, line: ReportLine) -> Self:
        """From a line of the report."""
        return cls(question=line.element, kind=line.kind, outcome=_FATES[line.outcome], why=line.why)


class QuestionFile(View):
    """Where the file can be fetched, without a token, for a short time."""

    url: str
    expires_at: Instant


class ExportReason(View):
    """Why an export came to nothing."""

    code: str
    """The stable name of the problem, as in `/problems/<code>`."""
    detail: str


class QuestionExportView(View):
    """An export: its state, its file once it is ready, and a page of what became of each question."""

    id: Id
    format: ExportFormat
    language: LanguageTag | None = None
    bank: Id | None = None
    course: Id | None = None
    assessment: Id | None = None
    state: QuestionExportState
    counts: dict[str, Annotated[int, Field(ge=0)]]
    """Questions `written`, `changed`, `left_out`; empty until it is ready."""
    reason: ExportReason | None = None
    requested_at: Instant
    download: QuestionFile | None = None
    report: list[ExportedQuestion]
    """Each question once; a page of them."""
    next_cursor: str | None = None

    @classmethod
    def of(
        cls,
        export: QuestionExport,
        download: tuple[str, datetime] | None = None,
        report: Sequence[ReportLine] = (),
        next_cursor: str | None = None,
        *,
        at: datetime,
    ) -> Self:
        """From the entity, the address of its file where it is ready, and a page of its report."""
        return cls(
            id=export.id,
            format=export.format,
            language=export.language,
            bank=export.origin.bank,
            course=export.origin.course,
            assessment=export.origin.assessment,
            state=export.state_at(at),
            counts=dict(export.counts),
            reason=ExportReason.model_validate(export.reason) if export.reason else None,
            requested_at=export.requested_at,
            download=QuestionFile(url=download[0], expires_at=download[1]) if download else None,
            report=[ExportedQuestion.of(line) for line in report],
            next_cursor=next_cursor,
        )
