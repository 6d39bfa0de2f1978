"""GIFT files of another parser's test suite, beside what that parser makes of them, compared field by field.

Two names mean something else there. `trueFeedback` is the feedback written first and `falseFeedback` the one written
second, whichever is right (`{TRUE#a#b}`); for Moodle, whose format it is, the first is for the wrong response. Both are
compared, by the order in which they are written. A `weight` is what was written, in percent: where nothing was written
it is null there, so a share is compared with the weight if there is one and else with `isCorrect`.

Not compared, since nothing of the kind exists here: nothing. Fields that a kind of question does not have there
(`globalFeedback` of a description, `choices` of an essay) must be absent or empty here.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lyceum.content.questions import (
    AuthoredQuestion,
    ChoiceKey,
    EssayKey,
    MatchingKey,
    NoKey,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    TrueFalseKey,
)
from lyceum.interop.parse import parse_gift
from tests.counters import gift as counter
from tests.unit.interop.inputs import folder

Json = dict[str, Any]


def pairs() -> list[str]:
    """Names of the files that have an expected result, for the names of the tests."""
    try:
        return sorted(path.stem for path in folder("gift").glob("*.gift") if path.with_suffix(".json").exists())
    except pytest.skip.Exception:
        return ["absent"]


def rich(text: RichText | None) -> Json | None:
    return None if text is None else {"format": text.format.value, "text": text.text.in_language("en")}


def as_expected(found: AuthoredQuestion, written: Json) -> Json:
    """The normal form in the other parser's shape."""
    question = found.question
    made: Json = {
        "id": found.source_id,
        "tags": list(question.tags) or None,
        "title": question.title.in_language("en") if question.title else None,
        "stem": rich(question.stem),
        "hasEmbeddedAnswers": question.embedded,
    }
    match found.key:
        case NoKey():
            return made | {"type": "Description"}
        case TrueFalseKey() as key:
            made |= {"type": "TF", "isTrue": key.answer}
            made |= {"trueFeedback": rich(key.feedback_wrong), "falseFeedback": rich(key.feedback_right)}
        case EssayKey():
            made |= {"type": "Essay"}
        case MatchingKey() as key:
            targets = {choice.id: choice.text.text.in_language("en") for choice in question.choices}
            made |= {
                "type": "Matching",
                "matchPairs": [
                    {"subquestion": rich(prompt.text), "subanswer": targets[str(key.pairs[prompt.id])]}
                    for prompt in question.prompts
                ],
            }
        case ChoiceKey() | ResponseKey() as key:
            shares = [key.shares[choice.id] for choice in question.choices]
            texts = [rich(choice.text) for choice in question.choices]
            told = [rich(key.feedback.get(choice.id)) for choice in question.choices]
            made |= {"type": "MC", "choices": choices(shares, texts, told, written)}
        case ShortAnswerKey() as key:
            shares = [text.share for text in key.accepted]
            texts = [{"format": question.stem.format.value, "text": text.text} for text in key.accepted]
            told = [rich(text.feedback) for text in key.accepted]
            made |= {"type": "Short", "choices": choices(shares, texts, told, written)}
        case other:
            raise AssertionError(other)
    return made | {"globalFeedback": rich(found.key.general_feedback)}


def choices(shares: list[Decimal], texts: list[Json | None], told: list[Json | None], written: Json) -> list[Json]:
    weights = [choice["weight"] for choice in written["choices"]]
    return [
        {
            "isCorrect": share > 0,
            "weight": None if weight is None else int(share * 100),
            "text": text,
            "feedback": feedback,
        }
        for share, text, feedback, weight in zip(shares, texts, told, weights, strict=True)
    ]


@pytest.mark.parametrize("name", pairs())
def test_every_field_agrees(name: str) -> None:
    path = folder("gift") / f"{name}.gift"
    expected: list[Json] = json.loads(path.with_suffix(".json").read_text("utf-8"))
    parsed = parse_gift({path.name: path.read_bytes()})
    questions = iter(parsed.questions)
    categories = [line for line in parsed.report if line.kind == "Category"]
    for written in expected:
        if written["type"] == "Category":
            assert (
                written["title"]
                in path.read_text("utf-8").splitlines()[int(categories.pop(0).element.split(":")[1]) - 1]
            )
        else:
            assert as_expected(next(questions), written) == {"tags": None, "id": None} | written
    assert list(questions) == []
    assert categories == []


@pytest.fixture(params=["each", "all"])
def gift_files(request: pytest.FixtureRequest) -> list[dict[str, bytes]]:
    files = {path.name: path.read_bytes() for path in sorted(folder("gift").glob("*.gift"))}
    return [files] if request.param == "all" else [{name: content} for name, content in files.items()]


def test_every_element_of_every_file_is_reported_once_and_nothing_else(gift_files: list[dict[str, bytes]]) -> None:
    for files in gift_files:
        names = [line.element for line in parse_gift(files).report]
        counted = [name for file, content in files.items() for name in counter.count(file, content)]
        assert sorted(names) == sorted(counted)
        assert len(set(names)) == len(names)


def test_every_question_of_every_file_is_taken(gift_files: list[dict[str, bytes]]) -> None:
    for files in gift_files:
        assert [line for line in parse_gift(files).report if line.outcome != "taken"] == []


def test_the_counters_know_nothing_of_lyceum() -> None:
    for path in (Path(counter.__file__).parent).glob("*.py"):
        assert "lyceum" not in path.read_text("utf-8").replace("nothing of Lyceum is imported", "").lower()
