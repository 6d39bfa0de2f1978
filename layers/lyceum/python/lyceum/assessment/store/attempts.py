"""Attempts and their answers: each operation of a learner is one conditional write (DATA.md: start, save, submit)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from pynamodb.expressions.operand import Path

from lyceum.assessment.errors import AttemptNotFound, NotEnrolled
from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.attempt import Answer, Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.question_set import MarkingKey
from lyceum.assessment.model.sections import QuestionAt, SectionAt
from lyceum.assessment.sittings.errors import AnswerFileNotFound
from lyceum.assessment.store.answerable import answerable, explain_save, open_to
from lyceum.assessment.store.assessments import assessment_of
from lyceum.assessment.store.attempt_items import (
    PREPARED,
    attempt_item,
    attempt_of,
    attempts_of,
    closing,
    is_prepared,
    kept_answer,
    moving,
    queue_entry,
)
from lyceum.assessment.store.items import (
    AnswerFileItem,
    AnswerItem,
    AssessmentItem,
    AttemptItem,
    EnrollmentItem,
    KeyItem,
    answer_file_key,
    answer_key,
    assessment_key,
    attempt_key,
    attempt_prefix,
    enrollment_key,
    marking_key,
)
from lyceum.assessment.store.question_sets import key_of
from lyceum.kernel.errors import Conflict, DomainError
from lyceum.kernel.events import Event
from lyceum.kernel.table import Entry, Page, batch_get, get, query, query_shards, tenant_key, transaction

LONG = 200
"""Bytes of an answer from which it is an item of its own."""

DUE = "assessment.AttemptDue"
"""What the sweep tells when an attempt's deadline has come."""

LEARNING = ("enrolled", "in_progress", "completed")
"""States of an enrollment that give access to the course's assessments."""


class AttemptExists(Conflict):
    """Somebody began this very attempt in the same moment: the learner's other device."""

    def __init__(self, attempt: Attempt) -> None:
        super().__init__()
        self.attempt = attempt


class AttemptMoved(Conflict):
    """The attempt was written since it was read."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """An attempt with what grading it takes, read in one round trip."""

    attempt: Attempt
    assessment: Assessment
    key: MarkingKey


def add(tenant: str, attempt: Attempt, event: Event) -> None:
    """Keep a new attempt with its timer, if the learner is enrolled. 1 round trip, 4 WCU, 1 more for the timer.

    One that was prepared in its place makes way.
    Raises NotEnrolled, or AttemptExists with the one that was there first.
    """
    item = attempt_item(tenant, attempt)
    if attempt.ends_at is not None:
        item.set_timer(DUE, tenant=tenant, id=str(attempt.id), at=attempt.ends_at)
    place = enrollment_key(tenant, attempt.id.learner, attempt.course)
    with transaction(tenant=tenant, at=attempt.started_at, actor=attempt.id.learner) as write:
        write.put(
            item,
            when=AttemptItem.absent() | (AttemptItem.state == PREPARED),
            otherwise=lambda old: AttemptExists(attempt_of(old)),
            events=[event],
        )
        write.check(
            EnrollmentItem,
            place,
            when=EnrollmentItem.status.is_in(*LEARNING),
            otherwise=NotEnrolled(course=attempt.course),
        )


def save_answer(
    tenant: str,
    id: AttemptId,
    place: int,
    answer: Answer,
    *,
    at: datetime,
    section: SectionAt | None = None,
    timed: QuestionAt | None = None,
    files: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Keep one answer: 1 round trip, 1 WCU per started KB of the attempt; a long answer 2 per KB of both items, and 2
    for each file.

    The condition holds everything that could have changed meanwhile: the attempt is open, its deadline (which may have
    been moved) is not past, the question's section is entered and not over, its own time runs where it has one, the
    revision is newer. `files`: upload → the question that it must have been completed for, in this attempt.
    Raises AttemptNotFound, AttemptClosed, DeadlinePassed, SectionNotEntered, SectionOver, QuestionNotOpened,
    QuestionTimeOver, AnswerOutdated, AnswerFileNotFound.
    """
    long = len(answer.text.encode()) > LONG
    kept = Answer(answer.revision, "", elsewhere=True) if long else answer
    spot = Path(["a", str(place)])
    newer = spot.does_not_exist() | (spot[0] < answer.revision)
    with transaction(tenant=tenant, at=at, actor=id.learner) as write:
        write.update(
            AttemptItem,
            attempt_key(tenant, id),
            [spot.set(kept_answer(kept))],
            when=answerable(id, at, section, timed) & newer,
            otherwise=explain_save(id, place, kept, at, section, timed),
        )
        if long:
            write.update(
                AnswerItem,
                answer_key(tenant, id, place),
                [
                    AnswerItem.answer_revision.set(answer.revision),
                    AnswerItem.text.set(answer.text),
                    # The seconds belong to the revision: those of an older one go with it.
                    AnswerItem.seconds.remove() if answer.seconds is None else AnswerItem.seconds.set(answer.seconds),
                ],
                upsert=True,
            )
        for upload, question in files.items():
            write.check(
                AnswerFileItem,
                answer_file_key(tenant, id.learner, upload),
                when=AnswerFileItem.file.exists()
                & (AnswerFileItem.attempt == str(id))
                & (AnswerFileItem.question == question),
                otherwise=AnswerFileNotFound(upload=upload),
            )


