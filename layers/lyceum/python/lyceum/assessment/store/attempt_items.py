"""Between an attempt and its item: short keys, places as names."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from lyceum.assessment.model.attempt import Answer, Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.marking import ManualGrade, Stage, markers, words
from lyceum.assessment.model.points import ZERO
from lyceum.assessment.model.scoring import Score
from lyceum.assessment.model.sections import QuestionClock, SectionClock
from lyceum.assessment.model.settings import Proctoring
from lyceum.assessment.model.terms import NONE
from lyceum.assessment.store.items import AttemptItem, attempt_key
from lyceum.assessment.store.terms_items import kept_terms, terms_of
from lyceum.kernel.clock import iso, parse
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import tenant_key
from lyceum.kernel.table.read import LIST_SHARDS

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)

PREPARED: Final = "prepared"
"""State of an item that waits for its learner in the place of their first attempt. It is no attempt yet: nobody but who
begins it may take it for one.
"""


def is_prepared(item: AttemptItem) -> bool:
    """Whether it waits for its learner."""
    return item.state == PREPARED


def attempts_of(items: Sequence[AttemptItem]) -> list[Attempt]:
    """The attempts among these items."""
    return [attempt_of(item) for item in items if not is_prepared(item)]


def attempt_item(tenant: str, attempt: Attempt) -> AttemptItem:
    """A new attempt as it is kept."""
    key = attempt_key(tenant, attempt.id)
    return AttemptItem(
        key.pk,
        key.sk,
        course=attempt.course,
        version=attempt.id.version,
        state=str(attempt.state),
        started_at=attempt.started_at,
        deadline=attempt.deadline,
        sections=kept_sections(attempt.sections) or None,
        timed=_kept_timed(attempt),
        terms=kept_terms(attempt.terms) or None,
        proctoring=" ".join(attempt.proctoring) or None,
        answers={},
        key_hash=attempt.key_hash,
    )


def attempt_of(item: AttemptItem) -> Attempt:
    """The attempt that an item keeps."""
    _, assessment, number = item.sk.split("#")
    proposals = {int(place): tuple(map(_mark, kept)) for place, kept in (item.proposals or {}).items()}
    return Attempt(
        id=AttemptId(item.pk.rsplit("#", 1)[1], assessment, int(number), int(item.version)),
        course=item.course,
        state=State(item.state),
        started_at=item.started_at,
        deadline=item.deadline,
        sections=_sections(item.sections or {}),
        timed=_timed_of(item),
        section=int(item.section) if item.section is not None else None,
        flagged=frozenset(int(place) for place in item.flagged or ()),
        position=int(item.position) if item.position is not None else None,
        terms=terms_of(item.terms) if item.terms else NONE,
        proctoring=tuple(map(Proctoring, (item.proctoring or "").split())),
        answers={int(place): answer_of(kept) for place, kept in (item.answers or {}).items()},
        submitted_at=item.submitted_at,
        late=bool(item.late),
        marks={int(place): _decimal(points) for place, points in (item.marks or {}).items()},
        maximum=item.maximum or ZERO,
        manual={
            int(place): _manual(kept, proposals.get(int(place), ())) for place, kept in (item.manual or {}).items()
        },
        proposals=proposals,
        score=_score(item),
        rev=item.revision,
        key_hash=item.key_hash,
    )


def kept_instant(at: datetime) -> int:
    """An instant as a number, in the third of the room that its text takes."""
    return (at - EPOCH) // MILLISECOND


def _kept_timed(attempt: Attempt) -> dict[str, Any] | None:
    if attempt.timed is None:
        return None
    clocks = attempt.timed.items()
    return {str(place): [kept_instant(clock.until), int(clock.limit.total_seconds())] for place, clock in clocks}


def _timed_of(item: AttemptItem) -> dict[int, QuestionClock] | None:
    kept: dict[str, list[Any]] | None = item.timed
    if kept is None:
        return None
    return {int(place): _question_clock(int(until), int(limit)) for place, (until, limit) in kept.items()}


def _question_clock(until: int, limit: int) -> QuestionClock:
    return QuestionClock(EPOCH + until * MILLISECOND, timedelta(seconds=limit))


ENDLESS = "~"
"""The end of a section that has none: later than every instant."""


def kept_sections(clocks: Sequence[SectionClock]) -> dict[str, list[Any]]:
    """Sections in short form."""
    return {str(place): _kept_clock(clock) for place, clock in enumerate(clocks)}


def _kept_clock(clock: SectionClock) -> list[Any]:
    limit = int(clock.limit.total_seconds()) if clock.limit is not None else None
    if clock.entered_at is None:
        return [limit]
    return [limit, iso(clock.entered_at), iso(clock.until) if clock.until is not None else ENDLESS]


def _sections(kept: dict[str, list[Any]]) -> tuple[SectionClock, ...]:
    return tuple(_clock(*kept[str(place)]) for place in range(len(kept)))


def _clock(limit: int | None, entered_at: str | None = None, until: str | None = None) -> SectionClock:
    return SectionClock(
        timedelta(seconds=limit) if limit is not None else None,
        parse(entered_at) if entered_at is not None else None,
        parse(until) if until not in (None, ENDLESS) else None,
    )


def kept_answer(answer: Answer) -> list[Any]:
    """An answer in short form."""
    if answer.elsewhere:
        return [answer.revision]
    said = [] if answer.seconds is None else [answer.seconds]
    return [answer.revision, answer.text, *said]


def answer_of(kept: list[Any]) -> Answer:
    """The answer that was kept in short form."""
    revision, *said = kept
    if not said:
        return Answer(int(revision), "", elsewhere=True)
    text, *seconds = said
    return Answer(int(revision), text, seconds=int(seconds[0]) if seconds else None)


def _mark(kept: list[Any]) -> ManualGrade:
    points, by, at, feedback = kept
    return ManualGrade(Decimal(points), by, parse(at), feedback)


def _manual(kept: list[Any], proposals: Sequence[ManualGrade]) -> ManualGrade:
    points, by, at, feedback = kept
    return _mark([points, by, at, words(proposals) if feedback is None else feedback])


def _kept_mark(mark: ManualGrade) -> list[Any]:
    return [mark.points, mark.by, iso(mark.at), mark.feedback]


def _kept_manual(attempt: Attempt, place: int, grade: ManualGrade) -> list[Any]:
    """What two agreed on has their words, which are kept with their marks already."""
    *said, feedback = _kept_mark(grade)
    return [*said, None if attempt.marked(place).stage is Stage.AGREED else feedback]


def _decimal(points: Any) -> Decimal | None:
    return None if points is None else Decimal(points)


def _score(item: AttemptItem) -> Score | None:
    percent: Decimal | None = item.percent
    return Score(item.points, item.maximum, percent, bool(item.passed)) if percent is not None else None


def beginning(attempt: Attempt) -> list[Any]:
    """Actions that let one begin that was prepared for the same version: what was not known before."""
    return [
        AttemptItem.state.set(str(attempt.state)),
        AttemptItem.started_at.set(attempt.started_at),
        *_set_or_removed(AttemptItem.deadline, attempt.deadline),
        *_set_or_removed(AttemptItem.terms, kept_terms(attempt.terms) or None),
        *_set_or_removed(AttemptItem.proctoring, " ".join(attempt.proctoring) or None),
        *_set_or_removed(AttemptItem.key_hash, attempt.key_hash),
        AttemptItem.of.remove(),
        AttemptItem.ttl.remove(),
    ]


def closing(attempt: Attempt, submitted_at: datetime) -> list[Any]:
    """Actions that write everything handing in or grading decides."""
    manual = {str(place): _kept_manual(attempt, place, grade) for place, grade in attempt.manual.items()}
    proposals = {str(place): list(map(_kept_mark, marks)) for place, marks in attempt.proposals.items()}
    actions = [
        AttemptItem.state.set(str(attempt.state)),
        AttemptItem.submitted_at.set(submitted_at),
        AttemptItem.late.set(attempt.late),
        AttemptItem.marks.set({str(place): points for place, points in attempt.marks.items()}),
        AttemptItem.maximum.set(attempt.maximum),
        *([AttemptItem.manual.set(manual)] if manual else []),
        *_set_or_removed(AttemptItem.proposals, proposals or None),
    ]
    score = attempt.score
    if score is None:
        return [*actions, AttemptItem.points.remove(), AttemptItem.percent.remove(), AttemptItem.passed.remove()]
    return [
        *actions,
        AttemptItem.points.set(score.points),
        AttemptItem.percent.set(score.percent),
        AttemptItem.passed.set(score.passed),
    ]


def moving(attempt: Attempt) -> list[Any]:
    """Actions that write everything that going through sections, opening a question, or more time, changes."""
    return [
        *_set_or_removed(AttemptItem.deadline, attempt.deadline),
        *_set_or_removed(AttemptItem.section, attempt.section),
        *_set_or_removed(AttemptItem.position, attempt.position),
        *_set_or_removed(AttemptItem.timed, _kept_timed(attempt)),
        *_set_or_removed(AttemptItem.sections, kept_sections(attempt.sections) or None),
        *_set_or_removed(AttemptItem.terms, kept_terms(attempt.terms) or None),
    ]


def _set_or_removed(attribute: Any, value: Any) -> list[Any]:
    return [attribute.set(value) if value is not None else attribute.remove()]


def queue_entry(tenant: str, attempt: Attempt, submitted_at: datetime, waiting: Sequence[str]) -> list[Any]:
    """Actions that put the attempt into the grading queue, or take it out."""
    if not waiting:
        return [AttemptItem.gsi1pk.remove(), AttemptItem.gsi1sk.remove(), AttemptItem.card.remove()]
    shard = shard_of(attempt.id.learner, LIST_SHARDS)
    card: dict[str, Any] = {
        "attempt": str(attempt.id),
        "learner": attempt.id.learner,
        "number": attempt.id.number,
        "at": submitted_at,
        "late": attempt.late,
        "waiting": list(waiting),
    }
    # Places and ids of what waits are in the same order.
    marked = {
        question: markers(attempt.proposals[place])
        for question, place in zip(waiting, attempt.waiting, strict=True)
        if place in attempt.proposals
    }
    if marked:
        card["marked"] = marked
    return [
        AttemptItem.gsi1pk.set(tenant_key(tenant, "A", attempt.id.assessment, "QUEUE", str(shard))),
        AttemptItem.gsi1sk.set(f"{iso(submitted_at)}#{attempt.id}"),
        AttemptItem.card.set(card),
    ]
