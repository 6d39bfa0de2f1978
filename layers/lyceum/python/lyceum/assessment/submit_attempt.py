"""Hand in an attempt: what the machine can grade is graded in the same write."""

from collections.abc import Sequence
from datetime import datetime

from lyceum.assessment.errors import AttemptNotFound
from lyceum.assessment.events import AttemptGraded, AttemptSubmitted, LearnerPlaced
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import disclosure
from lyceum.assessment.model.placement import level_of
from lyceum.assessment.model.question_set import MarkingKey
from lyceum.assessment.model.scoring import Score
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.sight import Sight, machine_marks, places_to_read
from lyceum.assessment.store import attempts, question_files, question_sets
from lyceum.assessment.tries import ATTEMPTS
from lyceum.content.questions import SubmissionKey
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.events import SYSTEM, Event


def submit_attempt(caller: Caller, attempt: str, *, at: datetime) -> Sight:
    """Hand in the caller's attempt; one that was handed in before stays as it was.

    Raises AttemptNotFound, Busy. 2 round trips; one more for long answers that the machine must read, and one where a
    process meets files in a version's feedback for the first time.
    Source: RULES S1-22, S1-26, S2-11, WISHES 2.
    """
    id = AttemptId.parse(attempt)
    if id.learner != caller.person:
        raise AttemptNotFound
    closed = close_attempt(caller.tenant, id, at=at, actor=caller.person)
    settings = closed.assessment.settings
    texts = attempts.long_answers(caller.tenant, closed.attempt, places_to_read(closed.attempt, closed.key))
    return Sight(
        attempt=closed.attempt,
        assessment=closed.assessment,
        disclosed=disclosure(settings, closed.attempt, at=at),
        at=at,
        key=closed.key,
        texts=texts,
        address=question_files.address,
        files=lambda: question_sets.of_attempt(caller.tenant, id).files,
    )


def close_attempt(
    tenant: str, id: AttemptId, *, at: datetime, actor: str, only_overdue: bool = False
) -> attempts.Sitting:
    """Close an open attempt, by its learner or by its timer, and grade it; as it is kept afterwards.

    `only_overdue`: leave it open before its deadline, which may have been moved. Raises AttemptNotFound, Busy.
    """
    for _ in range(ATTEMPTS):
        found = attempts.sitting(tenant, id)
        attempt, settings = found.attempt, found.assessment.settings
        overdue = attempt.overdue(at)
        if attempt.state is not State.IN_PROGRESS or (only_overdue and not overdue):
            return found
        texts = attempts.long_answers(tenant, attempt, places_to_read(attempt, found.key))
        marks = machine_marks(attempt, found.key, texts)
        closed = attempt.submitted(marks, settings, at=at, by_timer=overdue, scale=found.key.scale)
        told = told_of_submission(closed, found.key, settings, at=at, by_timer=overdue)
        try:
            attempts.close(tenant, closed, ids_of(closed.waiting, found.key), told, actor=actor, at=at)
        except attempts.AttemptMoved:
            continue  # an answer was saved in between: it belongs to the attempt
        return attempts.Sitting(closed, found.assessment, found.key)
    raise Busy("Answers are still being saved.")


def submit_due_attempt(tenant: str, attempt: str, *, at: datetime) -> None:
    """The deadline has come: close the attempt with what was saved. Repeats change nothing (WISHES 2)."""
    close_attempt(tenant, AttemptId.parse(attempt), at=at, actor=SYSTEM, only_overdue=True)


def ids_of(places: Sequence[int], key: MarkingKey) -> list[str]:
    """The ids of the questions at these places."""
    return [key.entries[place].id for place in places]


def told_of_submission(
    attempt: Attempt, key: MarkingKey, settings: AssessmentSettings, *, at: datetime, by_timer: bool
) -> list[Event]:
    """That it was handed in; and that it was graded, where nobody has to grade it."""
    submitted = AttemptSubmitted(
        attempt=str(attempt.id),
        learner=attempt.id.learner,
        course=attempt.course,
        assessment=attempt.id.assessment,
        number=attempt.id.number,
        waiting=len(attempt.waiting),
        late=attempt.late,
        by_timer=by_timer,
        files=any(isinstance(entry.key, SubmissionKey) for entry in key.asked.values()),
    )
    return [submitted, *told_of_grade(attempt, settings, at=at)]


def told_of_grade(
    attempt: Attempt, settings: AssessmentSettings, *, at: datetime, regrade: str | None = None
) -> list[Event]:
    """That it has its score, if it has, with the regrade that it has it from, and what that places its learner in."""
    score = attempt.score
    if score is None:
        return []
    graded = _graded(attempt, score, settings, at=at, regrade=regrade)
    return [graded, _placed(attempt, score, settings)] if settings.levels else [graded]


def _graded(
    attempt: Attempt, score: Score, settings: AssessmentSettings, *, at: datetime, regrade: str | None
) -> AttemptGraded:
    return AttemptGraded(
        attempt=str(attempt.id),
        learner=attempt.id.learner,
        course=attempt.course,
        assessment=attempt.id.assessment,
        number=attempt.id.number,
        points=score.points,
        maximum=score.maximum,
        percent=score.percent,
        passed=score.passed,
        graded=settings.graded,
        weight=settings.weight,
        score_policy=settings.score_policy,
        pass_mark=settings.pass_mark,
        by_hand=bool(attempt.manual),
        regrade=regrade,
        shown=disclosure(settings, attempt, at=at).score,
    )


def _placed(attempt: Attempt, score: Score, settings: AssessmentSettings) -> LearnerPlaced:
    return LearnerPlaced(
        attempt=str(attempt.id),
        learner=attempt.id.learner,
        course=attempt.course,
        assessment=attempt.id.assessment,
        percent=score.percent,
        level=level_of(score.percent, settings.levels),
    )
