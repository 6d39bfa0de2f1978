"""A real course as Open edX Studio exported it, read whole."""

import io
import tarfile

import pytest

from lyceum.content.outline import QuestionsBlock
from lyceum.content.questions import QuestionKind
from lyceum.interop.archive import read_archive
from lyceum.interop.parse import ParsedSource, parse_olx
from tests.counters.olx import OlxCounter
from tests.unit.interop.courses import blocks, document, questions
from tests.unit.interop.inputs import files, folder


@pytest.fixture
def source() -> dict[str, bytes]:
    return files(folder("olx"))


@pytest.fixture
def parsed(source: dict[str, bytes]) -> ParsedSource:
    return parse_olx(source)


def test_every_element_is_reported_once_and_nothing_else(source: dict[str, bytes], parsed: ParsedSource) -> None:
    names = [line.element for line in parsed.report]
    assert sorted(names) == sorted(OlxCounter(source).count())
    assert len(set(names)) == len(names)


def test_every_line_that_is_not_taken_says_why(parsed: ParsedSource) -> None:
    assert [line.element for line in parsed.report if (line.outcome == "taken") == bool(line.why)] == []


def test_the_outline_is_all_there(parsed: ParsedSource) -> None:
    chapters = document(parsed).chapters
    assert [chapter.title.in_language() for chapter in chapters] == [f"Section {number}" for number in range(1, 5)]
    assert [len(chapter.lessons) for chapter in chapters] == [4, 5, 3, 3]
    assert sum(len(lesson.units) for chapter in chapters for lesson in chapter.lessons) == 16


def test_every_problem_became_questions_of_its_kind(parsed: ParsedSource) -> None:
    kinds = [question.question.kind for question in questions(parsed)]
    assert {kind.value: kinds.count(kind) for kind in QuestionKind if kind in kinds} == {
        "multiple_choice": 4,
        "multiple_response": 2,
        "short_answer": 2,
        "numeric": 1,
        "unsupported": 9,
    }


def test_every_question_is_shown_in_one_place(parsed: ParsedSource) -> None:
    shown = [id for block in blocks(parsed) if isinstance(block, QuestionsBlock) for id in block.questions]
    assert sorted(shown) == sorted(question.question.id for question in questions(parsed))


def test_grading_policy_and_dates_are_kept(parsed: ParsedSource) -> None:
    made = document(parsed)
    assert made.pass_mark == 30
    assert sorted(assessment.weight for assessment in made.assessments if assessment.weight) == [30]
    assert (made.starts_at is not None and made.starts_at.year, made.ends_at is not None and made.ends_at.year) == (
        2016,
        2027,
    )


def test_code_is_kept_and_refused(parsed: ParsedSource) -> None:
    refused = {line.kind for line in parsed.report if line.outcome == "refused"}
    assert {
        "script",
        "customresponse",
        "formularesponse",
        "jsinput",
        "drag_and_drop_input",
        "azure_media_services",
    } <= refused


def test_an_archive_of_it_is_the_same_course(source: dict[str, bytes], parsed: ParsedSource) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, content in source.items():
            entry = tarfile.TarInfo(f"course/{path}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    assert parse_olx(read_archive(packed.getvalue())) == parsed
