"""Export to GIFT: what is read back is what the file says, and what that lacks of the original is listed."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.content.questions import AuthoredQuestion, QuestionKind, RichText
from lyceum.content.report import Outcome
from lyceum.interop.export.gift import write_gift
from lyceum.interop.export.losses import Exported
from lyceum.interop.parse import parse_gift, parse_moodle, parse_qti
from lyceum.kernel.text import LocalizedText
from tests.texts import texts
from tests.unit.assessment.samples import cloze_question, one_of_each, one_of_each_later, unit_question
from tests.unit.interop.inputs import files, folder
from tests.unit.interop.normal import differences, normal


def read_back(exported: Exported) -> Sequence[AuthoredQuestion]:
    return parse_gift({"q.gift": exported.content}).questions if exported.said else ()


def check(originals: Sequence[AuthoredQuestion]) -> Exported:
    """The round trip, field by field, against what the report says."""
    exported = write_gift(originals)
    again = read_back(exported)
    assert [differences(normal(said), normal(read)) for said, read in zip(exported.said, again, strict=True)] == [
        set()
    ] * len(again)
    assert [said.source_id for said in exported.said] == [read.source_id for read in again]
    by_id = {original.question.id: original for original in originals}
    for said in exported.said:
        original = by_id[said.question.id]
        listed = exported.losses[said.question.id]
        for path in plain_differences(original, said):
            assert any(path.startswith(loss) for loss in listed), (path, listed)
    told = {line.element: line for line in exported.report}
    for id, found in exported.losses.items():
        assert (told[id].outcome is Outcome.CHANGED) == bool(found)
    assert len(exported.report) == len(originals)
    return exported


def plain_differences(original: AuthoredQuestion, said: AuthoredQuestion) -> set[str]:
    one, other = original.model_dump(), said.model_dump()
    for document in (one, other):  # a choice without a share earns nothing
        question, key = document["question"], document["key"]
        _say_zeros(key, question["choices"])
        for blank in question["blanks"]:
            _say_zeros(key["blanks"][blank["id"]]["answer"], blank["choices"] or question["choices"])
    return differences(one, other)


def _say_zeros(key: dict[str, Any], choices: Sequence[dict[str, Any]]) -> None:
    for choice in choices if "shares" in key else ():
        key["shares"].setdefault(choice["id"], 0)


@pytest.mark.parametrize("family", ["gift", "moodle-xml", "qti12", "qti2-3"])
def test_every_real_question_comes_back_as_the_report_says(family: str) -> None:
    parse = {"gift": parse_gift, "moodle-xml": parse_moodle}.get(family, parse_qti)
    originals = parse(files(folder(family))).questions
    exported = check(originals)
    assert len(exported.said) > 10


def test_what_came_from_gift_goes_back_whole() -> None:
    """GIFT says again what it said before, but for numbers, which come as ranges anyway."""
    originals = parse_gift(files(folder("gift"))).questions
    exported = check(originals)
    lost = {path for found in exported.losses.values() for path in found}
    assert lost <= {"category", "key.accepted[0]", "key.accepted[1]", "source_id"}
    assert len(exported.said) == len(originals)


def test_every_kind_is_said_or_refused_with_the_reason() -> None:
    exported = check((*one_of_each(), *one_of_each_later()))
    refused = {line.kind for line in exported.report if line.outcome is Outcome.REFUSED}
    assert refused == {
        QuestionKind.ORDERING,
        QuestionKind.FILL_BLANK,
        QuestionKind.HOTSPOT,
        QuestionKind.FILE_UPLOAD,
        QuestionKind.AUDIO,
        QuestionKind.VIDEO,
        QuestionKind.UNSUPPORTED,
    }
    losses = exported.losses[unit_question().question.id]
    assert {
        "question.units",
        "question.takes_unit",
        "key.units",
        "key.unit_penalty",
        "key.accepted[0]",
    } <= losses.keys()


def test_one_language_is_said_and_the_others_are_listed() -> None:
    essay = next(each for each in one_of_each() if each.question.kind is QuestionKind.ESSAY)
    stem = RichText(text=LocalizedText({"en": "Why?", "th": "ทำไม"}))
    both = essay.model_copy(update={"question": essay.question.model_copy(update={"stem": stem})})
    exported = write_gift([both, cloze_question()], language="th")
    assert exported.losses[essay.question.id]["question.stem.text"] == "in th alone"
    (read,) = parse_gift({"q.gift": exported.content}, language="th").questions
    assert read.question.stem.text.root == {"th": "ทำไม"}


@given(st.lists(texts(max_size=30), min_size=4, max_size=4), st.lists(texts(max_size=20), max_size=3))
def test_whatever_stands_in_the_texts_comes_back(found: list[str], tags: list[str]) -> None:
    title, stem, told, answer = found
    for sample in one_of_each():
        question = sample.question.model_copy(
            update={
                "title": LocalizedText.of(title) if title.strip() else None,
                "stem": RichText.of(f"S{stem}"),
                "tags": tuple(dict.fromkeys(" ".join(tag.split()) for tag in tags if tag.strip())),
                "choices": tuple(
                    choice.model_copy(update={"text": RichText.of(f"{choice.id} {answer}")})
                    for choice in sample.question.choices
                ),
            }
        )
        key = sample.key
        if key.kind is not QuestionKind.UNSUPPORTED:
            key = key.model_copy(update={"general_feedback": RichText.of(f"G{told}")})
        check([sample.model_copy(update={"question": question, "key": key})])
