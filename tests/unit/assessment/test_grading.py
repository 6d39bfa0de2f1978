"""Machine grading by kind of question, and what holds for all of them."""

from decimal import ROUND_UP, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.grading import Mark, grade
from lyceum.assessment.model.points import quantised
from lyceum.assessment.responses import (
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    PairsResponse,
    ResponseValue,
    TextResponse,
)
from lyceum.content.questions import (
    AcceptedRange,
    AcceptedText,
    AuthoredQuestion,
    ChoiceKey,
    MatchingKey,
    NumericKey,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    TrueFalseKey,
)
from tests.texts import texts
from tests.unit.assessment.samples import (
    authored,
    choice_question,
    choices,
    essay_question,
    matching_question,
    numeric_question,
    one_of_each,
    several_question,
    shares,
    short_question,
    true_false_question,
    unsupported_question,
)


def marked(question: AuthoredQuestion, response: ResponseValue | None) -> Mark:
    return grade(question.question.points, question.key, response)


@pytest.mark.parametrize(
    ("question", "response", "points"),
    [
        (choice_question(points=4), ChoiceResponse(choice="paris"), "4"),
        (choice_question(points=4), ChoiceResponse(choice="lyon"), "1"),
        (choice_question(points=4), ChoiceResponse(choice="oslo"), "0"),
        (choice_question(points=4), ChoiceResponse(choice="rome"), "0"),  # a negative share never costs points
        (several_question(points=2), ChoicesResponse(choices=("two", "three")), "2"),
        (several_question(points=2), ChoicesResponse(choices=("two",)), "1"),
        (several_question(points=2), ChoicesResponse(choices=("two", "three", "four")), "1"),
        (several_question(points=2), ChoicesResponse(choices=("four",)), "0"),
        (several_question(scoring="exact"), ChoicesResponse(choices=("three", "two")), "1"),
        (several_question(scoring="exact"), ChoicesResponse(choices=("two", "three", "six")), "0"),
        (true_false_question(), ChoiceResponse(choice="true"), "1"),
        (true_false_question(), ChoiceResponse(choice="false"), "0"),
        (short_question("q", "Grace Hopper"), TextResponse(text="grace  hopper"), "1"),
        (short_question("q", "ครู"), TextResponse(text=" ครู "), "1"),
        (short_question("q", "*", wildcards=True), TextResponse(text="  "), "0"),
        (numeric_question(points=2), NumberResponse(number="3.14"), "2"),
        (numeric_question(points=2), NumberResponse(number="3"), "1"),
        (numeric_question(points=2), NumberResponse(number="3,14"), "0"),
        (matching_question(points=1), PairsResponse(pairs={"france": "paris"}), "0.3333"),
        (matching_question(points=3), PairsResponse(pairs={"france": "paris", "italy": "oslo"}), "1"),
    ],
)
def test_points_by_kind(question: AuthoredQuestion, response: ResponseValue, points: str) -> None:
    assert marked(question, response).points == Decimal(points)


def test_the_first_accepted_text_that_matches_decides() -> None:
    question = short_question("q", "color*", "colour", wildcards=True)
    assert marked(question, TextResponse(text="colours")).points == 0
    assert marked(question, TextResponse(text="Colored")).points == 1


def test_the_best_of_overlapping_ranges_decides() -> None:
    assert marked(numeric_question(), NumberResponse(number="3.145")).points == 1


def test_feedback_belongs_to_the_response() -> None:
    assert marked(choice_question(), ChoiceResponse(choice="rome")).feedback == (RichText.of("That is Italy."),)
    assert marked(choice_question(), ChoiceResponse(choice="paris")).feedback == ()
    assert marked(true_false_question(), ChoiceResponse(choice="false")).feedback == (RichText.of("Look again."),)


def test_an_essay_needs_a_person() -> None:
    mark = marked(essay_question(points=10), TextResponse(text="Three arguments …"))
    assert mark.needs_person
    assert mark.maximum == 10


