"""Question sets: what is refused, what learners see, and that ids tell nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import AttemptNotFound, InvalidQuestionSet, QuestionNotFound
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.fitting import check_questions
from lyceum.assessment.model.question_set import QuestionSet, join, presented, split
from lyceum.assessment.model.sealing import sealed
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.content.questions import AuthoredQuestion, ChoiceKey, MatchingKey, QuestionKind, ResponseKey, RichText
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
    several_question,
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


def test_each_half_names_what_it_does_not_have() -> None:
    for half in split(1, [choice_question(), essay_question()]):
        assert [half.place("capital"), half.place("essay")] == [0, 1]
        with pytest.raises(QuestionNotFound) as refusal:
            half.place("nowhere")
        assert refusal.value.facts == {"question": "nowhere"}


def test_a_version_is_the_same_in_both_halves_and_worth_what_its_author_says() -> None:
    questions, key = split(7, [choice_question(points="1.5"), essay_question()])
    assert (questions.version, key.version) == (7, 7)
    assert [entry.points for entry in key.entries] == [Decimal("1.5"), 10]
    assert split(1, [])[1].maximum == 0


@pytest.mark.parametrize(
    "second",
    [
        choice_question("first"),
        authored("q", ChoiceKey(shares=shares(bern="1")), choices=choices("paris")),
        authored("q", ChoiceKey(shares={}, feedback={"bern": RichText.of("No.")}), choices=choices("paris")),
        authored("q", ResponseKey(scoring="exact", shares=shares(bern="1")), choices=choices("paris")),
        authored("q", MatchingKey(pairs={"p": "t"}), prompts=choices("p", "p"), choices=choices("t")),
        authored("q", MatchingKey(pairs={"p": "t", "p2": "t"}), prompts=choices("p"), choices=choices("t")),
        true_false_question("q").model_copy(update={"key": essay_question().key}),
    ],
)
def test_a_refusal_names_the_first_question_that_does_not_fit(second) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidQuestionSet) as refusal:
        check_questions([choice_question("first"), second, second])
    assert refusal.value.facts == {"question": second.question.id}


def test_choices_that_earn_nothing_and_targets_that_match_nothing_are_allowed() -> None:
    distractor = authored("q", MatchingKey(pairs={"p": "t"}), prompts=choices("p"), choices=choices("t", "u"))
    repeated = authored("r", MatchingKey(pairs={"p": "t", "q": "t"}), prompts=choices("p", "q"), choices=choices("t"))
    check_questions([distractor, repeated, authored("s", ChoiceKey(shares={}), choices=choices("a"))])
    every = ChoiceKey(shares=shares(a="1", b="0"), feedback={"a": RichText.of("Yes."), "b": RichText.of("No.")})
    check_questions([authored("t", every, choices=choices("a", "b"))])


def test_halves_of_two_versions_do_not_come_together() -> None:
    questions, key = split(1, one_of_each())
    for half, other in ((questions, split(2, one_of_each()[:-1])[1]), (split(2, one_of_each()[:-1])[0], key)):
        with pytest.raises(ValueError, match="zip"):
            join(half, other)


def test_an_attempt_in_progress_shows_the_same_order_after_a_release() -> None:
    """Source: what was started with an earlier release goes on with this one."""
    shown = presented(_grouped(), seed="a", shuffle=True)
    assert stems(shown) == "q7 q6 q5 q4 part0 part1 part2 q1 q0 q2 q3".split()
    (seats,) = presented(split(1, [matching_question()])[0], seed="a", shuffle=False)
    assert [choice.id for choice in seats.choices] == ["oslo", "paris", "rome"]


SEALABLE = [choice_question(), several_question(), matching_question()]


@pytest.mark.parametrize("plain", SEALABLE, ids=lambda each: each.key.kind)
def test_sealing_renames_and_changes_nothing_else(plain: AuthoredQuestion) -> None:
    closed = sealed(plain, of=EXAM)
    texts = {choice.text.text.in_language("en"): choice.id for choice in closed.question.choices}
    names = {choice.id: texts[choice.text.text.in_language("en")] for choice in plain.question.choices}
    assert len(set(names.values())) == len(plain.question.choices)
    assert all(name[0] == "z" and len(name) == 9 for name in names.values())
    if isinstance(plain.key, MatchingKey):
        assert isinstance(closed.key, MatchingKey)
        assert closed.key.pairs == {prompt: names[str(target)] for prompt, target in plain.key.pairs.items()}
        assert closed.question.prompts == plain.question.prompts
    else:
        assert isinstance(closed.key, ChoiceKey | ResponseKey)
        assert isinstance(plain.key, ChoiceKey | ResponseKey)
        assert [choice.id for choice in closed.question.choices] == list(names.values())
        assert closed.key.shares == {names[choice]: share for choice, share in plain.key.shares.items()}
        assert closed.key.feedback == {names[choice]: text for choice, text in plain.key.feedback.items()}
    unchanged = {"question": {"choices"}, "key": {"shares", "feedback", "pairs"}}
    assert closed.model_dump(exclude=unchanged) == plain.model_dump(exclude=unchanged)


def test_the_same_choice_is_called_otherwise_in_another_question_and_another_assessment() -> None:
    """Else whoever has taken one assessment could tell choices of the other."""
    ids = [
        sealed(choice_question(question), of=assessment).question.choices[0].id
        for question in ("q1", "q2")
        for assessment in (EXAM, ADA)
    ]
    assert len(set(ids)) == 4


@pytest.mark.parametrize("plain", [true_false_question(), essay_question()], ids=lambda each: each.key.kind)
def test_what_has_no_choices_of_its_own_is_not_sealed(plain) -> None:  # type: ignore[no-untyped-def]
    assert sealed(plain, of=EXAM) is plain


def test_one_open_choice_is_enough_to_seal_all() -> None:
    closed = sealed(choice_question(), of=EXAM).question.choices
    mixed = authored("capital", ChoiceKey(shares={}), choices=(*choices("paris"), *closed))
    again = sealed(mixed, of=EXAM)
    assert "paris" not in {choice.id for choice in again.question.choices}


@given(st.text(max_size=20), st.booleans())
def test_what_is_presented_differs_in_order_only(seed: str, shuffle: bool) -> None:
    questions, _ = split(1, [sealed(each, of=EXAM) for each in one_of_each()])
    shown = {each.id: each for each in presented(questions, seed=seed, shuffle=shuffle)}
    for written in questions.questions:
        there = shown[written.id]
        assert sorted(there.choices, key=lambda choice: choice.id) == sorted(
            written.choices, key=lambda choice: choice.id
        )
        assert there.model_copy(update={"choices": ()}) == written.model_copy(update={"choices": ()})
        if not shuffle and written.kind is not QuestionKind.MATCHING:
            assert there == written


def _orders(*, shuffle: bool) -> dict[str, set[tuple[str, ...]]]:
    questions, _ = split(1, [choice_question("one"), choice_question("two"), matching_question()])
    found: dict[str, set[tuple[str, ...]]] = {"one": set(), "two": set(), "seats": set()}
    for seed in "abcdefghijklmnop":
        for each in presented(questions, seed=seed, shuffle=shuffle):
            found[each.id].add(tuple(choice.id for choice in each.choices))
    return found


def test_attempts_differ_in_the_order_of_choices_and_always_in_that_of_targets() -> None:
    assert all(len(orders) > 3 for orders in _orders(shuffle=True).values())
    still = _orders(shuffle=False)
    assert (len(still["one"]), len(still["two"])) == (1, 1)
    assert len(still["seats"]) > 3


def test_within_an_attempt_alike_choices_of_two_questions_are_shuffled_apart() -> None:
    questions, _ = split(1, [choice_question("one"), choice_question("two")])
    alike = 0
    for seed in "abcdefghijklmnop":
        one, two = presented(questions, seed=seed, shuffle=True)
        alike += [choice.id for choice in one.choices] == [choice.id for choice in two.choices]
    assert alike < 8


@pytest.mark.parametrize(
    "parts",
    [
        (f"{ADA}X", EXAM, "1", "1"),
        (ADA, EXAM.lower(), "1", "1"),
        (ADA, EXAM, "1000000", "1"),
        (ADA, EXAM, "1", "0"),
        (ADA, EXAM, "1", "1000000"),
        (ADA, EXAM, "1", "x"),
    ],
)
def test_an_id_that_was_made_elsewhere_is_no_attempt(parts: tuple[str, ...]) -> None:
    with pytest.raises(AttemptNotFound):
        AttemptId.parse(compound_id(*parts))


def _chosen() -> QuestionSet:
    questions, _ = split(1, [choice_question(f"q{number}") for number in range(6)])
    return questions


def _stand(*, shuffle: bool, shuffle_choices: bool | None) -> tuple[bool, bool]:
    """Whether questions, and whether choices, stand as they were written in each of many attempts."""
    written = _chosen()
    many = [presented(written, seed=str(seed), shuffle=shuffle, shuffle_choices=shuffle_choices) for seed in range(12)]
    choices = {question.id: question.choices for question in written.questions}
    return (
        all(stems(shown) == stems(written.questions) for shown in many),
        all(question.choices == choices[question.id] for shown in many for question in shown),
    )


@pytest.mark.parametrize(
    ("shuffle", "shuffle_choices", "stand"),
    [
        (False, None, (True, True)),
        (True, None, (False, False)),
        (True, False, (False, True)),
        (False, True, (True, False)),
        (True, True, (False, False)),
        (False, False, (True, True)),
    ],
)
def test_questions_and_choices_are_shuffled_apart(
    shuffle: bool, shuffle_choices: bool | None, stand: tuple[bool, bool]
) -> None:
    assert _stand(shuffle=shuffle, shuffle_choices=shuffle_choices) == stand
    settings = AssessmentSettings(shuffle=shuffle, shuffle_choices=shuffle_choices)
    assert settings.moves_choices is not stand[1]
