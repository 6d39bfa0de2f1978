"""The demonstration's own witnesses agree with each other before they judge the API."""

import io
from decimal import Decimal
from pathlib import Path

import pytest

from tools.demo.journal import Broken, Journal
from tools.demo.olx_sheet import OlxSheet
from tools.demo.questions import OWN, counted_questions
from tools.demo.sheet import LEARNERS, Asked, Given, Paper, figure, read_sheet, wire
from tools.demo.sources import (
    SAMPLE,
    SAMPLE_COURSE,
    SAMPLE_QUESTIONS,
    differences,
    read_course,
    read_questions,
    zipped,
)

SOURCE = read_course(SAMPLE_COURSE)
READ = OlxSheet(SOURCE.files)
WRITTEN = {paper.name: paper for paper in read_sheet(SAMPLE / "answers.json", READ.titles())}


@pytest.mark.parametrize("paper", READ.papers(), ids=lambda paper: paper.name)
def test_reading_the_source_gives_what_was_written_by_hand(paper: Paper) -> None:
    written = WRITTEN[paper.name]
    assert [(each.kind, each.points) for each in paper.questions] == [
        (each.kind, each.points) for each in written.questions
    ]
    for read, hand in zip(paper.questions, written.questions, strict=True):
        # A tolerance leaves a choice of right numbers; everything else has one right answer.
        assert read.right == hand.right or read.kind == "numeric"
    assert (paper.lesson, paper.graded, paper.time_limit) == (written.lesson, written.graded, written.time_limit)
    assert not paper.graded or paper.pass_mark == written.pass_mark


@pytest.mark.parametrize(("name", "weight"), [("final_test", 60), ("design_essay", 40), ("workflows", 0)])
def test_weights_come_from_the_grading_policy(name: str, weight: int) -> None:
    (sequential,) = (found for found in READ.sequentials() if found.name == name)
    assert READ.weight(sequential) == weight


@pytest.mark.parametrize(
    ("sheet", "name", "learner", "points", "percent", "passed"),
    [
        (SAMPLE, "final_test", "ada", "10", "100", True),
        (SAMPLE, "final_test", "bunmi", "7", "70", True),
        (SAMPLE, "final_test", "chai", "4", "40", False),
        (SAMPLE, "checkpoint", "ada", "11.25", "93.75", True),
        (SAMPLE, "checkpoint", "chai", "6", "50", False),
        (OWN, "own_test", "bunmi", "3.5", "70", True),
        (OWN, "own_essay", "chai", "0.4", "40", False),
    ],
)
def test_sums_are_those_of_the_sheet(
    sheet: Path, name: str, learner: str, points: str, percent: str, passed: bool
) -> None:
    (paper,) = (found for found in read_sheet(sheet / "answers.json", READ.titles()) if found.name == name)
    assert (figure(paper.points(learner)), figure(paper.percent(learner))) == (points, percent)
    assert paper.passed(learner) is passed


def test_every_learner_hands_in_every_paper() -> None:
    for paper in WRITTEN.values():
        assert set(paper.handed_in) == set(LEARNERS)
        assert all(len(given) == len(paper.questions) for given in paper.handed_in.values())


def test_a_folder_and_its_archive_are_the_same_course(tmp_path: Path) -> None:
    archive = tmp_path / "course.zip"
    archive.write_bytes(zipped({f"top/{name}": content for name, content in SOURCE.files.items()}))
    assert sorted(read_course(archive).elements) == sorted(SOURCE.elements)


def test_questions_are_counted_without_comments_and_categories() -> None:
    assert counted_questions(read_questions(SAMPLE_QUESTIONS)) == 12


def test_a_report_that_loses_invents_or_repeats_is_seen() -> None:
    report = [{"element": name} for name in ("a", "a", "x")]
    assert differences(report, ("a", "b")) == [
        "not in the report: b",
        "in the report too often, or nowhere in the source: a",
        "in the report too often, or nowhere in the source: x",
    ]


QUESTION = {
    "kind": "multiple_response",
    "choices": [
        {"id": "c1", "text": {"format": "html", "text": {"en": "<p>A &amp; B</p>", "th": "ก"}}},
        {"id": "c2", "text": {"format": "plain", "text": {"th": "ข"}}},
    ],
    "prompts": [{"id": "p1", "text": {"format": "plain", "text": {"en": "Left"}}}],
}


@pytest.mark.parametrize(
    ("response", "sent"),
    [
        (None, None),
        ({"choice_text": "A & B"}, {"choice": "c1"}),
        ({"choice_texts": ["ข", "A & B"]}, {"choices": ["c2", "c1"]}),
        ({"pairs_text": {"Left": "ข"}}, {"pairs": {"p1": "c2"}}),
        ({"number": "3.0"}, {"number": "3.0"}),
        ({"text": "x"}, {"text": "x"}),
    ],
)
def test_answers_by_text_become_answers_by_id(response: dict[str, object] | None, sent: object) -> None:
    assert wire(response, QUESTION) == sent


def test_an_answer_that_is_not_offered_is_not_sent() -> None:
    with pytest.raises(Broken):
        wire({"choice_text": "C"}, QUESTION)


def test_percent_is_exact_to_two_places() -> None:
    asked, given = Asked("numeric", Decimal(3), None), Given(None, Decimal(1))
    paper = Paper("p", "P", True, None, Decimal("33.33"), [asked], {"ada": [given]})
    assert (paper.percent("ada"), paper.passed("ada")) == (Decimal("33.33"), True)


def test_a_shortfall_fails_the_demonstration_and_a_broken_step_ends_it() -> None:
    said = io.StringIO()
    journal = Journal(said)
    with journal.step("one") as step:
        step.equal(1, 1, "ones")
    assert journal.ok
    with journal.step("two") as step:
        step.equal(1, 2, "a one")
    assert not journal.ok
    with pytest.raises(Broken), journal.step("three"):
        raise Broken("no way on")
    lines = said.getvalue().splitlines()
    assert [line.split()[1] for line in lines if line.strip()[0].isdigit()] == ["ok", "FAIL", "FAIL"]
    assert any("a one: 1, expected 2" in line for line in lines)
