"""Everything that the demonstration knows while it goes on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from typing import Any

from tools.demo.journal import Journal
from tools.demo.members import Member, Place
from tools.demo.sheet import LEARNERS, Paper
from tools.demo.sources import SAMPLE_COURSE, SAMPLE_QUESTIONS

LANGUAGES = {"ada": "en", "bunmi": "th", "chai": "th"}
LEFT_OUT_BY_CHAI = 2
"""Lessons at the beginning of the course that chai does not finish."""


@dataclass
class Stage:
    """The school, its people, the course as it grows, and the papers to hand in."""

    place: Place
    journal: Journal
    run: str
    """Makes this run's people and course different from those of the runs before."""
    instructor: Member
    course_path: Path = SAMPLE_COURSE
    questions_path: Path | None = SAMPLE_QUESTIONS
    folder: Path = field(default_factory=Path)
    """Where what was fetched is written to."""

    learners: dict[str, Member] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)
    """Person id → name of the learner."""
    course: str = ""
    slug: str = ""
    title: str = ""
    papers: list[Paper] = field(default_factory=list)
    given: tuple[str, int] | None = None
    """Title of the assessment made of questions that no answer sheet was written for, and how many there are."""
    weights: dict[str, Decimal] = field(default_factory=dict)
    """Name of a paper → what it weighs in the course grade."""
    lessons: list[dict[str, Any]] = field(default_factory=list)
    """The course's lessons in order, as its learners see them."""

    attempts: dict[tuple[str, str], str] = field(default_factory=dict)
    """(Name of a paper, learner) → their attempt."""

    def keep(self, name: str, document: Any) -> None:
        """Write a document that was fetched into the folder."""
        (self.folder / name).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")

    @property
    def is_sample(self) -> bool:
        """Whether the repository's own course is played, for which the answers were written by hand."""
        return self.course_path.resolve() == SAMPLE_COURSE.resolve()

    @property
    def graded(self) -> list[Paper]:
        """The papers that count."""
        return [paper for paper in self.papers if paper.graded]

    def lesson_of(self, paper: Paper) -> dict[str, Any]:
        """Its lesson, by title."""
        return next(lesson for lesson in self.lessons if lesson["title"].get("en") == paper.lesson)

    def assessment_of(self, paper: Paper) -> str:
        """Its assessment's id."""
        return str(self.lesson_of(paper)["assessment"])

    def studied(self, learner: str) -> list[dict[str, Any]]:
        """The lessons that a learner reports as finished. One with a graded assessment is finished by passing that."""
        graded = {paper.lesson for paper in self.graded}
        plain = [lesson for lesson in self.lessons if lesson["title"].get("en") not in graded]
        return plain[LEFT_OUT_BY_CHAI:] if learner == "chai" else plain

    def percent(self, learner: str) -> Decimal:
        """How much of the course a learner must have done: lessons finished, graded assessments passed.

        Passing any assessment, a practice one too, finishes its lesson (RULES S2-10).
        """
        papers = {paper.lesson: paper for paper in self.papers}
        reported = {lesson["id"] for lesson in self.studied(learner)}
        done = 0
        for lesson in self.lessons:
            paper = papers.get(lesson["title"].get("en", ""))
            done += lesson["id"] in reported or (paper is not None and paper.passed(learner))
        return (Decimal(done) * 100 / len(self.lessons)).quantize(Decimal("0.01"), ROUND_DOWN)

    def completed(self, learner: str) -> bool:
        """Whether that is all of it."""
        return self.percent(learner) == 100

    def grade(self, learner: str) -> Decimal:
        """The course grade in percent: what is graded, weighed."""
        weights = sum(self.weights[paper.name] for paper in self.graded)
        total = sum((paper.percent(learner) * self.weights[paper.name] for paper in self.graded), Decimal(0))
        return (total / weights).quantize(Decimal("0.01"))

    def everybody(self) -> Iterator[tuple[str, Member]]:
        """The learners, in order."""
        for name in LEARNERS:
            yield name, self.learners[name]
