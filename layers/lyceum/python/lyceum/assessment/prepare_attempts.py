"""Task of the opening workflow: one step, which the workflow repeats until there is nothing left to do.

First the opening is claimed, then everybody who is enrolled gets an attempt that waits for them, a page at a time.
Where it has come to is kept with the opening, so whatever ended a step before its end, the next one goes on; an
execution that died is followed by another, since a timer stands until the end. An assessment that was changed meanwhile
begins anew.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.opening import KEPT, Opening, OpeningState, planned
from lyceum.assessment.openings.errors import OpeningNotFound
from lyceum.assessment.store import openings, prepared, question_sets
from lyceum.kernel.errors import Busy

PAGE: Final = 100
"""Learners of one step, which has two minutes."""


class Next(StrEnum):
    """What the workflow does next."""

    AGAIN = "again"
    DONE = "done"


def prepare_attempts(tenant: str, assessment: str, *, execution: str, at: datetime) -> Next:
    """One step. Raises OpeningNotFound, OpeningClaimed where another execution is at work on it, Busy.

    3 round trips and 1 for each learner, who costs 1 WCU; 1 more for the claim.
    """
    found, kept = openings.with_assessment(tenant, assessment)
    if kept is None:
        raise OpeningNotFound(assessment=assessment)
    opening = planned(found, kept, at) or kept
    if not opening.is_running and opening is kept:
        return Next.DONE
    try:
        after = openings.keep(tenant, _step(tenant, found, opening, execution, at), at=at)
    except openings.OpeningMoved as moved:
        raise Busy("Another execution is at work on this opening.") from moved
    return Next.AGAIN if after.is_running else Next.DONE


def _step(tenant: str, assessment: Assessment, opening: Opening, execution: str, at: datetime) -> Opening:
    if not opening.is_running:
        return opening
    claimed = opening.claimed(execution, at)
    if opening.state is OpeningState.PLANNED:
        claimed = openings.keep(tenant, claimed, at=at)  # with a timer: should this execution die, another goes on
    return _page(tenant, assessment, claimed, at=at)


def _page(tenant: str, assessment: Assessment, opening: Opening, *, at: datetime) -> Opening:
    if opening.of != assessment.rev or assessment.active is None:
        # Changed once its window was open: whoever still begins does so as usual.
        return replace(opening, state=OpeningState.PREPARED, after=None)
    page = openings.learners(tenant, opening.course, after=opening.after, limit=PAGE)
    waiting = sum(_prepare(tenant, assessment, assessment.active, learner, at=at) for learner in page.items)
    return opening.after_page(len(page.items), waiting, page.next_key)


def _prepare(tenant: str, assessment: Assessment, version: int, learner: str, *, at: datetime) -> bool:
    """An attempt with the sections of what it draws; its clocks stand still. Whether one waits now."""
    id = AttemptId(learner, assessment.id, 1, version)
    questions = question_sets.of_attempt(tenant, id)
    attempt = Attempt.begin(
        id,
        course=assessment.course,
        settings=assessment.settings,
        at=at,
        sections=questions.clocks,
        timed=bool(questions.structure.time_limits),
    )
    opens = assessment.settings.available_from or at
    return prepared.put(tenant, attempt, of=assessment.rev, kept_until=max(opens, at) + KEPT)