def flag(tenant: str, id: AttemptId, place: int, *, flagged: bool, at: datetime) -> None:
    """Mark a question to come back to, or no longer. 1 round trip, 1 WCU per started KB of the attempt.

    Raises AttemptNotFound, AttemptClosed, DeadlinePassed.
    """
    there = AttemptItem.flagged.contains(place)
    marked = AttemptItem.flagged.add({place}) if flagged else AttemptItem.flagged.delete({place})
    _note(tenant, id, marked, ~there if flagged else there, at)


def put_position(tenant: str, id: AttemptId, place: int, *, at: datetime) -> None:
    """Keep which question the learner is at. As `flag`."""
    elsewhere = AttemptItem.position.does_not_exist() | (AttemptItem.position != place)
    _note(tenant, id, AttemptItem.position.set(place), elsewhere, at)


def _note(tenant: str, id: AttemptId, action: Any, is_news: Any, at: datetime) -> None:
    """What is noted already is not written again: it is a success, and raises no revision."""

    def explain(old: AttemptItem | None) -> DomainError | None:
        if old is None or is_prepared(old) or int(old.version) != id.version:
            return AttemptNotFound()
        try:
            attempt_of(old).demand_open(at)
        except DomainError as refusal:
            return refusal
        return None

    # Nor is anything noted once all sections are over, when the timer may come before the deadline.
    not_due = AttemptItem.due.does_not_exist() | (AttemptItem.due > at)
    with transaction(tenant=tenant, at=at, actor=id.learner) as write:
        write.update(
            AttemptItem, attempt_key(tenant, id), [action], when=open_to(id, at) & not_due & is_news, otherwise=explain
        )


def move(
    tenant: str, before: Attempt, after: Attempt, *, at: datetime, actor: str, events: Sequence[Event] = ()
) -> None:
    """Write the clocks of an attempt, in the place of the revision that they were made from; its timer follows.

    Raises AttemptMoved. 1 round trip, 1 WCU per started KB of the attempt, and 1 per entry of the timer that goes or
    comes.
    """
    end = after.ends_at
    timer = AttemptItem.timer_removed()
    if end is not None:
        timer = AttemptItem.timer_set(DUE, tenant=tenant, id=str(after.id), at=end)
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            AttemptItem,
            attempt_key(tenant, after.id),
            [*moving(after), *(timer if end != before.ends_at else ())],
            when=AttemptItem.rev == before.rev,
            otherwise=AttemptMoved(),
            events=events,
        )


def open_ones(tenant: str, learner: str, course: str, assessment: str | None, *, at: datetime) -> list[Attempt]:
    """The learner's attempts in the course, or at one assessment of it, whose time is not over. 1 round trip and up:
    all attempts of the learner are read where no assessment is named.
    """
    found: list[Attempt] = []
    after: str | None = None
    prefix = attempt_prefix(assessment) if assessment is not None else "ATTEMPT#"
    while True:
        page = query(AttemptItem, tenant_key(tenant, "U", learner), prefix=prefix, after=after, consistent=True)
        found += [attempt for attempt in attempts_of(page.items) if attempt.is_open(at)]
        after = page.next_key
        if after is None:
            return [attempt for attempt in found if attempt.course == course]


def of_learner(tenant: str, learner: str, assessment: str) -> list[Attempt]:
    """A learner's attempts at an assessment, as they are now. 1 round trip for each 100 of them."""
    found: list[Attempt] = []
    after: str | None = None
    while True:
        page = query(
            AttemptItem,
            tenant_key(tenant, "U", learner),
            prefix=attempt_prefix(assessment),
            after=after,
            consistent=True,
        )
        found += attempts_of(page.items)
        after = page.next_key
        if after is None:
            return found


def find(tenant: str, id: AttemptId) -> Attempt:
    """An attempt as it is now. Raises AttemptNotFound. 1 round trip, 1 RCU."""
    return _checked(get(AttemptItem, attempt_key(tenant, id), consistent=True), id)


