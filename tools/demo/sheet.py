"""The answer sheet: what is right and what each learner must get for what they answer. It knows no answer of the API.

The hand-written sheets are JSON, as tools/sample_course/README.md describes them; tools.demo.olx_sheet makes the same
from any course in OLX.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

from tools.demo.journal import Broken

LEARNERS = ("ada", "bunmi", "chai")

type Response = Mapping[str, Any]
"""By texts instead of ids: `{"choice_text"}`, `{"choice_texts"}`, `{"text"}`, `{"number"}`, `{"pairs_text"}`."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the source has it."""

    kind: str
    points: Decimal
    right: Response | None
    """None for an essay."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a learner answers, and the points that it must earn."""

    response: Response | None
    points: Decimal
    comment: str = ""
    """What the grader writes; only where a person grades."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One assessment: its questions, and what each learner hands in."""

    name: str
    lesson: str
    """The English title of its lesson, by which it is found."""
    graded: bool
    time_limit: int | None
    """Minutes."""
    pass_mark: Decimal
    questions: Sequence[Asked]
    handed_in: Mapping[str, Sequence[Given]] = field(default_factory=dict)
    """Learner → answers, in the order of the questions."""

    @property
    def maximum(self) -> Decimal:
        """All points."""
        return sum((question.points for question in self.questions), Decimal(0))

    @property
    def by_hand(self) -> bool:
        """Whether a person grades some of it."""
        return any(question.kind == "essay" for question in self.questions)

    def points(self, learner: str) -> Decimal:
        """What a learner must get."""
        return sum((given.points for given in self.handed_in[learner]), Decimal(0))

    def percent(self, learner: str) -> Decimal:
        """The same in percent, to two places."""
        if not self.maximum:
            return Decimal(0)
        return (self.points(learner) * 100 / self.maximum).quantize(Decimal("0.01"))

    def passed(self, learner: str) -> bool:
        """Whether that is enough."""
        return self.points(learner) * 100 >= self.pass_mark * self.maximum


def read_sheet(path: Path, titles: Mapping[str, str]) -> list[Paper]:
    """The papers of a hand-written sheet; `titles` gives the English title of each sequential of the source."""
    sheet = json.loads(path.read_text("utf-8"))
    return [
        Paper(
            name=name,
            lesson=titles[found["sequential"]] if "sequential" in found else found["attach"]["title"]["en"],
            graded=found["graded"],
            time_limit=found.get("time_limit_minutes"),
            pass_mark=Decimal(found.get("pass_mark_percent", "60")),
            questions=[_asked(question) for question in found["questions"]],
            handed_in=_planned(sheet, name, found),
        )
        for name, found in sheet["assessments"].items()
    ]


def _planned(sheet: Any, name: str, found: Any) -> dict[str, list[Given]]:
    """What the sheet says that each learner hands in; by rule where it says nothing (practice)."""
    planned = {
        learner: [_given(answer, question) for answer, question in _pairs(plan, name, found)]
        for learner, plan in sheet["learners"].items()
        if name in plan["assessments"]
    }
    return planned or answered_by_rule([_asked(question) for question in found["questions"]])


def _asked(question: Any) -> Asked:
    return Asked(question["kind"], Decimal(question["points"]), question.get("right"))


def _pairs(planned: Any, name: str, found: Any) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    return zip(planned["assessments"][name]["answers"], found["questions"], strict=True)


def _given(answer: dict[str, Any], question: dict[str, Any]) -> Given:
    response = answer.get("response")
    if response is None and "response_sample" in answer:
        response = {"text": question["sample"][answer["response_sample"]]}
    comment = answer.get("graded_by_staff", {}).get("feedback", {}).get("en", "")
    return Given(response, Decimal(answer["points"]), comment)


def answered_by_rule(questions: Sequence[Asked]) -> dict[str, list[Given]]:
    """Where no sheet was written: ada answers all rightly, bunmi every second question, chai the first alone."""
    rightly = {"ada": range(len(questions)), "bunmi": range(0, len(questions), 2), "chai": range(1)}
    return {
        learner: [
            Given(question.right, question.points) if place in rightly[learner] else Given(wrong(question), Decimal(0))
            for place, question in enumerate(questions)
        ]
        for learner in LEARNERS
    }


def figure(value: Decimal) -> str:
    """`90`, `93.75`: as people write it."""
    return format(value.normalize(), "f")


def wrong(question: Asked) -> Response | None:
    """A response that earns nothing; None where leaving it out is the surest."""
    match question.kind:
        case "short_answer":
            return {"text": "none of these, surely"}
        case "numeric":
            return {"number": "-987654321"}
    return None


def wire(response: Response | None, question: Mapping[str, Any]) -> dict[str, Any] | None:
    """A response as the API takes it: texts replaced by the ids that the question gives them. Raises Broken."""
    if response is None:
        return None
    choices = {plain(choice["text"]): choice["id"] for choice in question["choices"]}
    match response:
        case {"choice_text": text}:
            return {"choice": text if question["kind"] == "true_false" else _id_of(choices, text)}
        case {"choice_texts": texts}:
            return {"choices": [_id_of(choices, text) for text in texts]}
        case {"pairs_text": pairs}:
            prompts = {plain(prompt["text"]): prompt["id"] for prompt in question["prompts"]}
            return {"pairs": {_id_of(prompts, left): _id_of(choices, right) for left, right in pairs.items()}}
    return dict(response)


def _id_of(ids: Mapping[str, str], text: str) -> str:
    wanted = _spaced(text)
    if wanted not in ids:
        raise Broken(f"the question offers {sorted(ids)}, not {wanted!r}")
    return ids[wanted]


def plain(rich: Mapping[str, Any]) -> str:
    """The English text of a marked-up one, without markup."""
    texts: Mapping[str, str] = rich["text"]
    return _spaced(unescape(re.sub(r"<[^>]+>", " ", texts.get("en") or next(iter(texts.values())))))


def _spaced(text: str) -> str:
    return " ".join(text.split())
