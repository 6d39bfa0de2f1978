"""A learner sits a test, and staff grade what a machine cannot."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.demo.api import Api
from tools.demo.journal import Step
from tools.demo.sheet import Given, Paper, wire

_TELLTALE = ('"shares"', '"share"', '"correct"', '"accepted"', '"feedback"', '"general_feedback"', '"key"')
"""What an attempt that is still open must not hold."""


_LATER = 1000
"""Revision of the last answers: newer than whatever was saved before."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt that is open, with its questions beside those of the sheet."""

    attempt: str
    started: dict[str, Any]
    questions: list[dict[str, Any]]
    """Those that can be answered, in order."""


def start(api: Api, assessment: str, paper: Paper, step: Step) -> Sitting:
    """Begin, and hold the questions against the sheet."""
    started: dict[str, Any] = api.post(f"/assessments/{assessment}/attempts")
    questions = [question for question in started["questions"] if question["kind"] != "unsupported"]
    found = [question["kind"] for question in questions]
    step.equal(found, [asked.kind for asked in paper.questions], f"kinds of the questions of {paper.name}")
    step.equal(bool(started.get("deadline")), paper.time_limit is not None, f"{paper.name} has a deadline")
    text = json.dumps(started)
    step.check(not any(word in text for word in _TELLTALE), f"the open attempt at {paper.name} gives keys away")
    return Sitting(str(started["id"]), started, questions)


def answer(api: Api, sitting: Sitting, question: dict[str, Any], given: Given, *, revision: int = 1) -> None:
    """Save one answer, where there is one."""
    response = wire(given.response, question)
    if response is not None:
        api.put(f"/attempts/{sitting.attempt}/answers/{question['id']}", {"response": response, "revision": revision})


def sit(api: Api, assessment: str, paper: Paper, learner: str, step: Step) -> str:
    """Start (or go on), answer everything, hand in; what the API then shows is held against the sheet. The attempt."""
    sitting = start(api, assessment, paper, step)
    planned = paper.handed_in[learner]
    for question, given in zip(sitting.questions, planned, strict=True):
        answer(api, sitting, question, given, revision=_LATER)
    view: dict[str, Any] = api.put(f"/attempts/{sitting.attempt}/submission")
    questions = [question["id"] for question in sitting.questions]
    check_result(view, questions, paper, learner, step=step, by_hand=False)
    return sitting.attempt


def check_result(
    view: dict[str, Any], questions: Sequence[str], paper: Paper, learner: str, *, step: Step, by_hand: bool
) -> None:
    """Points per question, and the score where all is graded, against the sheet."""
    shown = {result["question"]: result["points"] for result in view.get("results") or []}
    for number, (id, asked, given) in enumerate(
        zip(questions, paper.questions, paper.handed_in[learner], strict=True), 1
    ):
        if asked.kind == "essay" and not by_hand:
            continue
        what = f"{learner}'s points for {paper.name}, question {number}"
        step.equal(_number(shown.get(id)), given.points, what)
    if paper.by_hand and not by_hand:
        step.check(not view.get("score"), f"{paper.name} has a score before it is graded")
        return
    score = view.get("score") or {}
    step.equal(_number(score.get("points")), paper.points(learner), f"{learner}'s points in {paper.name}")
    step.equal(_number(score.get("maximum")), paper.maximum, f"the most points in {paper.name}")
    step.equal(_number(score.get("percent")), paper.percent(learner), f"{learner}'s percent in {paper.name}")
    step.equal(score.get("passed"), paper.passed(learner), f"{learner} passed {paper.name}")


def grade(api: Api, waiting: dict[str, Any], paper: Paper, learner: str) -> dict[str, Any]:
    """Grade the essays of one waiting attempt as the sheet says; the last answer of the API."""
    attempt = waiting["attempt"]
    planned = dict(zip(answerable(api.get(f"/attempts/{attempt}")), paper.handed_in[learner], strict=True))
    view: dict[str, Any] = {}
    for question in waiting["questions"]:
        given = planned[question]
        body = {"points": str(given.points), "feedback": given.comment}
        view = api.put(f"/attempts/{attempt}/grades/{question}", body)
    return view


def answerable(view: dict[str, Any]) -> list[str]:
    """The questions of an attempt that take a response, in order."""
    return [question["id"] for question in view["questions"] or [] if question["kind"] != "unsupported"]


def _number(value: Any) -> Any:
    """A number of the API as the sheet has it."""
    return None if value is None else Decimal(str(value))
