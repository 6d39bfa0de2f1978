"""Whether anybody can earn points."""

from decimal import Decimal
from typing import Any

import pytest

from lyceum.content.earning import can_earn, has_right_answer
from lyceum.content.questions import AuthoredQuestion
from tests.unit.assessment.samples import choice_question, one_of_each

STEM = {"text": {"en": "Which [[a]]?"}}


def authored(kind: str, key: dict[str, Any], **question: Any) -> AuthoredQuestion:
    shown = {"id": "q", "kind": kind, "stem": STEM, **question}
    return AuthoredQuestion.model_validate({"question": shown, "key": {"kind": kind, **key}}, strict=False)


def gap(**answer: Any) -> dict[str, Any]:
    return {"answer": {"kind": "short_answer", "accepted": [{"text": "x", **answer}]}}


@pytest.mark.parametrize("question", one_of_each(), ids=lambda question: question.question.kind)
def test_a_sound_question_of_each_kind_can_earn(question: AuthoredQuestion) -> None:
    assert can_earn(question)


@pytest.mark.parametrize(
    ("question", "earns"),
    [
        (authored("multiple_choice", {"shares": {}}), False),
        (authored("multiple_choice", {"shares": {"a": "0", "b": "-0.5"}}), False),
        (authored("multiple_choice", {"shares": {"a": "0.0001"}}), True),
        (authored("multiple_response", {"scoring": "exact", "shares": {"a": "0"}}), False),
        (authored("short_answer", {"accepted": [{"text": "x", "share": "0"}]}), False),
        (authored("numeric", {"accepted": [{"value": "1", "share": "0"}, {"value": "2", "share": "0.5"}]}), True),
        (authored("numeric", {"accepted": [{"value": "1", "share": "-1"}]}), False),
        (authored("matching", {"pairs": {}}), False),
        (authored("matching", {"pairs": {"a": None}}), False),
        (authored("matching", {"pairs": {"a": None, "b": "c"}}), True),
        (authored("ordering", {"order": ["a"]}), False),
        (authored("fill_blank", {"blanks": {"a": gap(share="0")}}), False),
        (authored("fill_blank", {"blanks": {"a": {**gap(), "weight": "0"}}}), False),
        (authored("fill_blank", {"blanks": {"a": gap(share="0"), "b": gap()}}), True),
        (authored("true_false", {"answer": False}), True),
        (authored("essay", {}), True),
    ],
    ids=str,
)
def test_a_key_without_a_right_answer_earns_nothing(question: AuthoredQuestion, earns: bool) -> None:
    assert has_right_answer(question) is earns
    assert can_earn(question) is earns


def test_a_question_that_is_worth_nothing_earns_nothing_whatever_its_key() -> None:
    made = choice_question()
    worthless = made.model_copy(update={"question": made.question.model_copy(update={"points": Decimal(0)})})
    assert has_right_answer(worthless)
    assert not can_earn(worthless)


def test_files_that_nothing_can_be_earn_nothing() -> None:
    assert not can_earn(authored("audio", {}, files={"media_types": ["video/mp4"]}))
    assert can_earn(authored("audio", {}, files={"media_types": ["audio/mpeg"]}))


def test_a_text_among_the_questions_need_not_earn() -> None:
    assert can_earn(authored("unsupported", {"reason": "a text"}, informational=True, points="0"))