def for_learner(tenant: str, id: AttemptId) -> tuple[Attempt, Assessment]:
    """An attempt as it is now, and its assessment. Raises AttemptNotFound. 1 round trip, 2 RCU."""
    attempt, assessment = batch_get(
        (AttemptItem, attempt_key(tenant, id)),
        (AssessmentItem, assessment_key(tenant, id.assessment)),
        consistent=True,
    )
    found = _checked(attempt, id)
    if assessment is None:
        raise AttemptNotFound
    return found, assessment_of(assessment)


def sitting(tenant: str, id: AttemptId) -> Sitting:
    """An attempt with its assessment and key, as they are now. Raises AttemptNotFound. 1 round trip, 3 RCU and up."""
    attempt, assessment, key = batch_get(
        (AttemptItem, attempt_key(tenant, id)),
        (AssessmentItem, assessment_key(tenant, id.assessment)),
        (KeyItem, marking_key(tenant, id.assessment, id.version)),
        consistent=True,
    )
    found = _checked(attempt, id)
    if assessment is None or key is None:
        raise AttemptNotFound
    return Sitting(found, assessment_of(assessment), key_of(key, id.version).of_attempt(str(id)))


def long_answers(tenant: str, attempt: Attempt, places: Sequence[int]) -> dict[int, str]:
    """The texts of answers that lie in items of their own, by place. No round trip where there are none."""
    return {place: item.text for place, item in _long_ones(tenant, attempt, places)}


def whole(tenant: str, attempt: Attempt) -> Attempt:
    """The attempt with all its answers, also with those that lie in items of their own: for who looks at it, as it is
    not kept like that. No round trip where there are none.
    """
    found = {
        place: Answer(
            attempt.answers[place].revision,
            item.text,
            seconds=int(item.seconds) if item.seconds is not None else None,
        )
        for place, item in _long_ones(tenant, attempt, list(attempt.answers))
    }
    return replace(attempt, answers={**attempt.answers, **found}) if found else attempt


def _long_ones(tenant: str, attempt: Attempt, places: Sequence[int]) -> list[tuple[int, AnswerItem]]:
    wanted = [place for place in places if place in attempt.answers and attempt.answers[place].elsewhere]
    items: list[AnswerItem | None] = []
    for start in range(0, len(wanted), 100):
        keys = [(AnswerItem, answer_key(tenant, attempt.id, place)) for place in wanted[start : start + 100]]
        items += batch_get(*keys, consistent=True)
    return [(place, item) for place, item in zip(wanted, items, strict=True) if item is not None]


def close(
    tenant: str, attempt: Attempt, waiting: Sequence[str], events: Sequence[Event], *, actor: str, at: datetime
) -> None:
    """Write a handed-in or regraded attempt in the place of the revision that it was made from.

    `waiting`: ids of the questions that a person has to grade; while there are any it stands in the grading queue.
    The timer goes. Raises AttemptMoved. 1 round trip, ≤ 4 WCU for 20 answers, 1 more while it waits.
    """
    read, handed_in = attempt.rev - 1, attempt.submitted_at or at
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            AttemptItem,
            attempt_key(tenant, attempt.id),
            [
                *closing(attempt, handed_in),
                *queue_entry(tenant, attempt, handed_in, waiting),
                *AttemptItem.timer_removed(),
            ],
            when=AttemptItem.rev == read,
            otherwise=AttemptMoved(),
            events=events,
        )


def abandon(tenant: str, attempt: Attempt, event: Event, *, at: datetime) -> None:
    """Write an abandoned attempt in the place of the revision that it was made from; its timer goes.

    Raises AttemptMoved. 1 round trip, 1 WCU per started KB of the attempt, and 1 for the timer.
    """
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            AttemptItem,
            attempt_key(tenant, attempt.id),
            [AttemptItem.state.set(str(attempt.state)), *AttemptItem.timer_removed()],
            when=AttemptItem.rev == attempt.rev - 1,
            otherwise=AttemptMoved(),
            events=[event],
        )


def queue(tenant: str, assessment: str, *, after: str | None, limit: int) -> Page[Entry]:
    """Attempts that wait for a grader, the longest waiting first. 1 round trip over eight shards."""
    return query_shards(tenant_key(tenant, "A", assessment, "QUEUE"), after=after, limit=limit)


def _checked(item: AttemptItem | None, id: AttemptId) -> Attempt:
    # An id with another version would show or grade with another question set.
    if item is None or is_prepared(item) or int(item.version) != id.version:
        raise AttemptNotFound
    return attempt_of(item)
