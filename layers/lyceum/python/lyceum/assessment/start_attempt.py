"""Begin an attempt, or go on with the open one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.events import AttemptStarted
from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import Disclosure
from lyceum.assessment.model.next_attempt import next_number
from lyceum.assessment.model.settings import Proctoring
from lyceum.assessment.model.sight import Sight
from lyceum.assessment.store import assessments, attempts, prepared, question_files, question_sets
from lyceum.assessment.store.with_terms import before_start
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy, DomainError


@dataclass(frozen=True, slots=True)
class Started:
    """The attempt, and whether it was there before."""

    sight: Sight
    resumed: bool


def start_attempt(
    caller: Caller,
    assessment_id: str,
    *,
    creation: Creation,
    at: datetime,
    proctoring: Collection[Proctoring] = (),
) -> Started:
    """Begin the caller's next attempt; an open one is gone on with, the same wish again gives the same attempt.

    `proctoring`: supervision that the client has. Raises AssessmentNotFound, NotEnrolled, AssessmentNotOpenYet,
    AssessmentClosed, NoAttemptsLeft, AttemptTooSoon, ProctoringDemanded.
    2 round trips, one more where this process has not seen the question set. Source: RULES S1-21, S1-22, S1-26, X8.
    """
    ready = _begin_prepared(caller, assessment_id, creation=creation, at=at, proctoring=proctoring)
    if ready is not None:
        return ready
    assessment, latest, terms = before_start(caller.tenant, caller.person, assessment_id)
    if latest is not None and (latest.is_open(at) or _same_wish(latest, creation)):
        if latest.is_open(at):
            assessment.settings.demand_proctoring(proctoring)
        return Started(_sight(caller.tenant, assessment, latest, at), resumed=True)
    number = next_number(terms.applied(assessment.settings), assessment.id, latest, at)
    assessment.settings.demand_proctoring(proctoring)
    id = AttemptId(caller.person, assessment.id, number, _version(caller.tenant, assessment))
    # Before the write: an attempt whose questions cannot be shown must not cost the learner time.
    questions = question_sets.of_attempt(caller.tenant, id)
    attempt = Attempt.begin(
        id,
        course=assessment.course,
        settings=assessment.settings,
        at=at,
        key_hash=creation.key_hash,
        sections=questions.clocks,
        timed=bool(questions.structure.time_limits),
        terms=terms,
        proctoring=proctoring,
    )
    try:
        attempts.add(caller.tenant, attempt, _told(attempt))
    except attempts.AttemptExists as there:
        return Started(_sight(caller.tenant, assessment, there.attempt, at), resumed=True)
    return Started(_sight(caller.tenant, assessment, attempt, at), resumed=False)


def _begin_prepared(
    caller: Caller, assessment_id: str, *, creation: Creation, at: datetime, proctoring: Collection[Proctoring]
) -> Started | None:
    """Begin the attempt that waits for the caller, where the exam was opened as this process has seen of late.

    None wherever anything is otherwise: the usual way finds out what. 2 round trips; 3 for whom nothing waits.
    """
    tenant, course = caller.tenant, prepared.opened(caller.tenant, assessment_id)
    if course is None:
        return None
    try:
        assessment, terms = prepared.facts(tenant, caller.person, course, assessment_id)
        number = next_number(terms.applied(assessment.settings), assessment.id, None, at)
        assessment.settings.demand_proctoring(proctoring)
        id = AttemptId(caller.person, assessment.id, number, assessment.version_for_learners())
        questions = question_sets.of_attempt(tenant, id)
        attempt = Attempt.begin(
            id,
            course=course,
            settings=assessment.settings,
            at=at,
            key_hash=creation.key_hash,
            sections=questions.clocks,
            timed=bool(questions.structure.time_limits),
            terms=terms,
            proctoring=proctoring,
        )
        begun, is_new = _taken(tenant, attempt, assessment.rev)
    except Busy:
        raise
    except DomainError:
        return None
    return Started(_sight(tenant, assessment, begun, at), resumed=not is_new) if begun.is_open(at) else None


def _taken(tenant: str, attempt: Attempt, of: int) -> tuple[Attempt, bool]:
    """The attempt that the caller has now, and whether it began with this. Raises NotPrepared, NotEnrolled."""
    try:
        there = prepared.begin(tenant, attempt, _told(attempt), of=of)
    except prepared.NothingWaits:
        try:
            attempts.add(tenant, attempt, _told(attempt))
        except attempts.AttemptExists as first:
            return first.attempt, False
        return attempt, True
    return (replace(attempt, rev=attempt.rev + 1), True) if there is None else (there, False)


def _version(tenant: str, assessment: Assessment) -> int:
    """The version to take. The published outline is asked only while the news of a first publication is on its way."""
    try:
        return assessment.version_for_learners()
    except AssessmentNotFound:
        return assessment.version_for_learners(assessments.published_outline(tenant, assessment.course))


def _same_wish(latest: Attempt, creation: Creation) -> bool:
    return creation.key_hash is not None and latest.key_hash == creation.key_hash


def _sight(tenant: str, assessment: Assessment, attempt: Attempt, at: datetime) -> Sight:
    """Questions and saved answers; results are for other routes."""
    return Sight(
        attempt=attempts.whole(tenant, attempt),
        assessment=assessment,
        disclosed=Disclosure(questions=attempt.is_open(at) or assessment.settings.review),
        at=at,
        questions=question_sets.of_attempt(tenant, attempt.id),
        address=question_files.address,
    )


def _told(attempt: Attempt) -> AttemptStarted:
    return AttemptStarted(
        attempt=str(attempt.id),
        learner=attempt.id.learner,
        course=attempt.course,
        assessment=attempt.id.assessment,
        number=attempt.id.number,
        proctoring=" ".join(attempt.proctoring),
    )