@pytest.mark.parametrize("response", [None, TextResponse(text=" \n")])
def test_an_essay_without_a_word_needs_nobody(response: ResponseValue | None) -> None:
    assert marked(essay_question(), response).points == 0


def test_what_nothing_can_grade_is_worth_nothing() -> None:
    assert marked(unsupported_question(), TextResponse(text="x")) == Mark(Decimal("0.0000"), Decimal("0.0000"))


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.key.kind)
def test_no_response_earns_nothing(question: AuthoredQuestion) -> None:
    assert marked(question, None).points == 0


def test_points_are_quantised_to_four_places() -> None:
    question = authored("q", ChoiceKey(shares=shares(a="0.3333333")), points="0.5", choices=choices("a"))
    assert str(marked(question, ChoiceResponse(choice="a")).points) == "0.1667"


@pytest.mark.parametrize(
    ("number", "low_open", "high_open", "right"),
    [
        ("1", False, False, True),
        ("1", True, False, False),
        ("1.0001", True, False, True),
        ("5", False, False, True),
        ("5", False, True, False),
        ("4.9999", True, True, True),
        ("0.9999", False, False, False),
    ],
)
def test_an_open_end_does_not_belong_to_the_range(number: str, low_open: bool, high_open: bool, right: bool) -> None:
    accepted = AcceptedRange(low=Decimal(1), high=Decimal(5), low_open=low_open, high_open=high_open)
    mark = grade(Decimal(1), NumericKey(accepted=(accepted,)), NumberResponse(number=number))
    assert mark.points == Decimal(1 if right else 0)


def test_an_answer_that_nothing_accepts_is_told_so() -> None:
    told = RichText.of("Look again.")
    accepted = AcceptedRange(low=Decimal(1), high=Decimal(1))
    number = NumericKey(accepted=(accepted,), feedback_otherwise=told)
    text = ShortAnswerKey(accepted=(AcceptedText(text="one"),), feedback_otherwise=told)
    assert grade(Decimal(1), number, NumberResponse(number="2")).feedback == (told,)
    assert grade(Decimal(1), text, TextResponse(text="two")).feedback == (told,)
    assert grade(Decimal(1), text, TextResponse(text="One")).feedback == ()


def test_the_accepted_text_or_range_that_decides_gives_its_share_and_its_feedback() -> None:
    nearly = RichText.of("Nearly.")
    text = ShortAnswerKey(accepted=(AcceptedText(text="hoper", share=Decimal("0.5"), feedback=nearly),))
    accepted = AcceptedRange(low=Decimal(3), high=Decimal(4), share=Decimal("0.5"), feedback=nearly)
    number = NumericKey(accepted=(accepted, AcceptedRange(low=Decimal(0), high=Decimal(9), share=Decimal("0.1"))))
    for key, response in ((text, TextResponse(text="Hoper")), (number, NumberResponse(number="3.5"))):
        assert grade(Decimal(2), key, response) == Mark(Decimal(1), Decimal(2), (nearly,))
    assert grade(Decimal(2), number, NumberResponse(number="1")) == Mark(Decimal("0.2"), Decimal(2), ())


def test_typed_text_is_compared_as_the_key_says() -> None:
    exact = short_question("q", "DynamoDB", case_sensitive=True)
    assert marked(exact, TextResponse(text="DynamoDB")).points == 1
    assert marked(exact, TextResponse(text="dynamodb")).points == 0
    assert marked(short_question("q", "Dynamo*"), TextResponse(text="DynamoDB")).points == 0


def test_true_or_false_is_told_as_the_author_wrote() -> None:
    right, wrong = RichText.of("Yes."), RichText.of("No.")
    for answer in (True, False):
        key = TrueFalseKey(answer=answer, feedback_right=right, feedback_wrong=wrong)
        for said in (True, False):
            mark = grade(Decimal(1), key, ChoiceResponse(choice="true" if said else "false"))
            assert mark == Mark(Decimal(said is answer), Decimal(1), (right if said is answer else wrong,))


