"""Question sets: what is refused, what learners see, and that ids tell nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import AttemptNotFound, InvalidQuestionSet, QuestionNotFound
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.question_set import QuestionSet, check_questions, join, presented, sealed, split
from lyceum.content.questions import ChoiceKey, MatchingKey, QuestionKind
from lyceum.kernel.ids import compound_id
from tests.unit.assessment.samples import (
    ADA,
    EXAM,
    authored,
    choice_question,
    choices,
    essay_question,
    matching_question,
    one_of_each,
    question,
    shares,
    stems,
    true_false_question,
)


def test_a_set_and_its_key_come_apart_and_together() -> None:
    questions, key = split(3, one_of_each())
    assert join(questions, key) == one_of_each()
    assert questions.place("essay") == key.place("essay") == 6
    assert key.maximum == 16  # six of 1, an essay of 10; what nothing can grade is worth nothing


def test_learners_see_no_key() -> None:
    questions, _ = split(1, one_of_each())
    shown = "".join(each.model_dump_json() for each in presented(questions, seed="x", shuffle=True))
    for secret in ("share", "Grace Hopper", "It is Paris", "three arguments", "accepted"):
        assert secret not in shown


@pytest.mark.parametrize(
    "questions",
    [
        [choice_question("q"), essay_question("q")],
        [authored("q", ChoiceKey(shares=shares(bern="1")), choices=choices("paris"))],
        [authored("q", ChoiceKey(shares=shares(a="1")), choices=choices("a", "a"))],
        [authored("q", MatchingKey(pairs={"p": "t"}), prompts=choices("p", "p2"), choices=choices("t"))],
        [authored("q", MatchingKey(pairs={"p": "u"}), prompts=choices("p"), choices=choices("t"))],
        [choice_question("q").model_copy(update={"key": true_false_question().key})],
    ],
)
def test_a_set_that_contradicts_itself_is_refused(questions) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidQuestionSet):
        check_questions(questions)


def test_a_sound_set_is_taken() -> None:
    check_questions(one_of_each())


def test_an_unknown_question_has_no_place() -> None:
    questions, key = split(1, [choice_question()])
    for half in (questions, key):
        with pytest.raises(QuestionNotFound):
            half.place("nowhere")


def test_sealed_ids_tell_nothing_and_grade_the_same() -> None:
    plain = choice_question()
    closed = sealed(plain, of=EXAM)
    assert not {choice.id for choice in closed.question.choices} & {choice.id for choice in plain.question.choices}
    assert isinstance(closed.key, ChoiceKey)
    assert closed.key.shares[closed.question.choices[0].id] == 1
    check_questions([closed])


def test_the_targets_of_a_matching_question_lose_the_order_of_its_prompts() -> None:
    closed = sealed(matching_question(), of=EXAM)
    ids = [choice.id for choice in closed.question.choices]
    assert ids == sorted(ids)
    check_questions([closed])


@pytest.mark.parametrize("plain", one_of_each(), ids=lambda each: each.key.kind)
def test_sealing_again_changes_nothing(plain) -> None:  # type: ignore[no-untyped-def]
    assert sealed(sealed(plain, of=EXAM), of=EXAM) == sealed(plain, of=EXAM)


def _grouped() -> QuestionSet:
    kind = QuestionKind.ESSAY
    loose = [question(f"q{number}", kind) for number in range(8)]
    parts = [question(f"part{number}", kind, group="problem") for number in range(3)]
    return QuestionSet(1, (*loose[:4], *parts, *loose[4:]))


@given(st.text(max_size=20))
def test_shuffling_keeps_every_question_and_the_parts_of_a_problem_together(seed: str) -> None:
    shown = stems(presented(_grouped(), seed=seed, shuffle=True))
    assert sorted(shown) == sorted(stems(_grouped().questions))
    first = shown.index("part0")
    assert shown[first : first + 3] == ["part0", "part1", "part2"]


def test_one_attempt_always_shows_the_same_order_and_attempts_differ() -> None:
    orders = {tuple(stems(presented(_grouped(), seed=seed, shuffle=True))) for seed in "abcdefgh"}
    assert len(orders) > 1
    again = presented(_grouped(), seed="a", shuffle=True)
    assert again == presented(_grouped(), seed="a", shuffle=True)


def test_unshuffled_questions_stand_as_written() -> None:
    assert presented(_grouped(), seed="a", shuffle=False) == _grouped().questions


def test_points_of_the_set_are_exact() -> None:
    _, key = split(1, [choice_question("a", points="0.1"), choice_question("b", points="0.2")])
    assert key.maximum == Decimal("0.3")


@given(st.integers(1, 999_999), st.integers(1, 999_999))
def test_an_attempt_id_comes_back_whole(number: int, version: int) -> None:
    id = AttemptId(ADA, EXAM, number, version)
    assert AttemptId.parse(str(id)) == id


@given(st.text(max_size=100))
def test_garbage_is_no_attempt(text: str) -> None:
    with pytest.raises(AttemptNotFound):
        AttemptId.parse(text)


@pytest.mark.parametrize(
    "parts",
    [
        (ADA, EXAM, "1"),
        (ADA, EXAM, "0", "1"),
        (ADA, EXAM, "01", "1"),
        (ADA, EXAM, "1", "-1"),
        ("#", EXAM, "1", "1"),
        (ADA, "ATTEMPT#x", "1", "1"),
        (ADA, EXAM, "1", "1", "1"),
    ],
)
def test_a_forged_id_is_no_attempt(parts: tuple[str, ...]) -> None:
    with pytest.raises(AttemptNotFound):
        AttemptId.parse(compound_id(*parts))
