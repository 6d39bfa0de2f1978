"""Whether an attempt takes answers now, as a condition of the write, and why it does not."""

from datetime import datetime
from typing import Any

from pynamodb.expressions.operand import Path

from lyceum.assessment.errors import AttemptNotFound
from lyceum.assessment.model.attempt import Answer, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.sections import QuestionAt, SectionAt
from lyceum.assessment.store.attempt_items import attempt_of, is_prepared, kept_instant
from lyceum.assessment.store.items import AttemptItem
from lyceum.kernel.clock import iso
from lyceum.kernel.errors import DomainError


def answerable(id: AttemptId, at: datetime, section: SectionAt | None = None, timed: QuestionAt | None = None) -> Any:
    """Condition: a question of that section, with that time limit, can be answered now."""
    runs = open_to(id, at)
    if section is not None:
        # Times are text of fixed width; a section that was not entered has no second part, and nothing is less.
        runs &= Path(["sc", str(section.index)])[2] > iso(at)
    if timed is not None:
        # An attempt that was begun before its server knew of such limits has no clocks at all.
        runs &= AttemptItem.timed.does_not_exist() | (Path(["qc", str(timed.place)])[0] > kept_instant(at))
    return runs


def explain_refusal(
    id: AttemptId, at: datetime, section: SectionAt | None = None, timed: QuestionAt | None = None
) -> Any:
    """Why `answerable` did not hold."""

    def explain(old: AttemptItem | None) -> DomainError | None:
        if old is None or is_prepared(old) or int(old.version) != id.version:
            return AttemptNotFound()
        return attempt_of(old).refusal_to_answer(at, section, timed)

    return explain


def explain_save(
    id: AttemptId, place: int, kept: Answer, at: datetime, section: SectionAt | None, timed: QuestionAt | None
) -> Any:
    """Why an answer could not be kept."""

    def explain(old: AttemptItem | None) -> DomainError | None:
        if old is None or is_prepared(old) or int(old.version) != id.version:
            return AttemptNotFound()
        return attempt_of(old).refusal_to_save(place, kept, at, section, timed)

    return explain


def open_to(id: AttemptId, at: datetime) -> Any:
    """Condition: the attempt is open and of this version, and its deadline is not past."""
    is_open = (AttemptItem.state == str(State.IN_PROGRESS)) & (AttemptItem.version == id.version)
    return is_open & (AttemptItem.deadline.does_not_exist() | (AttemptItem.deadline > at))
