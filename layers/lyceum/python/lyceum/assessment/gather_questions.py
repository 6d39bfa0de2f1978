"""First task of the export workflow: the questions of a bank or an assessment, put together."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from lyceum.assessment.banks.errors import BankNotFound, ExportTooLarge
from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.model.bank import BankQuestion
from lyceum.assessment.model.question_export import QuestionExport
from lyceum.assessment.model.question_set import join
from lyceum.assessment.store import (
    assessments,
    bank_imports,
    banks,
    documents,
    question_exports,
    question_files,
    question_sets,
)
from lyceum.content.question_files import MAX_QUESTIONS, QuestionsDocument, QuestionWithFiles
from lyceum.content.report import Outcome, ReportLine


def gather_questions(tenant: str, export: str, *, execution: str, at: datetime) -> QuestionExport:
    """Claim the export and keep its questions as they are now; the same execution again keeps them anew.

    Raises ExportClaimed, BankNotFound, AssessmentNotFound, ExportTooLarge.
    """
    claimed = question_exports.claim(tenant, export, execution=execution, at=at)
    origin = claimed.origin
    if origin.bank is not None:
        document = _of_bank(tenant, origin.bank)
    elif origin.course is not None and origin.assessment is not None:
        document = _of_assessment(tenant, origin.course, origin.assessment)
    else:
        raise AssessmentNotFound(export=export)
    documents.keep_questions(claimed.document_key, document)
    return claimed


def _of_bank(tenant: str, bank: str) -> QuestionsDocument:
    """In the order of categories and titles: ids say nothing, and a category of the file holds until the next one."""
    if not banks.is_there(tenant, bank):
        raise BankNotFound(bank=bank)
    found = _at_most(bank_imports.every(tenant, bank))
    kept = sorted((each for each in found if not each.retired), key=_place)
    return QuestionsDocument(
        questions=tuple(QuestionWithFiles(authored=each.authored, files=dict(each.files)) for each in kept),
        left_out=tuple(_retired(each) for each in found if each.retired),
    )


def _of_assessment(tenant: str, course: str, assessment: str) -> QuestionsDocument:
    """In their own order, at the version that authors work on."""
    found = assessments.find_of_course(tenant, course, assessment)
    shown, key = question_sets.authored(tenant, found)
    questions = join(shown, key)
    kept = shown.files
    # Versions of before questions kept their files, and files that came to the course since.
    since = question_files.of_course(tenant, course, [each for each in questions if each.question.id not in kept])
    return QuestionsDocument(
        questions=tuple(
            QuestionWithFiles(authored=each, files=dict({**since, **kept}.get(each.question.id, {})))
            for each in questions
        )
    )


def _at_most(found: Iterable[BankQuestion]) -> list[BankQuestion]:
    some = list(islice(found, MAX_QUESTIONS + 1))
    if len(some) > MAX_QUESTIONS:
        raise ExportTooLarge(limit=MAX_QUESTIONS)
    return some


def _place(question: BankQuestion) -> tuple[str, str, str]:
    shown = question.authored.question
    return question.authored.category or "", (shown.title or shown.stem.text).best()[1], question.id


def _retired(question: BankQuestion) -> ReportLine:
    kind = str(question.authored.question.kind)
    return ReportLine(element=question.id, kind=kind, outcome=Outcome.REFUSED, why="it is retired")
