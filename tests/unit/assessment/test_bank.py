"""Who may use and change a question bank; versions of its questions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.banks.errors import BankNotFound, BankNotYours, BankRetired
from lyceum.assessment.errors import InvalidQuestionSet
from lyceum.assessment.model.bank import (
    Arrival,
    Bank,
    BankDifficulty,
    BankQuestion,
    Difficulty,
    Part,
    Reader,
    Sharing,
)
from lyceum.assessment.model.fingerprint import fingerprint
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.errors import DomainError
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import ADA, BOB, EXAM, NOON, choice_question, essay_question, one_of_each

OWNER, EDITOR, USER, STRANGER = (Reader(name) for name in ("owner", "editor", "user", "stranger"))
WARDEN = Reader("head", warden=True)
BANK = Bank(
    id=EXAM,
    owner="owner",
    title=LocalizedText.of("Bank"),
    shared_with={"editor": Part.EDIT, "user": Part.USE},
    made_at=NOON,
)
LATER = NOON + timedelta(hours=1)


def kept(authored: AuthoredQuestion | None = None) -> BankQuestion:
    return BankQuestion.make(
        ADA, bank=EXAM, difficulty=Difficulty.EASY, authored=authored or choice_question(), at=NOON
    )


def renamed(authored: AuthoredQuestion) -> AuthoredQuestion:
    """The same content under another id."""
    return authored.model_copy(update={"question": authored.question.model_copy(update={"id": "another"})})


def test_a_private_bank_is_open_to_whom_it_names() -> None:
    assert [BANK.is_open_to(each) for each in (OWNER, EDITOR, USER, STRANGER, WARDEN)] == [
        True,
        True,
        True,
        False,
        True,
    ]
    assert replace(BANK, sharing=Sharing.SCHOOL).is_open_to(STRANGER)
    with pytest.raises(BankNotFound):
        BANK.demand_open(STRANGER)


def test_editors_change_questions_and_owners_the_bank() -> None:
    for each in (OWNER, EDITOR, WARDEN):
        BANK.demand_editor(each)
    for each in (OWNER, WARDEN):
        BANK.demand_owner(each)
    with pytest.raises(BankNotYours):
        BANK.demand_editor(USER)
    for each in (EDITOR, USER):
        with pytest.raises(BankNotYours):
            BANK.demand_owner(each)
    for demand in (BANK.demand_editor, BANK.demand_owner):
        with pytest.raises(BankNotFound):
            demand(STRANGER)


def test_sharing_with_the_school_lets_nobody_edit() -> None:
    with pytest.raises(BankNotYours):
        replace(BANK, sharing=Sharing.SCHOOL).demand_editor(STRANGER)


def test_a_retired_bank_takes_no_questions_and_can_be_taken_back() -> None:
    shut = BANK.changed({"retired": True})
    with pytest.raises(BankRetired):
        shut.demand_editor(OWNER)
    with pytest.raises(BankNotYours):
        shut.demand_editor(USER)
    shut.demand_owner(OWNER)
    assert shut.changed({"retired": False}) == BANK


def test_other_content_is_a_new_version_and_the_same_is_none() -> None:
    first = kept()
    assert (first.version, first.authored.question.id) == (1, ADA)
    assert first.changed(authored=renamed(choice_question()), at=LATER) is first
    second = first.changed(authored=essay_question(), at=LATER)
    assert (second.version, second.changed_at, second.difficulty) == (2, LATER, Difficulty.EASY)
    assert second.authored.question == essay_question().question.model_copy(update={"id": ADA})


def test_difficulty_and_retirement_make_no_version() -> None:
    first = kept()
    changed = first.changed(difficulty=Difficulty.HARD, retired=True, at=LATER)
    assert (changed.version, changed.difficulty, changed.retired, changed.changed_at) == (
        1,
        Difficulty.HARD,
        True,
        LATER,
    )
    assert changed.changed(retired=False, at=LATER).difficulty is Difficulty.HARD
    assert first.changed(difficulty=Difficulty.EASY, retired=False, at=LATER) is first


@pytest.mark.parametrize("authored", one_of_each(), ids=lambda each: str(each.question.id))
def test_every_kind_can_be_kept(authored: AuthoredQuestion) -> None:
    assert kept(authored).authored.key == authored.key


def test_a_key_that_does_not_fit_is_refused() -> None:
    wrong = choice_question().model_copy(update={"key": essay_question().key})
    with pytest.raises(InvalidQuestionSet):
        kept(wrong)
    with pytest.raises(InvalidQuestionSet):
        kept().changed(authored=wrong, at=LATER)


@given(st.lists(st.sampled_from([*one_of_each()]), max_size=8))
def test_versions_count_changes_of_content(changes: list[AuthoredQuestion]) -> None:
    """The number goes up by one exactly where the content differs from the one before."""
    question, before, expected = kept(), choice_question(), 1
    for authored in changes:
        same = (authored.question.model_copy(update={"id": BOB}), authored.key) == (
            before.question.model_copy(update={"id": BOB}),
            before.key,
        )
        question = question.changed(authored=authored, at=LATER)
        expected += not same
        before = authored
        assert question.version == expected


def test_a_bank_is_its_owners_alone_and_of_mixed_difficulty_unless_it_says_so() -> None:
    plain = Bank(id=EXAM, owner="owner", title=BANK.title, shared_with={}, made_at=NOON)
    assert plain == replace(
        plain, difficulty=BankDifficulty.MIXED, tags=(), sharing=Sharing.PRIVATE, retired=False, rev=0
    )
    assert Reader("owner").warden is False
    assert BANK.demand_open(OWNER) is BANK


def test_a_new_question_is_its_first_version_and_knows_its_content() -> None:
    first = kept()
    assert first == BankQuestion(
        id=ADA,
        bank=EXAM,
        version=1,
        difficulty=Difficulty.EASY,
        authored=first.authored,
        digest=fingerprint([first.authored]),
        retired=False,
        changed_at=NOON,
        files={},
        arrival=None,
        rev=0,
    )
    second = first.changed(authored=essay_question(), at=LATER)
    assert second.digest == fingerprint([second.authored])


def test_a_refusal_names_the_bank() -> None:
    shut = replace(BANK, retired=True)
    refusals: list[tuple[type[DomainError], Callable[[Reader], object], Reader]] = [
        (BankNotFound, BANK.demand_open, STRANGER),
        (BankNotYours, BANK.demand_owner, USER),
        (BankNotYours, BANK.demand_editor, USER),
        (BankRetired, shut.demand_editor, OWNER),
    ]
    for error, demand, reader in refusals:
        with pytest.raises(error) as refusal:
            demand(reader)
        assert refusal.value.facts == {"bank": EXAM}


# --------------------------------------------------------------------------------------------------- what imports bring


FILES = {"map.png": "content/map.png"}


def test_an_import_that_brings_the_same_again_leaves_what_authors_wrote() -> None:
    first = kept().arrived(essay_question(), FILES, Arrival("one", "job-1"), at=LATER)
    assert (first.version, first.files, first.arrival) == (2, FILES, Arrival("one", "job-1"))
    assert (first.authored.key, first.changed_at) == (essay_question().key, LATER)
    written = first.changed(authored=choice_question(), at=LATER)
    assert written.arrived(essay_question(), {}, Arrival("one", "job-2"), at=LATER) is written


def test_an_import_that_brings_something_else_is_a_new_version_with_its_files() -> None:
    first = kept().arrived(essay_question(), FILES, Arrival("one", "job-1"), at=NOON)
    second = first.arrived(choice_question(), {"sea.png": "content/sea.png"}, Arrival("two", "job-2"), at=LATER)
    assert (second.version, second.files, second.arrival) == (
        3,
        {"sea.png": "content/sea.png"},
        Arrival("two", "job-2"),
    )
    assert second.changed_at == LATER


def test_an_import_that_brings_what_is_there_makes_no_version_and_keeps_the_files() -> None:
    """The file says something else than it did, and what authors have come to meanwhile."""
    first = kept().arrived(essay_question(), FILES, Arrival("one", "job-1"), at=NOON)
    again = first.arrived(essay_question(), {}, Arrival("two", "job-2"), at=LATER)
    assert (again.version, again.files, again.arrival) == (2, FILES, Arrival("two", "job-2"))
    assert again.changed_at == NOON


def test_an_import_that_does_not_fit_is_refused() -> None:
    wrong = choice_question().model_copy(update={"key": essay_question().key})
    with pytest.raises(InvalidQuestionSet) as refused:
        kept().arrived(wrong, {}, Arrival("one", "job-1"), at=LATER)
    assert refused.value.facts == {"question": ADA}
