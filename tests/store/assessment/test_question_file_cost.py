"""What questions cost on their way into a bank and out of it, against docs/access-patterns/assessment.md."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from lyceum.assessment.export_questions import find_export, request_export
from lyceum.assessment.finish_export import finish_export
from lyceum.assessment.gather_questions import gather_questions
from lyceum.assessment.model.bank import Bank, Reader
from lyceum.assessment.model.question_export import ExportFormat, Origin, QuestionExport, QuestionExportState
from lyceum.assessment.store import documents
from lyceum.assessment.write_bank_questions import Written, write_bank_questions
from lyceum.content.question_files import QuestionsDocument, QuestionWithFiles
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.access_patterns import assert_as_stated
from tests.meter import metered
from tests.store.assessment.test_banks import bank_of
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, choice_question

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]

CONTEXT = "assessment"
KEY = "imports/cost/document.json"


@pytest.fixture
def author(world: World) -> Caller:
    return world.caller("author", "instructor")


def arriving(points: int = 1) -> QuestionsDocument:
    """Twenty questions; with other points, the same ones changed."""
    every = (choice_question(f"01J00000000000000000000{number:03d}") for number in range(20))
    asked = (
        each.model_copy(update={"question": each.question.model_copy(update={"points": Decimal(points)})})
        for each in every
    )
    return QuestionsDocument(questions=tuple(QuestionWithFiles(authored=each) for each in asked))


def deliver(author: Caller, bank: Bank, document: QuestionsDocument) -> Written:
    documents.keep_questions(KEY, document)
    reader = Reader(author.person)
    return write_bank_questions(
        author.tenant, bank.id, job=new_id(), document=KEY, requester=reader, dry_run=False, at=NOON
    )


def test_into_a_bank(author: Caller) -> None:
    bank = bank_of(author)
    for name, document, written in (
        ("import 20 questions into a bank", arriving(), Written(20, 0, 0)),
        ("import the same 20 again", arriving(), Written(0, 0, 20)),
        ("import the same 20, all changed", arriving(2), Written(0, 20, 0)),
    ):
        with metered() as cost:
            assert deliver(author, bank, document) == written
        assert_as_stated(CONTEXT, name, cost)


def wish(author: Caller, origin: Origin) -> QuestionExport:
    creation = Creation(new_id())
    return request_export(author, origin, format=ExportFormat.GIFT, language=None, creation=creation, at=NOON)


def test_out_of_a_bank(author: Caller) -> None:
    bank = bank_of(author)
    deliver(author, bank, arriving())
    with metered() as cost:
        export = wish(author, Origin(bank=bank.id))
    assert_as_stated(CONTEXT, "request an export of a bank", cost)
    ready = QuestionExportState.READY
    calls: dict[str, Callable[[], object]] = {
        "gather 20 questions of a bank": lambda: gather_questions(author.tenant, export.id, execution="one", at=NOON),
        "look at an export of a bank": lambda: find_export(author, export.id, at=NOON),
        "finish an export": lambda: finish_export(
            author.tenant, export.id, state=ready, counts={}, error=None, at=NOON
        ),
    }
    for name, call in calls.items():
        with metered() as cost:
            call()
        assert_as_stated(CONTEXT, name, cost)


def test_out_of_an_assessment(world: World, author: Caller) -> None:
    exam = world.live([each.authored for each in arriving().questions])
    with metered() as cost:
        export = wish(author, Origin(course=world.course, assessment=exam))
    assert_as_stated(CONTEXT, "request an export of an assessment", cost)
    with metered() as cost:
        gather_questions(world.tenant, export.id, execution="one", at=NOON)
    assert_as_stated(CONTEXT, "gather 20 questions of an assessment", cost)
    with metered() as cost:
        find_export(author, export.id, at=NOON)
    assert_as_stated(CONTEXT, "look at an export of an assessment", cost)
