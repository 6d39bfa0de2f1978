"""Question banks in the table: sharing, versions, repeats, lost answers, and two authors at once."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.banks.errors import BankNotFound, BankNotYours, BankQuestionNotFound, BankRetired
from lyceum.assessment.manage_bank import (
    QuestionChange,
    Wanted,
    add_question,
    change_bank,
    change_question,
    find_bank,
    find_question,
    find_version,
    list_banks,
    list_questions,
    make_bank,
)
from lyceum.assessment.model.bank import Bank, BankDifficulty, BankQuestion, Difficulty, Part, Sharing
from lyceum.assessment.store.bank_items import BankItem, BankQuestionItem, bank_key, bank_question_key
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.write import Transaction
from lyceum.kernel.text import LocalizedText
from lyceum.kernel.walk import walk_tenant
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON, choice_question, essay_question, one_of_each, true_false_question

pytestmark = pytest.mark.store


@pytest.fixture
def author(world: World) -> Caller:
    return world.caller("author", "instructor")


@pytest.fixture
def other(world: World) -> Caller:
    return world.caller("other", "instructor")


def bank_of(
    caller: Caller,
    *,
    sharing: Sharing = Sharing.PRIVATE,
    shared_with: Mapping[str, Part] | None = None,
    creation: Creation | None = None,
) -> Bank:
    return make_bank(
        caller,
        title=LocalizedText.of("Bank"),
        difficulty=BankDifficulty.MIXED,
        tags=["b", "a", "b"],
        sharing=sharing,
        shared_with=shared_with or {},
        creation=creation or Creation(new_id()),
        at=NOON,
    )


def keep(
    caller: Caller,
    bank: Bank,
    authored: AuthoredQuestion | None = None,
    *,
    difficulty: Difficulty = Difficulty.MEDIUM,
    creation: Creation | None = None,
) -> BankQuestion:
    wish = creation or Creation(new_id())
    return add_question(caller, bank.id, authored or choice_question(), difficulty=difficulty, creation=wish, at=NOON)


def change(caller: Caller, question: BankQuestion, expected: int | None = None, **said: Any) -> BankQuestion:
    wish = QuestionChange(**said)
    return change_question(caller, question.bank, question.id, wish, expected_revision=expected, at=NOON)


def shown(caller: Caller, *, retired: bool = False) -> list[str]:
    return [bank.id for bank in list_banks(caller, retired=retired, after=None, limit=100, at=NOON).banks]


def test_a_bank_is_kept_as_it_was_made(author: Caller) -> None:
    made = bank_of(author, shared_with={new_id(): Part.EDIT})
    assert find_bank(author, made.id, at=NOON) == made
    assert made.tags == ("b", "a")
    (listed,) = list_banks(author, retired=False, after=None, limit=10, at=NOON).banks
    assert (listed.id, listed.tags, listed.shared_with, listed.made_at) == (made.id, made.tags, made.shared_with, NOON)


def test_sharing_opens_and_closes(author: Caller, other: Caller) -> None:
    bank = bank_of(author)
    assert shown(other) == []
    with pytest.raises(BankNotFound):
        find_bank(other, bank.id, at=NOON)
    change_bank(author, bank.id, {"shared_with": {other.person: Part.USE}}, expected_revision=1, at=NOON)
    assert shown(other) == [bank.id]
    with pytest.raises(BankNotYours):
        keep(other, bank)
    change_bank(author, bank.id, {"shared_with": {other.person: Part.EDIT}}, expected_revision=2, at=NOON)
    question = keep(other, bank)
    change_bank(author, bank.id, {"shared_with": {}, "sharing": Sharing.SCHOOL}, expected_revision=3, at=NOON)
    assert find_question(other, bank.id, question.id, at=NOON) == question
    with pytest.raises(BankNotYours):
        change(other, question, difficulty=Difficulty.HARD)
    change_bank(author, bank.id, {"owner": other.person, "sharing": Sharing.PRIVATE}, expected_revision=4, at=NOON)
    with pytest.raises(BankNotFound):
        find_question(author, bank.id, question.id, at=NOON)
    assert shown(other) == [bank.id]


def test_a_retired_bank_leaves_the_list_and_comes_back(world: World, author: Caller) -> None:
    bank = bank_of(author)
    question = keep(author, bank)
    change_bank(author, bank.id, {"retired": True}, expected_revision=None, at=NOON)
    assert (shown(author), shown(author, retired=True)) == ([], [bank.id])
    with pytest.raises(BankRetired):
        change(author, question, retired=True)
    assert find_question(author, bank.id, question.id, at=NOON) == question
    assert {each["PK"]["S"] for each in walk_tenant(world.tenant)} >= {bank_key(world.tenant, bank.id).pk}
    change_bank(author, bank.id, {"retired": False}, expected_revision=None, at=NOON)
    assert (shown(author), shown(author, retired=True)) == ([bank.id], [])


@pytest.mark.parametrize("authored", one_of_each(), ids=lambda each: str(each.question.id))
def test_every_kind_comes_back_field_by_field(author: Caller, authored: AuthoredQuestion) -> None:
    question = keep(author, bank_of(author), authored)
    kept = find_question(author, question.bank, question.id, at=NOON)
    own = authored.question.model_copy(update={"id": question.id})
    assert kept.authored == authored.model_copy(update={"question": own})
    assert kept == question


def test_versions_never_change(author: Caller) -> None:
    question = keep(author, bank_of(author))
    first = question.authored
    changed = change(author, question, expected=1, authored=essay_question())
    assert (changed.version, changed.rev) == (2, 2)
    assert find_version(author, question.bank, question.id, 1, at=NOON) == first
    assert find_version(author, question.bank, question.id, 2, at=NOON) == changed.authored
    for number, id in ((3, question.id), (1, new_id())):
        with pytest.raises(BankQuestionNotFound):
            find_version(author, question.bank, id, number, at=NOON)
    assert change(author, changed, authored=essay_question()) == changed
    with pytest.raises(ChangedInTheMeantime):
        change(author, question, expected=1, difficulty=Difficulty.HARD)


def test_questions_are_found_by_tag_and_difficulty(author: Caller) -> None:
    bank = bank_of(author)
    tagged = choice_question()
    tagged = tagged.model_copy(update={"question": tagged.question.model_copy(update={"tags": ("maps",)})})
    easy = keep(author, bank, tagged, difficulty=Difficulty.EASY)
    hard = keep(author, bank, true_false_question(), difficulty=Difficulty.HARD)
    gone = change(author, keep(author, bank), retired=True)

    def found(**wanted: Any) -> set[str]:
        page = list_questions(author, bank.id, Wanted(**wanted), after=None, limit=100, at=NOON)
        return {head.id for head in page.questions}

    assert found() == {easy.id, hard.id}
    assert found(tag="maps") == found(difficulty=Difficulty.EASY) == {easy.id}
    assert found(tag="maps", difficulty=Difficulty.HARD) == set()
    assert found(retired=True) == {gone.id}


def test_the_same_wish_makes_one_bank_and_one_question(world: World, author: Caller) -> None:
    def wish(operation: str, body: str) -> Creation:
        return Creation.of("a-key", tenant=world.tenant, caller=author.person, operation=operation, body=body)

    bank = bank_of(author, creation=wish("bank", "one"))
    assert bank_of(author, creation=wish("bank", "one")) == bank
    with pytest.raises(IdempotencyKeyReused):
        bank_of(author, creation=wish("bank", "two"))
    question = keep(author, bank, creation=wish("question", "one"))
    assert keep(author, bank, creation=wish("question", "one")) == question
    with pytest.raises(IdempotencyKeyReused):
        keep(author, bank, essay_question(), creation=wish("question", "two"))


def test_a_lost_answer_is_no_conflict(author: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    send = Transaction._send

    def twice(transaction: Transaction) -> None:
        send(transaction)
        send(transaction)

    monkeypatch.setattr(Transaction, "_send", twice)
    bank = bank_of(author)
    question = keep(author, bank)
    changed = change(author, question, authored=essay_question(), retired=True)
    bank = change_bank(author, bank.id, {"sharing": Sharing.SCHOOL}, expected_revision=1, at=NOON)
    assert (bank.rev, changed.rev, changed.version) == (2, 2, 2)
    assert find_bank(author, bank.id, at=NOON) == bank
    assert find_question(author, bank.id, question.id, at=NOON) == changed


def test_two_authors_at_once_leave_one_change(author: Caller) -> None:
    question = keep(author, bank_of(author))
    contents = [essay_question(), true_false_question()]
    results = at_once([partial(change, author, question, expected=1, authored=each) for each in contents])
    won = [each for each in results if isinstance(each, BankQuestion)]
    assert [type(each) for each in results if each not in won] == [ChangedInTheMeantime]
    assert [find_question(author, question.bank, question.id, at=NOON)] == won
    assert won[0].version == 2


def test_a_question_never_gets_into_a_bank_that_was_taken_away_meanwhile(
    author: Caller, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = bank_of(author, shared_with={other.person: Part.EDIT})
    commit = Transaction.commit

    def late(transaction: Transaction) -> None:
        monkeypatch.setattr(Transaction, "commit", commit)
        change_bank(author, bank.id, {"shared_with": {}}, expected_revision=1, at=NOON)
        commit(transaction)

    monkeypatch.setattr(Transaction, "commit", late)
    with pytest.raises(ChangedInTheMeantime):
        keep(other, bank)
    assert list_questions(author, bank.id, Wanted(), after=None, limit=10, at=NOON).questions == []


def test_what_is_told(world: World, author: Caller) -> None:
    bank = bank_of(author)
    question = keep(author, bank)
    assert events_of(world.tenant, BankItem, bank_key(world.tenant, bank.id)) == ["QuestionBankChanged"]
    key = bank_question_key(world.tenant, bank.id, question.id)
    assert events_of(world.tenant, BankQuestionItem, key) == ["BankQuestionChanged"]