@pytest.mark.parametrize("scoring", ["exact", "partial"])
def test_feedback_is_told_of_every_choice_that_was_made_and_of_no_other(scoring: Any) -> None:
    told = {id: RichText.of(id) for id in ("a", "b", "c")}
    key = ResponseKey(scoring=scoring, shares=shares(a="1", b="0", c="-1"), feedback=told)
    assert grade(Decimal(1), key, ChoicesResponse(choices=("a",))) == Mark(Decimal(1), Decimal(1), (told["a"],))
    wrong = grade(Decimal(1), key, ChoicesResponse(choices=("c", "b")))
    assert wrong == Mark(Decimal(0), Decimal(1), (told["b"], told["c"]))


@pytest.mark.parametrize("response", [None, PairsResponse(pairs={"a": "b"})])
@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.key.kind)
def test_what_is_no_answer_to_it_earns_nothing_and_is_told_nothing(
    question: AuthoredQuestion, response: ResponseValue | None
) -> None:
    mark = marked(question, response)
    assert (mark.points, mark.feedback, mark.needs_person) == (0, (), False)


@given(st.decimals(min_value=-1000, max_value=1000, places=9))
def test_points_are_rounded_the_same_whatever_the_thread_rounds_like(exact: Decimal) -> None:
    with localcontext(rounding=ROUND_UP):
        kept = quantised(exact)
    assert kept == round(exact, 4)
    assert kept.as_tuple().exponent == -4


IDS = ("a", "b", "c", "d")
fractions = st.decimals(min_value=-1, max_value=1, places=7)
points = st.decimals(min_value=0, max_value=1000, places=4)
any_response = st.one_of(
    st.none(),
    st.sampled_from(IDS).map(lambda id: ChoiceResponse(choice=id)),
    st.lists(st.sampled_from(IDS), unique=True).map(lambda ids: ChoicesResponse(choices=tuple(ids))),
    texts(max_size=20).map(lambda text: TextResponse(text=text)),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: NumberResponse(number=str(number))),
    st.dictionaries(st.sampled_from(IDS), st.sampled_from(IDS)).map(lambda pairs: PairsResponse(pairs=pairs)),
)
any_key = st.one_of(
    st.dictionaries(st.sampled_from(IDS), fractions).map(lambda of: ChoiceKey(shares=of)),
    st.builds(
        ResponseKey,
        scoring=st.sampled_from(["exact", "partial"]),
        shares=st.dictionaries(st.sampled_from(IDS), fractions),
    ),
    st.booleans().map(lambda answer: TrueFalseKey(answer=answer)),
    st.builds(
        MatchingKey,
        pairs=st.dictionaries(st.sampled_from(IDS), st.one_of(st.none(), st.sampled_from(IDS))),
        scoring=st.sampled_from(["exact", "partial"]),
    ),
    st.sampled_from([question.key for question in one_of_each()]),
)


@given(points, any_key, any_response)
def test_points_lie_between_nothing_and_the_maximum(maximum: Decimal, key, response) -> None:  # type: ignore[no-untyped-def]
    mark = grade(maximum, key, response)
    assert mark.points is None or 0 <= mark.points <= mark.maximum
    assert mark.maximum in (0, maximum)


@given(st.permutations(IDS), st.dictionaries(st.sampled_from(IDS), fractions), st.sampled_from(["exact", "partial"]))
def test_the_order_of_choices_changes_nothing(order: list[str], of: dict[str, Decimal], scoring) -> None:  # type: ignore[no-untyped-def]
    key = ResponseKey(scoring=scoring, shares=of, feedback={id: RichText.of(id) for id in IDS})
    chosen = ChoicesResponse(choices=tuple(order[:3]))
    again = ChoicesResponse(choices=tuple(sorted(order[:3])))
    assert grade(Decimal(3), key, chosen) == grade(Decimal(3), key, again)
