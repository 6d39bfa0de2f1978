"""Save one answer, with its revision: nothing is lost on disconnect, nothing newer is overwritten (WISHES 2)."""

from dataclasses import dataclass
from datetime import datetime

from lyceum.assessment.errors import AssessmentNotFound, AttemptNotFound
from lyceum.assessment.model.answering import check_response
from lyceum.assessment.model.attempt import Answer
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.responses import FilesResponse, ResponseValue, compact
from lyceum.assessment.store import attempts, question_sets
from lyceum.kernel.access import Caller


@dataclass(frozen=True, slots=True)
class Saved:
    """What is kept now."""

    question: str
    revision: int
    at: datetime


def save_answer(
    caller: Caller,
    attempt: str,
    question: str,
    response: ResponseValue | None,
    *,
    revision: int,
    at: datetime,
    seconds: int | None = None,
) -> Saved:
    """Keep the caller's answer to one question; None takes it back. The very same answer again is a success.

    `seconds`: how long the learner was at the question so far, as the client counts; they belong to the revision, so
    that the same answer again changes none, and a newer one that says none has none (RULES S4-13). Files that the
    response names were sent and completed before (upload_answer.py).
    Raises AttemptNotFound, QuestionNotFound, AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver,
    QuestionNotOpened, QuestionTimeOver, AnswerOutdated, AnswerFileNotFound, and what `check_response` raises.
    1 round trip, one more where this process has not seen the question set.
    """
    id = AttemptId.parse(attempt)
    if id.learner != caller.person:
        raise AttemptNotFound
    try:
        questions = question_sets.of_attempt(caller.tenant, id)
    except AssessmentNotFound:
        raise AttemptNotFound from None
    place = questions.place(question)
    if response is not None:
        check_response(questions.questions[place], response)
    kept = Answer(revision, compact(response), seconds=seconds)
    named = [file.upload for file in response.files] if isinstance(response, FilesResponse) else []
    attempts.save_answer(
        caller.tenant,
        id,
        place,
        kept,
        at=at,
        section=questions.sections.get(question),
        timed=questions.timed(question),
        files=dict.fromkeys(named, question),
    )
    return Saved(question, revision, at)
