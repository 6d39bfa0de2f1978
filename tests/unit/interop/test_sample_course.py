"""The repository's own course, in English and Thai, against the counts that were made by hand."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from lyceum.interop.parse import ParsedSource, parse_gift, parse_olx
from tests.counters import gift as gift_counter
from tests.counters.olx import OlxCounter
from tests.unit.interop.courses import document, questions
from tests.unit.interop.inputs import files

FOLDER = Path(__file__).resolve().parents[3] / "tools/sample_course"


@pytest.fixture
def counts() -> dict[str, Any]:
    counted: dict[str, Any] = json.loads((FOLDER / "counts.json").read_text("utf-8"))
    return counted


@pytest.fixture
def course() -> ParsedSource:
    return parse_olx(files(FOLDER / "olx"))


def test_every_element_is_reported_once_and_nothing_else(course: ParsedSource) -> None:
    names = [line.element for line in course.report]
    assert sorted(names) == sorted(OlxCounter(files(FOLDER / "olx")).count())


def test_the_report_counts_what_was_counted_by_hand(course: ParsedSource, counts: dict[str, Any]) -> None:
    kinds = Counter(line.kind for line in course.report if "#" in line.element)
    hand = counts["olx"]
    assert kinds["chapter"] == hand["chapters"] == len(document(course).chapters)
    assert kinds["sequential"] == hand["sequentials"]
    assert kinds["vertical"] == hand["verticals"]
    assert kinds["problem"] == hand["problems"]
    assert {kind: kinds[kind] for kind in hand["responses_by_type"]} == hand["responses_by_type"]
    assert len(questions(course)) == hand["responses"] + hand["openassessments"]
    assert len(document(course).assets) == hand["assets"]
    assert len(document(course).assessments) == counts["lessons_with_assessment"]


def test_every_text_is_there_in_both_languages(course: ParsedSource) -> None:
    texts = [question.question.stem.text for question in questions(course)]
    texts += [lesson.title for chapter in document(course).chapters for lesson in chapter.lessons]
    assert [text for text in texts if text.languages() != ("en", "th")] == []


def test_no_element_is_refused_but_the_wiki_and_the_effort(course: ParsedSource) -> None:
    assert [line.kind for line in course.report if line.outcome == "refused"] == ["wiki", "about"]


def test_the_checkpoint_has_every_kind_of_question(counts: dict[str, Any]) -> None:
    source = files(FOLDER / "gift")
    parsed = parse_gift(source)
    kinds = Counter(question.question.kind.value for question in parsed.questions)
    assert dict(kinds) == counts["gift"]["questions_by_kind"]
    counted = [name for path, content in source.items() for name in gift_counter.count(path, content)]
    assert sorted(line.element for line in parsed.report) == sorted(counted)
    assert {line.outcome.value for line in parsed.report} == {"taken"}
