"""An answer sheet read from a course in OLX, with the standard library alone: an independent reading, nothing executed.

What cannot be graded without executing code (formulas, custom and JavaScript problems) or is unknown is no question
here. Each response is worth one point, unless its problem has a `weight`: that is then the points of the problem.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree as ET  # nosec B405 # on purpose another reader than the product's

from tools.demo.sheet import Asked, Paper, Response, answered_by_rule

_PASS_MARK = Decimal(60)
"""Where the grading policy names none."""


@dataclass(frozen=True, slots=True)
class Sequential:
    """A lesson of the source."""

    name: str
    title: str
    format: str
    """Its assignment type."""
    graded: bool
    time_limit: int | None
    questions: tuple[Asked, ...]
    has_problems: bool
    """Whether it becomes an assessment at all, be it of questions that nobody can grade."""


class OlxSheet:
    """One course, given as path → content with course.xml at the top."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._policy = self._grading_policy()

    def sequentials(self) -> list[Sequential]:
        """Every lesson, in order."""
        return [self._sequential(name, found) for _, chapter in self._chapters() for name, found in chapter]

    def chapters(self) -> list[str]:
        """The chapters' names, in order."""
        return [name for name, _ in self._chapters()]

    def weight(self, sequential: Sequential) -> Decimal:
        """What a graded lesson weighs in the course grade, in percent."""
        graders = {grader["type"]: grader["weight"] for grader in self._policy.get("GRADER", [])}
        alike = [each for each in self.sequentials() if each.graded and each.format == sequential.format]
        return Decimal(graders[sequential.format]) * 100 / len(alike) if sequential.graded else Decimal(0)

    def papers(self) -> list[Paper]:
        """A paper for each sequential with questions that can be graded; answered by rule."""
        return [
            Paper(
                name=found.name,
                lesson=found.title,
                graded=found.graded,
                time_limit=found.time_limit,
                pass_mark=self.pass_mark,
                questions=found.questions,
                handed_in=answered_by_rule(found.questions),
            )
            for found in self.sequentials()
            if found.questions
        ]

    @property
    def pass_mark(self) -> Decimal:
        """Percent that passes: the lowest of the policy's cutoffs."""
        cutoffs = self._policy.get("GRADE_CUTOFFS", {}).values()
        return min(cutoffs) * 100 if cutoffs else _PASS_MARK

    def titles(self) -> dict[str, str]:
        """Sequential → its title."""
        return {found.name: found.title for found in self.sequentials()}

    def _grading_policy(self) -> dict[str, Any]:
        run = self._parsed("course.xml").get("url_name", "course")
        text = self._files.get(f"policies/{run}/grading_policy.json", b"{}")
        policy: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        return policy

    def _chapters(self) -> Iterator[tuple[str, list[tuple[str, ET.Element]]]]:
        for chapter in self._followed(self._parsed("course.xml")):
            if chapter.tag == "chapter":
                found = [each for each in self._followed(chapter) if each.tag == "sequential"]
                lessons = [(each.get("url_name", ""), self._followed(each)) for each in found]
                yield chapter.get("url_name", ""), lessons

    def _children(self, element: ET.Element) -> Iterator[ET.Element]:
        for child in element:
            yield self._followed(child)

    def _followed(self, element: ET.Element) -> ET.Element:
        """What a pointer points to; any other element is itself."""
        path = f"{element.tag}/{element.get('url_name')}.xml"
        return self._parsed(path) if not len(element) and path in self._files else element

    def _parsed(self, path: str) -> ET.Element:
        return ET.fromstring(self._files[path].decode("utf-8-sig"))  # nosec B314 # a course that its owner names

    def _sequential(self, name: str, element: ET.Element) -> Sequential:
        problems = list(self._problems(element))
        minutes = element.get("default_time_limit_minutes")
        return Sequential(
            name=name,
            title=_title(element, name),
            format=element.get("format", ""),
            graded=element.get("graded") == "true",
            time_limit=int(minutes) if minutes and element.get("is_time_limited") == "true" else None,
            questions=tuple(question for problem in problems for question in _questions(problem)),
            has_problems=bool(problems),
        )

    def _problems(self, element: ET.Element) -> Iterator[ET.Element]:
        for child in self._children(element):
            if child.tag in ("problem", "openassessment"):
                yield child
            elif child.tag in ("vertical", "wrapper", "problemset", "videosequence", "randomize"):
                yield from self._problems(child)


def _title(element: ET.Element, name: str) -> str:
    return " ".join(element.get("display_name", name).split())


def _questions(problem: ET.Element) -> list[Asked]:
    """The questions of one problem that a machine or a person can grade."""
    if problem.tag == "openassessment":
        most = [max(Decimal(option.get("points", "0")) for option in found) for found in _criteria(problem)]
        return [Asked("essay", sum(most, Decimal(0)), None)]
    found = [read for response in problem.iter() if (read := _response(response)) is not None]
    weight = problem.get("weight")
    share = Decimal(weight) / len(found) if weight and found else Decimal(1)
    return [Asked(kind, share, right) for kind, right in found]


def _criteria(problem: ET.Element) -> Iterator[list[ET.Element]]:
    for criterion in problem.iter("criterion"):
        yield criterion.findall("option")


def _response(element: ET.Element) -> tuple[str, Response] | None:
    match element.tag:
        case "multiplechoiceresponse" | "choiceresponse":
            return _choices(element)
        case "optionresponse":
            return _option(element)
        case "stringresponse":
            answer = element.get("answer", "")
            return ("short_answer", {"text": answer}) if "regexp" not in element.get("type", "") else None
        case "numericalresponse":
            return _number(element.get("answer", ""))
    return None


def _choices(element: ET.Element) -> tuple[str, Response] | None:
    right = [_own_text(choice) for choice in element.iter("choice") if choice.get("correct", "").lower() == "true"]
    if element.tag == "choiceresponse":
        return "multiple_response", {"choice_texts": right}
    return ("multiple_choice", {"choice_text": right[0]}) if right else None


def _option(element: ET.Element) -> tuple[str, Response] | None:
    listed = [option for option in element.iter("option") if option.get("correct", "").lower() == "true"]
    if listed:
        return "multiple_choice", {"choice_text": _own_text(listed[0])}
    for chooser in element.iter("optioninput"):
        options = {str(option) for option in ast.literal_eval(chooser.get("options", "()"))}
        if chooser.get("correct") in options:
            return "multiple_choice", {"choice_text": chooser.get("correct", "")}
    return None


def _number(answer: str) -> tuple[str, Response] | None:
    """A number, or the middle of a range `[1, 5]`; anything else is a formula."""
    try:
        return "numeric", {"number": str(Decimal(answer.strip()))}
    except InvalidOperation:
        pass
    low, _, high = answer.strip("[]() ").partition(",")
    try:
        return "numeric", {"number": str((Decimal(low.strip()) + Decimal(high.strip())) / 2)}
    except InvalidOperation:
        return None


def _own_text(element: ET.Element) -> str:
    """The English text of a choice: without its hints, and without what is marked as another language."""

    def parts(found: ET.Element) -> Iterator[str]:
        yield found.text or ""
        for child in found:
            other = child.get("lang", "en") != "en"
            if not other and not child.tag.endswith("hint"):
                yield from parts(child)
            yield child.tail or ""

    return " ".join("".join(parts(element)).split())
