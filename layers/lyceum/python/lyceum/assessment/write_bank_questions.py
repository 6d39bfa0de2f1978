"""Task of the import workflow: the questions of a file go into a bank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.assessment.model.bank import Arrival, Bank, BankDifficulty, BankQuestion, Difficulty, Reader
from lyceum.assessment.model.fingerprint import fingerprint
from lyceum.assessment.store import bank_imports, banks, documents
from lyceum.assessment.store.bank_imports import Incoming
from lyceum.assessment.tries import ATTEMPTS
from lyceum.content.question_files import QuestionWithFiles
from lyceum.kernel.errors import Busy, ChangedInTheMeantime


@dataclass(frozen=True, slots=True)
class Written:
    """How many questions the import added to the bank, changed in it, and found as they are."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What an import brings, for whom."""

    tenant: str
    job: str
    bank: str
    requester: Reader
    questions: Sequence[QuestionWithFiles]


def write_bank_questions(
    tenant: str, bank: str, *, job: str, document: str, requester: Reader, dry_run: bool, at: datetime
) -> Written:
    """Add the questions of the document in the content bucket; those that were there and differ get a new version.

    The same file again changes nothing, what authors changed since included; the same import again says what it said.
    A dry run writes nothing. Raises BankNotFound, BankNotYours, BankRetired, InvalidQuestionSet, QuestionSetTooLarge,
    Busy. Source: RULES S1-25.
    """
    brought = documents.questions_document(document).questions
    delivery = Delivery(tenant, job, bank, requester, brought)
    for _ in range(ATTEMPTS):
        there = banks.find(tenant, bank)
        there.demand_editor(requester)
        incoming = _incoming(delivery, there, at)
        try:
            if not dry_run:
                changes = [each for each in incoming if each.before != each.after]
                bank_imports.write(tenant, there, changes, actor=requester.person, at=at)
        except ChangedInTheMeantime:
            continue  # an author or another import was faster: what they did is looked at anew
        return _counted(delivery.job, incoming)
    raise Busy("Others are changing the bank.")


def _incoming(delivery: Delivery, bank: Bank, at: datetime) -> list[Incoming]:
    arriving = {each.authored.question.id: each.authored for each in delivery.questions}
    there = bank_imports.known(delivery.tenant, bank.id, arriving)
    return [_one(delivery, bank, each, there, at) for each in delivery.questions]


def _one(
    delivery: Delivery, bank: Bank, each: QuestionWithFiles, there: Mapping[str, BankQuestion], at: datetime
) -> Incoming:
    id = each.authored.question.id
    arrival = Arrival(fingerprint([each.authored]), delivery.job)
    before = there.get(id)
    if before is not None:
        return Incoming(before, before.arrived(each.authored, each.files, arrival, at=at))
    made = BankQuestion.make(id, bank=bank.id, difficulty=_difficulty(bank), authored=each.authored, at=at)
    return Incoming(None, replace(made, files=dict(each.files), arrival=arrival))


def _counted(job: str, incoming: Sequence[Incoming]) -> Written:
    """Also of what this import had written before it was repeated."""
    touched = [each for each in incoming if each.after.arrival is not None and each.after.arrival.job == job]
    added = sum(each.after.version == 1 for each in touched)
    return Written(added, len(touched) - added, len(incoming) - len(touched))


def _difficulty(bank: Bank) -> Difficulty:
    """Files say nothing of it: that of the bank, where it has one for all."""
    return Difficulty.MEDIUM if bank.difficulty is BankDifficulty.MIXED else Difficulty(bank.difficulty)
