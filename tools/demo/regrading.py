"""After everybody was graded a question is dropped: seen first, applied, and undone; every grade is as it was."""

from decimal import Decimal
from functools import partial
from typing import Any

from tools.demo.api import until
from tools.demo.journal import Step
from tools.demo.stage import Stage

TOLD = "result-changed"


def regrade(stage: Stage) -> None:
    """The first question of a graded test that a machine grades."""
    paper = next(paper for paper in stage.graded if not paper.by_hand)
    assessment, before = stage.assessment_of(paper), {}
    with stage.journal.step(
        f"The instructor looks at what dropping a question of '{paper.lesson}' would change"
    ) as step:
        before = _percents(stage, assessment)
        path, changes = _looked_at(stage, assessment, step)
        step.equal(_percents(stage, assessment), before, "the grades after looking")
        step.say(f"{len(changes)} of {len(before)} would change")
    with stage.journal.step("… applies it, and the gradebook follows") as step:
        after = before | changes
        _move(stage, path, "application", "applied")
        until(lambda: _percents(stage, assessment) == after, what="the grades after it", seconds=60)
        for learner in changes:
            api = stage.learners[stage.persons[learner]].api
            until(partial(_is_told, api), what=f"{stage.persons[learner]} is told", seconds=60)
        step.say("; ".join(f"{stage.persons[one]} {before[one]} → {after[one]} %" for one in sorted(changes)))
    with stage.journal.step("… and takes it back: every grade is as it was") as step:
        _move(stage, path, "reversal", "undone")
        until(lambda: _percents(stage, assessment) == before, what="the grades as they were", seconds=60)
        step.say(f"{len(before)} of {len(before)}")


def _looked_at(stage: Stage, assessment: str, step: Step) -> tuple[str, dict[str, Decimal]]:
    """Where the regrade is, and the percent that each learner who changes would have."""
    api, path = stage.instructor.api, f"/assessments/{assessment}/regrades"
    question = api.get(f"/courses/{stage.course}/assessments/{assessment}")["questions"][0]["question"]["id"]
    wish = {"question": question, "correction": {"kind": "drop"}, "reason": "Its wording misled."}
    own = f"{path}/{api.post(path, wish)['id']}"
    seen = until(partial(_come_to, api, own, "previewed"), what="the preview", seconds=60)
    step.check(seen["changed"] > 0, "nobody would change")
    step.equal(len(seen["changes"]), seen["changed"], "changes that are listed")
    return own, {one["learner"]: Decimal(one["after"]["score"]["percent"]) for one in seen["changes"]}


def _move(stage: Stage, path: str, step: str, state: str) -> None:
    stage.instructor.api.put(f"{path}/{step}")
    until(partial(_come_to, stage.instructor.api, path, state), what=state, seconds=60)


def _come_to(api: Any, path: str, state: str) -> Any:
    found = api.get(path)
    return found if found["state"] == state else None


def _is_told(api: Any) -> bool:
    return any(note["kind"] == TOLD for note in api.every("/me/notifications"))


def _percents(stage: Stage, assessment: str) -> dict[str, Decimal]:
    """Of the assessment, by learner."""
    return {
        row["learner"]: Decimal(result["percent"])
        for row in stage.instructor.api.every(f"/courses/{stage.course}/gradebook")
        for result in row["assessments"]
        if result["assessment"] == assessment
    }
