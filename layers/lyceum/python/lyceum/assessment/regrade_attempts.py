"""Task of the regrade workflow: one step, which the workflow repeats until there is nothing left to do.

First the key is corrected, and what is being handed in just then is waited for; then learners are gone through, a page
at a time. Where it has come to is kept with the regrade, so whatever ended a step before its end, the next one goes on.
"""

from datetime import datetime
from enum import StrEnum

from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.regrade import Regrade, RegradeChange, RegradeState
from lyceum.assessment.model.remarking import Keys, places_read, remarked
from lyceum.assessment.store import attempts, grades, regrade_work, regrades
from lyceum.assessment.submit_attempt import ids_of, told_of_grade
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.errors import Busy
from lyceum.kernel.events import SYSTEM

PAGE = 50
"""Learners of one step, which has two minutes."""


class Next(StrEnum):
    """What the workflow does next."""

    WAIT = "wait"
    """The key is another one: whoever read the former has to come to their end first."""
    AGAIN = "again"
    DONE = "done"


def regrade_attempts(tenant: str, assessment: str, regrade: str, *, execution: str, at: datetime) -> Next:
    """One step. Raises RegradeNotFound, RegradeClaimed where another execution is at work on it, Busy.

    Attempts are found through the rows of the course's gradebook: 1 round trip for a page of them, 1 for each learner's
    attempts, and 1 for each attempt that changes.
    """
    found = regrades.find(tenant, assessment, regrade)
    if not found.is_running:
        return Next.DONE
    found = found.claimed(execution, at)
    owner, keys, key = regrade_work.work(tenant, found)
    try:
        if found.state is not RegradeState.PREVIEWING and not found.progress.keyed:
            regrade_work.correct_key(tenant, found.keyed(), key, at=at)
            return Next.WAIT
        return _page(tenant, found, owner, keys, at=at)
    except regrades.RegradeMoved as moved:
        raise Busy("Another execution is at work on this regrade.") from moved


def _page(tenant: str, regrade: Regrade, assessment: Assessment, keys: Keys, *, at: datetime) -> Next:
    page = grades.learners(tenant, regrade.course, after=regrade.progress.after, limit=PAGE)
    changes: list[RegradeChange] = []
    seen = 0
    for learner in page.items:
        for attempt in attempts.of_learner(tenant, learner, regrade.assessment):
            if attempt.id.version != regrade.version:
                continue
            seen += 1
            change = _regraded(tenant, attempt, regrade, assessment, keys, at=at)
            changes += [change] if change is not None else []
    after = regrade.after_page(seen, len(changes), page.next_key)
    regrade_work.keep_page(tenant, regrade, after, changes, at=at)
    return Next.AGAIN if after.is_running else Next.DONE


def _regraded(
    tenant: str, attempt: Attempt, regrade: Regrade, assessment: Assessment, keys: Keys, *, at: datetime
) -> RegradeChange | None:
    """What changes of an attempt; written unless it is only looked at. What a person gave and answered stays."""
    settings = assessment.settings
    for _ in range(ATTEMPTS):
        texts = attempts.long_answers(tenant, attempt, places_read(attempt, keys))
        result = remarked(attempt, keys, settings, texts)
        after = result.attempt
        if regrade.state is RegradeState.PREVIEWING or after is attempt:
            return result.change
        told = told_of_grade(after, settings, at=at, regrade=regrade.id)
        try:
            attempts.close(tenant, after, ids_of(after.waiting, keys.after), told, actor=SYSTEM, at=at)
        except attempts.AttemptMoved:
            attempt = attempts.find(tenant, attempt.id)  # a grader was faster: both count
            continue
        return result.change
    raise Busy("Others are grading this attempt.")
