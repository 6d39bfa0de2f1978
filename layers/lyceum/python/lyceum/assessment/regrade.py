"""Correct a key after attempts were graded by it: looked at first, applied, and undone (FEATURES AG18)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.corrections import Correction
from lyceum.assessment.model.fitting import check_questions
from lyceum.assessment.model.question_set import KeyEntry
from lyceum.assessment.model.regrade import Regrade, RegradeChange
from lyceum.assessment.regrades.errors import RegradeByHand
from lyceum.assessment.store import assessments, question_sets, regrades
from lyceum.assessment.tries import ATTEMPTS
from lyceum.content.questions import BY_HAND, AuthoredQuestion, NoKey
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy
from lyceum.kernel.pages import Page

OVERRIDE = "grade.override"

type Move = Callable[[Regrade, Sequence[str]], Regrade]
"""A regrade on its way; it is told which regrades its question was corrected by."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which question is to be graded otherwise, and how."""

    question: str
    correction: Correction
    reason: str
    version: int | None = None
    """None: the one that learners get."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A regrade, and some of the changes of its round."""

    regrade: Regrade
    changes: Sequence[RegradeChange]
    following: tuple[int, int] | None
    """Page and number to go on with."""


def request_regrade(caller: Caller, assessment: str, wish: Wish, *, creation: Creation, at: datetime) -> Regrade:
    """Have it looked at who would change and how: nothing is changed yet. A workflow does it.

    Raises AssessmentNotFound, QuestionNotFound, RegradeByHand, InvalidQuestionSet where the key does not fit its
    question, RegradeRunning, IdempotencyKeyReused. 3 round trips.
    """
    found = _assessment(caller, assessment, at)
    version = wish.version or found.active or found.newest
    questions, key = question_sets.of_version(caller.tenant, assessment, version)
    place = key.place(wish.question)
    if not found.settings.has_points:
        raise RegradeByHand(question=wish.question)
    _demand_correctable(key.entries[place])
    if wish.correction.key is not None:
        shown = questions.questions[place]
        check_questions([AuthoredQuestion.model_construct(question=shown, key=wish.correction.key)])
    regrade = Regrade(
        id=creation.id,
        assessment=assessment,
        course=found.course,
        version=version,
        question=wish.question,
        place=place,
        correction=wish.correction,
        reason=wish.reason,
        by=caller.person,
        at=at,
        touched_at=at,
    )
    return regrades.add(caller.tenant, regrade, creation)


def list_regrades(caller: Caller, assessment: str, *, after: str | None, limit: int, at: datetime) -> Page[Regrade]:
    """Regrades of an assessment, with those that were undone. Raises AssessmentNotFound. 2 round trips."""
    _assessment(caller, assessment, at)
    return regrades.of_assessment(caller.tenant, assessment, after=after, limit=limit)


def view_regrade(
    caller: Caller,
    assessment: str,
    regrade: str,
    *,
    page: int,
    skip: int,
    limit: int,
    at: datetime,
    round: int | None = None,
) -> Shown:
    """A regrade with who changes and how, as far as its round has come, or of an earlier `round`.

    Raises AssessmentNotFound, RegradeNotFound. 3 round trips.
    """
    _assessment(caller, assessment, at)
    found = regrades.find(caller.tenant, assessment, regrade)
    of_round = replace(found, round=round or found.round)
    changes, following = regrades.changes(caller.tenant, of_round, page=page, skip=skip, limit=limit)
    return Shown(found, changes, following)


def apply_regrade(caller: Caller, assessment: str, regrade: str, *, at: datetime) -> Regrade:
    """Let the correction hold; a workflow grades again what was graded. Asking again changes nothing.

    Raises AssessmentNotFound, RegradeNotFound, RegradeNotReady, RegradeRunning, Busy. 4 round trips.
    """
    return _moved(caller, assessment, regrade, lambda found, _: found.applying(at), at=at)


def undo_regrade(caller: Caller, assessment: str, regrade: str, *, at: datetime) -> Regrade:
    """Take the correction away; a workflow grades again as before. Asking again changes nothing.

    Raises AssessmentNotFound, RegradeNotFound, RegradeNotReady, RegradeSuperseded, RegradeRunning, Busy.
    4 round trips.
    """
    return _moved(caller, assessment, regrade, lambda found, standing: found.undoing(standing, at), at=at)


def _moved(caller: Caller, assessment: str, regrade: str, move: Move, *, at: datetime) -> Regrade:
    _assessment(caller, assessment, at)
    for _ in range(ATTEMPTS):
        found = regrades.find(caller.tenant, assessment, regrade)
        try:
            if found.is_stalled(at):
                found = regrades.tell_again(caller.tenant, found.told_again(at), at=at, actor=caller.person)
            key = regrades.key_in_force(caller.tenant, found)
            after = move(found, key.standing(found.place))
            if after is found:
                return found
            return regrades.begin(caller.tenant, after, key, at=at, actor=caller.person)
        except regrades.RegradeMoved:
            continue
    raise Busy("Others are at work on this regrade.")


def _assessment(caller: Caller, assessment: str, at: datetime) -> Assessment:
    found = assessments.find(caller.tenant, assessment, consistent=True)
    if not caller.may(OVERRIDE, at=at, scope=f"course:{found.course}"):
        raise AssessmentNotFound(assessment=assessment)
    return found


def _demand_correctable(entry: KeyEntry) -> None:
    if isinstance(entry.key, (*BY_HAND, NoKey)):
        raise RegradeByHand(question=entry.id)
