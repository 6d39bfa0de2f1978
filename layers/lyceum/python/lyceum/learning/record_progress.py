"""Take what a device reports: lessons completed, positions in videos."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lyceum.kernel.access import Caller
from lyceum.learning.change_progress import change_progress, present
from lyceum.learning.model.merging import Outcome, Report, Taken, merged
from lyceum.learning.model.progress import Position, Progress, Study, bounded_ahead
from lyceum.learning.open_access import open_access
from lyceum.learning.store import progress
from lyceum.learning.store.progress import ProgressChanged


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of each report, in the order given."""

    outcomes: Sequence[Outcome]
    percent: Decimal | None = None
    """None where only positions moved, which needs no look at the rest."""
    completed_at: datetime | None = None


def record_progress(caller: Caller, course: str, reports: Sequence[Report], *, at: datetime) -> Recorded:
    """Merge reports into the caller's progress, in one update; the same reports in any order lead to the same state.

    1 round trip and 1 WCU where this process saw the learner last, or where positions move on in lessons already begun;
    else one read before. A lost race costs one more write. Raises CourseNotPublished, NotEnrolled, AccessEnded, Busy.
    Source: RULES S1-17, S2-14, S3-12, S3-28.
    """
    seen = progress.recall(caller.tenant, caller.person, course)
    if seen is None and all(report.position is not None and not report.completed for report in reports):
        try:
            _move_on(caller, course, reports, at=at)
        except ProgressChanged as changed:
            seen = present(caller.tenant, caller.person, course, changed, at=at)
        else:
            return Recorded([Taken.RECORDED] * len(reports))
    elif seen is not None and merged(seen.outline, seen.progress, reports, now=at)[0] == seen.progress:
        # It may be old: "nothing to do" is said only of what is there now.
        seen = None
    return _merge(caller, reports, seen or _read(caller, course, at=at), at=at)


def _move_on(caller: Caller, course: str, reports: Sequence[Report], *, at: datetime) -> None:
    positions: dict[str, Position] = {}
    for report in reports:
        when = bounded_ahead(report.at, now=at)
        position = Position(when, report.position or 0, report.duration or 0)
        positions[report.lesson] = max(position, positions.get(report.lesson, position))
    progress.move_positions(caller.tenant, caller.person, course, positions, at=at)


def _merge(caller: Caller, reports: Sequence[Report], seen: Study, *, at: datetime) -> Recorded:
    outcomes: list[Outcome] = []

    def decide(study: Study) -> Progress:
        nonlocal outcomes
        after, outcomes = merged(study.outline, study.progress, reports, now=at)
        return after

    after = change_progress(seen, decide, at=at, actor=caller.person)
    return Recorded(outcomes, after.percent, after.completed_at)


def _read(caller: Caller, course: str, *, at: datetime) -> Study:
    study, current = progress.find(caller.tenant, caller.person, course)
    return study or open_access(caller.tenant, caller.person, course, at=at, outline=current)
