"""Taking what a device reports into a learner's progress, item by item. Pure.

Within one request the order of items does not matter: an item that another one unlocks is taken too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lyceum.content.published import Outline
from lyceum.learning.model.criteria import evaluated, graded_assessments, is_done
from lyceum.learning.model.locks import locks
from lyceum.learning.model.progress import Position, Progress


@dataclass(frozen=True, slots=True)
class Report:
    """What a device tells of one lesson."""

    lesson: str
    at: datetime
    completed: bool = False
    position: int | None = None
    """Seconds."""
    duration: int | None = None


class Refusal(StrEnum):
    """Why an item was not taken."""

    UNKNOWN_LESSON = "unknown_lesson"
    LOCKED = "locked"
    ACCESS_ENDED = "access_ended"
    PASS_FIRST = "pass_first"  # nosec B105: not a password
    """A lesson with a graded assessment is completed by passing that."""


class Taken(StrEnum):
    """What became of an item that was not refused."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    """What is kept says the same, or is newer."""


type Outcome = Taken | Refusal


def merged(
    outline: Outline, progress: Progress, reports: Sequence[Report], *, now: datetime
) -> tuple[Progress, list[Outcome]]:
    """Progress with all reports that can be taken, evaluated, and each report's outcome in the order given."""
    if not progress.has_access(now):
        return progress, [Refusal.ACCESS_ENDED] * len(reports)
    outcomes: dict[int, Outcome] = {}
    known = outline.lessons()
    waiting = dict(enumerate(reports))
    while waiting:
        shut = locks(outline, progress, now=now)
        ready = [place for place, report in waiting.items() if report.lesson not in shut]
        if not ready:
            break
        for place in ready:
            report = waiting.pop(place)
            if report.lesson in known:
                progress, outcomes[place] = _taken(outline, progress, report, now=now)
            else:
                outcomes[place] = Refusal.UNKNOWN_LESSON
    outcomes |= dict.fromkeys(waiting, Refusal.LOCKED)
    return evaluated(outline, progress, now=now), [outcomes[place] for place in range(len(reports))]


def _taken(outline: Outline, progress: Progress, report: Report, *, now: datetime) -> tuple[Progress, Outcome]:
    assessment = graded_assessments(outline).get(report.lesson)
    if report.completed and assessment is not None and not is_done(progress, report.lesson, assessment):
        return progress, Refusal.PASS_FIRST
    after = progress
    if report.completed and assessment is None:
        after = after.completed(report.lesson, report.at, now=now)
    if report.position is not None:
        after = after.moved(report.lesson, Position(report.at, report.position, report.duration or 0), now=now)
    return after, Taken.UNCHANGED if after == progress else Taken.RECORDED
