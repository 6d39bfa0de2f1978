"""Send a file for a question of an open attempt: asked for, sent, and completed before an answer names it."""

from datetime import datetime

from lyceum.assessment.errors import AssessmentNotFound, AttemptNotFound
from lyceum.assessment.model.answer_file import AnswerUpload, check_answer_file
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.question_set import QuestionSet
from lyceum.assessment.store import answer_files, question_sets
from lyceum.assessment.store.sent_files import UPLOAD_LIVES
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation


def ask_upload(
    caller: Caller,
    attempt: str,
    question: str,
    *,
    name: str,
    size: int,
    media_type: str,
    creation: Creation,
    at: datetime,
) -> tuple[AnswerUpload, str, dict[str, str]]:
    """The upload, and address and fields of the form that sends it. The same creation again gives the same upload.

    The form takes one file of at most `size` bytes and this media type, for 15 minutes. 1 round trip, one more where
    this process has not seen the question set.
    Raises AttemptNotFound, QuestionNotFound, WrongResponseKind, FileKindNotAccepted, FileTooLarge,
    AnswerFileNotAccepted, AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver, QuestionNotOpened,
    QuestionTimeOver, IdempotencyKeyReused, TooManyAnswerFiles. Source: RULES S1-25, S4-12.
    """
    id = _own(caller, attempt)
    questions = _questions(caller.tenant, id)
    place = questions.place(question)
    check_answer_file(questions.questions[place], name=name, size=size, media_type=media_type)
    upload = AnswerUpload(
        id=creation.id,
        attempt=attempt,
        question=question,
        name=name,
        size=size,
        media_type=media_type,
        expires_at=at + UPLOAD_LIVES,
    )
    section, timed = questions.sections.get(question), questions.timed(question)
    answer_files.add(caller.tenant, id, upload, creation, place=place, at=at, section=section, timed=timed)
    url, fields = answer_files.form(caller.tenant, id, upload)
    return upload, url, fields


def complete_upload(caller: Caller, attempt: str, upload: str, *, at: datetime) -> AnswerUpload:
    """What was sent becomes a file that answers of this attempt can name: it never changes again, whoever still has
    the form. Once more is a success, also afterwards; what no answer can name any more is not taken. 2 round trips, 1
    where it is complete, one more where this process has not seen the question set, and 2 calls of the bucket.

    Raises AttemptNotFound, AnswerFileNotFound also where nothing was sent, FileTooLarge, FileNotWhatItSays,
    AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver, QuestionNotOpened, QuestionTimeOver, Busy.
    """
    id = _own(caller, attempt)
    found, sat = answer_files.find(caller.tenant, id, upload)
    if found.key is not None:
        return found
    questions = _questions(caller.tenant, id)
    section, timed = questions.sections.get(found.question), questions.timed(found.question)
    refusal = sat.refusal_to_answer(at, section, timed)
    if refusal is not None:
        raise refusal  # before anything is copied
    return answer_files.take(caller.tenant, id, found, at=at, section=section, timed=timed)


def _questions(tenant: str, id: AttemptId) -> QuestionSet:
    try:
        return question_sets.of_attempt(tenant, id)
    except AssessmentNotFound:
        raise AttemptNotFound from None


def _own(caller: Caller, attempt: str) -> AttemptId:
    id = AttemptId.parse(attempt)
    if id.learner != caller.person:
        raise AttemptNotFound
    return id
