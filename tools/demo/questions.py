"""The instructor's questions: those given in GIFT, and a timed test and an essay of the demonstration's own."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from tools.demo.importing import gift_wish, run_import
from tools.demo.journal import Broken
from tools.demo.olx_sheet import OlxSheet
from tools.demo.sheet import Paper, read_sheet
from tools.demo.sources import REPOSITORY, SAMPLE, SAMPLE_QUESTIONS, Source, read_questions
from tools.demo.stage import Stage
from tools.demo.teaching import check_report

OWN = REPOSITORY / "tools/demo/own"
_GIFT_WEIGHT = Decimal(1)
"""What questions in GIFT weigh unless somebody says otherwise."""


def add_questions(stage: Stage, sheet: OlxSheet) -> None:
    """Import what was given; where the course then has no timed test or no essay, import the demonstration's own."""
    hand_written = read_sheet(SAMPLE / "answers.json", sheet.titles()) if stage.is_sample else sheet.papers()
    stage.papers = [paper for paper in hand_written if paper.name != "checkpoint"]
    stage.weights = {found.name: sheet.weight(found) for found in sheet.sequentials() if found.graded}
    if stage.is_sample and stage.questions_path == SAMPLE_QUESTIONS:
        (checkpoint,) = (paper for paper in hand_written if paper.name == "checkpoint")
        attach = _attach(SAMPLE / "answers.json", "checkpoint")
        chapter = sheet.chapters().index(attach["chapter"])
        _import(stage, "the sample questions", read_questions(SAMPLE_QUESTIONS), attach, chapter=chapter)
        _counts(stage, checkpoint)
    elif stage.questions_path is not None:
        _import_practice(stage, stage.questions_path)
    _add_own(stage, "own_test", "test.gift", "timed test", there=any(p.time_limit and p.graded for p in stage.papers))
    _add_own(stage, "own_essay", "essay.gift", "essay", there=any(p.by_hand and p.graded for p in stage.papers))


def _add_own(stage: Stage, name: str, file: str, what: str, *, there: bool) -> None:
    if there:
        return
    stage.journal.say(f"    – This course has no {what}: the demonstration adds its own.")
    (paper,) = (paper for paper in read_sheet(OWN / "answers.json", {}) if paper.name == name)
    attach = _attach(OWN / "answers.json", name)
    _import(stage, f"the demonstration's own {what}", read_questions(OWN / file), attach)
    _counts(stage, paper)


def _counts(stage: Stage, paper: Paper) -> None:
    stage.papers.append(paper)
    stage.weights[paper.name] = _GIFT_WEIGHT


def _import_practice(stage: Stage, path: Path) -> None:
    """Questions without an answer sheet: they are taken as practice, so that nobody has to pass them."""
    try:
        source = read_questions(path)
    except (OSError, ValueError) as error:
        raise Broken(f"{path}: {error}") from error
    title = f"Questions of {path.stem}"
    _import(stage, path.name, source, {"title": {"en": title}, "pass_mark": "60"})
    with stage.journal.step("Make them practice, since no answer sheet was written for them") as step:
        api = stage.instructor.api
        (made,) = (
            each
            for each in api.every(f"/courses/{stage.course}/assessments", limit=100)
            if each["title"]["en"] == title
        )
        changed = api.patch(f"/courses/{stage.course}/assessments/{made['id']}", {"settings": {"practice": True}})
        stage.given = (title, counted_questions(source))
        step.equal(made["questions"], stage.given[1], "questions, as counted in the source")
        step.say(f"{made['questions']} questions")
        step.equal(changed["settings"]["practice"], True, "practice")


def counted_questions(source: Source) -> int:
    """How many questions the independent count finds: its elements without files, categories and comments."""
    lines = {name: text.decode("utf-8-sig").replace("\r\n", "\n").split("\n") for name, text in source.files.items()}
    found = (element.rpartition(":") for element in source.elements if element not in source.files)
    firsts = [lines[name][int(number) - 1].strip() for name, _, number in found]
    return sum(not line.startswith("//") and not line.upper().startswith("$CATEGORY:") for line in firsts)


def _import(stage: Stage, what: str, source: Source, attach: dict[str, Any], *, chapter: int = -1) -> None:
    api = stage.instructor.api
    with stage.journal.step(f"Import {what} as an assessment") as step:
        check_report(run_import(api, gift_wish(api, stage.course, source, attach, chapter=chapter)), source, step)


def _attach(path: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))["assessments"][name]["attach"]
    return found
