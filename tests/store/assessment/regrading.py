"""Sittings, and a regrade on its way, for tests of regrades."""

from decimal import Decimal
from typing import Any

from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.corrections import Correction, CorrectionKind
from lyceum.assessment.model.regrade import Regrade
from lyceum.assessment.record_grade import open_row
from lyceum.assessment.regrade import (
    Wish,
    apply_regrade,
    request_regrade,
    undo_regrade,
    view_regrade,
)
from lyceum.assessment.regrade_attempts import Next, regrade_attempts
from lyceum.assessment.responses import ChoiceResponse, TextResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.store import regrades
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.content.questions import TrueFalseKey
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON, true_false_question

FALSE = Correction(CorrectionKind.KEY, TrueFalseKey(answer=False))
CREDIT, DROP = Correction(CorrectionKind.FULL_CREDIT), Correction(CorrectionKind.DROP)
QUESTIONS = (true_false_question("round"), true_false_question("flat"))
"""True is right of both, until somebody says otherwise."""


def enrolled(world: World, name: str) -> Caller:
    learner = world.enrolled(name)
    open_row(world.tenant, learner.person, world.course, at=NOON)
    return learner


def begun(world: World, learner: Caller, exam: str, round: str | None = "true", essay: str | None = None) -> Attempt:
    attempt = world.begin(learner, exam)
    for question, response in (
        ("round", ChoiceResponse(choice=round) if round else None),
        ("essay", TextResponse(text=essay) if essay else None),
    ):
        if response is not None:
            save_answer(learner, str(attempt.id), question, response, revision=1, at=NOON)
    return attempt


def sat(world: World, learner: Caller, exam: str, round: str | None = "true", essay: str | None = None) -> Attempt:
    attempt = begun(world, learner, exam, round, essay)
    submit_attempt(learner, str(attempt.id), at=NOON)
    return world.kept(attempt)


def requested(tutor: Caller, exam: str, correction: Correction = FALSE, question: str = "round") -> Regrade:
    wish = Wish(question, correction, "It is not.")
    return request_regrade(tutor, exam, wish, creation=Creation(new_id()), at=NOON)


def worked(world: World, regrade: Regrade, execution: str = "one") -> Regrade:
    """Through to the end of what is being done."""
    for _ in range(50):
        step = regrade_attempts(world.tenant, regrade.assessment, regrade.id, execution=execution, at=NOON)
        if step is Next.DONE:
            return regrades.find(world.tenant, regrade.assessment, regrade.id)
    raise AssertionError("it does not end")


def applied(world: World, tutor: Caller, exam: str, correction: Correction = FALSE, question: str = "round") -> Regrade:
    regrade = worked(world, requested(tutor, exam, correction, question))
    return worked(world, apply_regrade(tutor, exam, regrade.id, at=NOON))


def undone(world: World, tutor: Caller, regrade: Regrade) -> Regrade:
    return worked(world, undo_regrade(tutor, regrade.assessment, regrade.id, at=NOON))


def points(world: World, attempt: Attempt) -> Decimal | None:
    score = world.kept(attempt).score
    return score.points if score is not None else None


def changes(tutor: Caller, regrade: Regrade, limit: int = 100) -> list[tuple[str, Any, Any]]:
    shown = view_regrade(tutor, regrade.assessment, regrade.id, page=0, skip=0, limit=limit, at=NOON)
    return sorted((each.learner, each.before.points, each.after.points) for each in shown.changes)


def told(world: World, attempt: Attempt) -> list[str]:
    return events_of(world.tenant, AttemptItem, attempt_key(world.tenant, attempt.id))
