"""The instructor's report, fetched in every format, its figures held against the sheet."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from statistics import median
from typing import Any

from tools.demo.api import fetch, until
from tools.demo.journal import Broken, Step
from tools.demo.sheet import LEARNERS, Paper
from tools.demo.stage import Stage

_FORMATS = ("json", "csv", "html")


def fetch_reports(stage: Stage) -> None:
    """Ask for the course report in each format, fetch it, write it down, check it."""
    for format in _FORMATS:
        with stage.journal.step(f"The course report as {format.upper()}") as step:
            content = _fetched(stage, format)
            (stage.folder / f"course_progress.{format}").write_bytes(content)
            step.say(f"{len(content):,} bytes")
            {"json": _check_json, "csv": _check_csv, "html": _check_html}[format](stage, content, step)


def _fetched(stage: Stage, format: str) -> bytes:
    api = stage.instructor.api
    wish = {"kind": "course_progress", "course": stage.course, "format": format}
    path = f"/reports/{api.post('/reports', wish)['id']}"

    def look() -> dict[str, Any] | None:
        view: dict[str, Any] = api.get(path)
        if view["state"] == "failed":
            raise Broken(f"the report failed: {view.get('reason')}")
        return view if view.get("download") else None

    answer = fetch(until(look, what=f"the report as {format}", seconds=90)["download"]["url"])
    if answer.status != 200:
        raise Broken(f"the report's address answered {answer.status}")
    return answer.body


def _check_json(stage: Stage, content: bytes, step: Step) -> None:
    report = json.loads(content, parse_float=Decimal)
    figures = report["figures"]
    done = [name for name in LEARNERS if stage.completed(name)]
    step.equal(figures["learners"], len(LEARNERS), "learners")
    step.equal(figures["completed"], len(done), "completed")
    step.equal(_decimal(figures["completion_rate"]), rounded(Decimal(100 * len(done)) / 3), "completion rate")
    progress = [stage.percent(name) for name in LEARNERS]
    step.equal(_decimal(figures["average_progress"]), rounded(sum(progress, Decimal(0)) / 3), "average progress")
    found = {each["assessment"]: each for each in figures["assessments"]}
    for paper in stage.graded:
        _check_scores(paper, found.get(stage.assessment_of(paper), {}), step)
    for row in report["learners"]:
        name = stage.persons[row["learner"]]
        step.equal(_decimal(row["percent"]), stage.percent(name), f"{name}'s progress")
        for paper in stage.graded:
            score = row["scores"].get(stage.assessment_of(paper))
            step.equal(_decimal(score), paper.percent(name), f"{name}'s score in {paper.name}")
    step.say(f"{len(done)} of {len(LEARNERS)} completed, {len(stage.graded)} score distributions")


def _check_scores(paper: Paper, figures: dict[str, Any], step: Step) -> None:
    scores = [paper.percent(name) for name in LEARNERS]
    expected: dict[str, Decimal | int] = {
        "scores": len(scores),
        "awaiting": 0,
        "passed": sum(paper.passed(name) for name in LEARNERS),
        "mean": rounded(sum(scores, Decimal(0)) / len(scores)),
        "median": rounded(median(scores)),
        "minimum": rounded(min(scores)),
        "maximum": rounded(max(scores)),
    }
    for what, value in expected.items():
        step.equal(_decimal(figures.get(what)), Decimal(value), f"{what} of {paper.name}")


def _check_csv(stage: Stage, content: bytes, step: Step) -> None:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    step.equal(len(rows), 1 + len(LEARNERS), "rows")
    columns = {heading.partition(". ")[2]: number for number, heading in enumerate(rows[0]) if ". " in heading}
    for row in rows[1:]:
        name = stage.persons[row[0]]
        step.equal(row[1], stage.learners[name].name, "name")
        step.equal(_decimal(row[6]), stage.percent(name), f"{name}'s progress")
        for paper in stage.graded:
            cell = row[columns[f"{paper.lesson} (%)"]]
            step.equal(_decimal(cell), paper.percent(name), f"{name}'s score in {paper.name}")


class _Page(HTMLParser):
    """What a page has: tags with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def all(self, wanted: str) -> Iterator[dict[str, str | None]]:
        return (attributes for tag, attributes in self.tags if tag == wanted)


def _check_html(stage: Stage, content: bytes, step: Step) -> None:
    page = _Page(content.decode())
    words = " ".join(" ".join(page.text).split())
    step.equal([attributes.get("lang") for attributes in page.all("html")], ["en"], "language of the page")
    pictures, tables = len(list(page.all("svg"))), len(list(page.all("table")))
    step.check(
        pictures >= 1 + len(stage.graded), f"{pictures} charts: one funnel and {len(stage.graded)} distributions"
    )
    step.check(tables >= pictures, f"{tables} tables beside {pictures} charts")
    step.equal(list(page.all("script")), [], "scripts")
    for name, member in stage.everybody():
        step.check(member.name in words, f"{name} is not in the class list")
    for paper in stage.graded:
        step.check(paper.lesson in words, f"{paper.lesson} is not in the report")
    step.say(f"{pictures} charts, {tables} tables")


def rounded(value: Decimal) -> Decimal:
    """One decimal place, as people round by hand."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
