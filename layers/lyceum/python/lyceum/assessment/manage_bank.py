"""Authors keep questions in banks that they share with each other; assessments take copies of versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lyceum.assessment.model.bank import Bank, BankDifficulty, BankQuestion, Difficulty, Part, Reader, Sharing
from lyceum.assessment.store import bank_files, bank_questions, banks
from lyceum.assessment.store.bank_questions import Head
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.text import LocalizedText

WARDEN = "tenant.manage"
"""Who has it looks after every bank: a bank must not be lost with its owner."""


@dataclass(frozen=True, slots=True)
class BankPage:
    """Some banks; fewer than were asked for where others are not shared with the caller."""

    banks: Sequence[Bank]
    next_key: str | None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Some questions of a bank; fewer than were asked for where others do not match."""

    questions: Sequence[Head]
    next_key: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which questions of a bank to list; None takes all."""

    tag: str | None = None
    difficulty: Difficulty | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionChange:
    """What an author wants changed of a question; None leaves it."""

    authored: AuthoredQuestion | None = None
    difficulty: Difficulty | None = None
    retired: bool | None = None


def make_bank(
    caller: Caller,
    *,
    title: LocalizedText,
    difficulty: BankDifficulty,
    tags: Sequence[str],
    sharing: Sharing,
    shared_with: Mapping[str, Part],
    creation: Creation,
    at: datetime,
) -> Bank:
    """A new bank of the caller's own. Raises IdempotencyKeyReused. 1 round trip; a repeat 2.

    Source: RULES S1-25.
    """
    bank = Bank(
        id=creation.id,
        owner=caller.person,
        title=title,
        difficulty=difficulty,
        tags=tuple(dict.fromkeys(tags)),
        sharing=sharing,
        shared_with=dict(shared_with),
        made_at=at,
    )
    banks.add(caller.tenant, bank, creation)
    return banks.find(caller.tenant, bank.id) if creation.key_hash is not None else replace(bank, rev=1)


def find_bank(caller: Caller, bank: str, *, at: datetime) -> Bank:
    """A bank that the caller may use, retired or not. Raises BankNotFound. 1 round trip."""
    return banks.find(caller.tenant, bank).demand_open(reader_of(caller, at))


def list_banks(caller: Caller, *, retired: bool, after: str | None, limit: int, at: datetime) -> BankPage:
    """Banks that the caller may use. 1 round trip."""
    page, reader = banks.listed(caller.tenant, retired=retired, after=after, limit=limit), reader_of(caller, at)
    return BankPage([bank for bank in page.items if bank.is_open_to(reader)], page.next_key)


def change_bank(
    caller: Caller, bank: str, values: Mapping[str, Any], *, expected_revision: int | None, at: datetime
) -> Bank:
    """Change what is named of a bank: its owner's right alone. Retiring it shuts it and can be taken back.

    Raises BankNotFound, BankNotYours, ChangedInTheMeantime. 2 round trips.
    """
    before = banks.find(caller.tenant, bank)
    before.demand_owner(reader_of(caller, at))
    if expected_revision is not None and expected_revision != before.rev:
        raise ChangedInTheMeantime
    after = before.changed(values)
    if after == before:
        return before
    banks.change(caller.tenant, after, actor=caller.person, at=at)
    return replace(after, rev=before.rev + 1)


def add_question(
    caller: Caller, bank: str, authored: AuthoredQuestion, *, difficulty: Difficulty, creation: Creation, at: datetime
) -> BankQuestion:
    """A new question, version 1; its id is made here.

    Raises BankNotFound, BankNotYours, BankRetired, InvalidQuestionSet, UnknownFiles, QuestionSetTooLarge,
    IdempotencyKeyReused, ChangedInTheMeantime. 2 round trips, 1 more for its files; with an Idempotency-Key 2 more.
    """
    there = banks.find(caller.tenant, bank)
    there.demand_editor(reader_of(caller, at))
    files = bank_files.shown(caller.tenant, bank, authored)
    question = BankQuestion.make(creation.id, bank=bank, difficulty=difficulty, authored=authored, files=files, at=at)
    bank_questions.add(caller.tenant, there, question, creation, actor=caller.person)
    if creation.key_hash is not None:
        return bank_questions.find(caller.tenant, bank, question.id)
    return replace(question, rev=1)


def find_question(caller: Caller, bank: str, question: str, *, at: datetime) -> BankQuestion:
    """A question at its newest version. Raises BankNotFound, BankQuestionNotFound. 3 round trips."""
    find_bank(caller, bank, at=at)
    return bank_questions.find(caller.tenant, bank, question)


def find_version(caller: Caller, bank: str, question: str, version: int, *, at: datetime) -> AuthoredQuestion:
    """One version of a question, for ever as it was. Raises BankNotFound, BankQuestionNotFound. 2 round trips."""
    find_bank(caller, bank, at=at)
    return bank_questions.version(caller.tenant, bank, question, version)


def list_questions(
    caller: Caller, bank: str, wanted: Wanted, *, after: str | None, limit: int, at: datetime
) -> QuestionPage:
    """Questions of a bank by id. Raises BankNotFound. 2 round trips."""
    find_bank(caller, bank, at=at)
    page = bank_questions.listed(caller.tenant, bank, after=after, limit=limit)
    return QuestionPage([head for head in page.items if _matches(head, wanted)], page.next_key)


def change_question(
    caller: Caller, bank: str, question: str, change: QuestionChange, *, expected_revision: int | None, at: datetime
) -> BankQuestion:
    """Change a question; other content is a new version, and what was made of earlier ones stays as it was.

    Raises BankNotFound, BankQuestionNotFound, BankNotYours, BankRetired, InvalidQuestionSet, UnknownFiles,
    QuestionSetTooLarge, ChangedInTheMeantime. 4 round trips, 1 more for its files.
    """
    there = banks.find(caller.tenant, bank)
    there.demand_editor(reader_of(caller, at))
    before = bank_questions.find(caller.tenant, bank, question)
    if expected_revision is not None and expected_revision != before.rev:
        raise ChangedInTheMeantime
    files = None
    if change.authored is not None:
        files = bank_files.shown(caller.tenant, bank, change.authored, before)
    after = before.changed(
        authored=change.authored, files=files, difficulty=change.difficulty, retired=change.retired, at=at
    )
    if after == before:
        return before
    newer = after.version != before.version
    bank_questions.change(caller.tenant, there, after, newer=newer, actor=caller.person, at=at)
    return replace(after, rev=before.rev + 1)


def reader_of(caller: Caller, at: datetime) -> Reader:
    """The caller as banks know them."""
    return Reader(caller.person, warden=caller.may(WARDEN, at=at))


def _matches(head: Head, wanted: Wanted) -> bool:
    """Whether a list is to show it."""
    if head.retired != wanted.retired or (wanted.tag is not None and wanted.tag not in head.tags):
        return False
    return wanted.difficulty is None or head.difficulty is wanted.difficulty
