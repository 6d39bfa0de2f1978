"""Go from section to section of an open attempt: the server keeps where the learner is, and each section's clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from lyceum.assessment.errors import AssessmentNotFound, AttemptNotFound
from lyceum.assessment.model import movement
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import Disclosure
from lyceum.assessment.model.question_set import QuestionSet
from lyceum.assessment.model.sections import QuestionAt, SectionAt, Structure
from lyceum.assessment.model.sight import Sight
from lyceum.assessment.store import attempts, question_files, question_sets
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy

Move = Callable[[Attempt, int, Structure, datetime], Attempt]


def enter_section(caller: Caller, attempt: str, section: str, *, at: datetime) -> Sight:
    """Be in a section; its clock runs from the first time on. Entering where one is changes nothing.

    Raises AttemptNotFound, SectionNotFound, AttemptClosed, DeadlinePassed, SectionOver, SectionOutOfOrder, Busy.
    2 round trips, one more where this process has not seen the question set. Source: RULES S4-11, S4-13.
    """
    return _move(caller, attempt, section, movement.entered, at)


def leave_section(caller: Caller, attempt: str, section: str, *, at: datetime) -> Sight:
    """Leave a section; one with a time limit, or in a fixed order, is over then.

    Raises AttemptNotFound, SectionNotFound, AttemptClosed, DeadlinePassed, SectionNotEntered, Busy. As `enter_section`.
    """
    return _move(caller, attempt, section, movement.left, at)


def flag_question(caller: Caller, attempt: str, question: str, *, flagged: bool, at: datetime) -> None:
    """Mark a question of the open attempt to come back to, or no longer (RULES S1-26). The same again is a success.

    Raises AttemptNotFound, QuestionNotFound, AttemptClosed, DeadlinePassed. 1 round trip, one more where this process
    has not seen the question set.
    """
    id = AttemptId.parse(attempt)
    place = _questions(caller, id).place(question)
    attempts.flag(caller.tenant, id, place, flagged=flagged, at=at)


def keep_position(caller: Caller, attempt: str, question: str, *, at: datetime) -> None:
    """Keep which question the learner is at, so that another device goes on there (RULES S4-13). As `flag_question`.

    A question with a time limit is opened by it: its time runs from the first time on, by the server's clock (S1-21).
    Then also raises SectionNotEntered, SectionOver, Busy, and takes 2 round trips.
    """
    id = AttemptId.parse(attempt)
    questions = _questions(caller, id)
    place = questions.place(question)
    timed = questions.timed(question)
    if timed is None or not _opened(caller, id, timed, questions.sections.get(question), at):
        attempts.put_position(caller.tenant, id, place, at=at)


def _opened(caller: Caller, id: AttemptId, question: QuestionAt, section: SectionAt | None, at: datetime) -> bool:
    """Whether its clock begins with this. Of two devices at once the first one's instant stays."""
    for _ in range(ATTEMPTS):
        before = attempts.find(caller.tenant, id)
        after = movement.opened(before, question, section, at)
        if after is before:
            return False
        try:
            attempts.move(caller.tenant, before, after, at=at, actor=caller.person)
        except attempts.AttemptMoved:
            continue  # an answer was saved in between
        return True
    raise Busy("Answers are still being saved.")


def _move(caller: Caller, attempt: str, section: str, move: Move, at: datetime) -> Sight:
    id = AttemptId.parse(attempt)
    questions = _questions(caller, id)
    place = questions.section(section)
    for _ in range(ATTEMPTS):
        kept, assessment = attempts.for_learner(caller.tenant, id)
        # One that was begun before its server knew of sections gets their clocks now.
        before = kept if kept.sections else replace(kept, sections=tuple(questions.clocks))
        after = move(before, place.index, questions.structure, at)
        try:
            if after is not before:
                attempts.move(caller.tenant, before, after, at=at, actor=caller.person)
        except attempts.AttemptMoved:
            continue  # an answer was saved in between
        return Sight(
            attempt=attempts.whole(caller.tenant, after),
            assessment=assessment,
            disclosed=Disclosure(questions=after.is_open(at) or assessment.settings.review),
            at=at,
            questions=questions,
            address=question_files.address,
        )
    raise Busy("Answers are still being saved.")


def _questions(caller: Caller, id: AttemptId) -> QuestionSet:
    if id.learner != caller.person:
        raise AttemptNotFound
    try:
        return question_sets.of_attempt(caller.tenant, id)
    except AssessmentNotFound:
        raise AttemptNotFound from None
