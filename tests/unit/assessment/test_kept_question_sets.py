"""What is kept of a question set is what its models say, and what is read of it is what was kept."""

import pytest

from lyceum.assessment.model.assessment import Version
from lyceum.assessment.model.question_set import KeyEntry
from lyceum.assessment.store.question_sets import halves, key_of, questions_of
from lyceum.content.keys import KEY_OF
from lyceum.content.questions import AuthoredQuestion, QuestionKind
from tests.unit.assessment.samples import EXAM, essay_question, one_of_each, one_of_each_later

EACH = [*one_of_each(), *one_of_each_later()]


def test_every_kind_has_its_key() -> None:
    assert KEY_OF.keys() == set(QuestionKind)
    assert {each.key.kind for each in EACH} == set(QuestionKind)


@pytest.mark.parametrize("one", EACH, ids=lambda one: f"{one.question.kind}-{one.question.id}")
def test_each_comes_back_as_it_went(one: AuthoredQuestion) -> None:
    version = Version.of(EXAM, 3, [one])
    questions, key = halves("acme", EXAM, version)

    assert questions_of(questions, 3) == version.questions
    assert key_of(key, 3) == version.key
    (entry,) = version.key.entries
    assert key.document == [entry.model_dump(mode="json", exclude_none=True)]
    assert entry == KeyEntry.model_validate(entry.model_dump())


def test_a_document_is_taken_apart_once_and_another_in_its_place_anew() -> None:
    first, second = (halves("acme", EXAM, Version.of(EXAM, 9, [each]))[1] for each in EACH[:2])
    (one,) = key_of(first, 9).entries
    assert key_of(first, 9).entries[0] is one
    assert key_of(second, 9).entries[0].id != one.id


def test_more_documents_than_are_kept_begin_anew() -> None:
    kept = [halves("acme", EXAM, Version.of(EXAM, number, [EACH[0]]))[1] for number in range(100, 165)]
    found = [key_of(item, 1).entries[0] for item in kept]
    assert key_of(kept[-1], 1).entries[0] is found[-1]
    assert key_of(kept[0], 1).entries[0] is not found[0]
    assert key_of(kept[0], 1).entries[0] == found[0]


def test_an_entry_of_before_there_was_a_floor_has_none() -> None:
    version = Version.of(EXAM, 1, [essay_question()])
    _, key = halves("acme", EXAM, version)
    key.document = [{name: value for name, value in key.document[0].items() if name != "floor"}]

    assert key_of(key, 1) == version.key
