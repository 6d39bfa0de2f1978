"""What reviews make of a grade as the work is returned."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from lyceum.assessment.errors import SubmissionNotGraded
from lyceum.assessment.model.course_assignment import AssignmentSettings
from lyceum.assessment.model.peer_review import combined, mean_percent
from lyceum.assessment.model.points import ZERO
from lyceum.assessment.model.scoring import HUNDRED
from lyceum.assessment.model.submission import PeersPart, Submission, SubmissionGrade, SubmissionState


def returned(
    submission: Submission,
    percents: Collection[Decimal],
    settings: AssignmentSettings,
    *,
    maximum: Decimal,
    at: datetime,
) -> Submission:
    """Given back to its learner, with the reviews in its grade as the settings say; `percents` are theirs.

    Without reviews that count, and where staff decided so, staff's grade counts alone; where the reviews make all of
    the grade, none of staff's is needed. What was returned before stays as it is. Raises SubmissionNotGraded where a
    part is missing.
    """
    mean = mean_percent(percents)
    if mean is None or settings.peer_weight == ZERO or submission.state is SubmissionState.RETURNED:
        return submission.returned(at)
    part, staffs = PeersPart(mean, settings.peer_weight), submission.standing()
    late = submission.newest.late
    if staffs is not None:
        own = part_of(staffs, mean, settings)
        return replace(submission, grade=with_peers(staffs, own, settings, late=late)).returned(at)
    if part.weight < HUNDRED:
        raise SubmissionNotGraded
    of_peers = combined(ZERO, mean, maximum=maximum, weight=HUNDRED)
    alone = SubmissionGrade(
        version=submission.newest.number,
        given=of_peers,
        points=settings.counted(of_peers, late=late),
        maximum=maximum,
        by="",
        at=at,
        peers=part,
    )
    return submission.graded(alone).returned(at)


def part_of(grade: SubmissionGrade, percent: Decimal, settings: AssignmentSettings) -> PeersPart:
    """What reviews with this mean make of a grade of staff's: what the settings say, or nothing by staff's decision."""
    return PeersPart(percent, ZERO if grade.without_peers else settings.peer_weight)


def with_peers(
    grade: SubmissionGrade, part: PeersPart | None, settings: AssignmentSettings, *, late: bool
) -> SubmissionGrade:
    """A grade of staff's with what the reviews make of it; the penalty for late work is taken off the whole."""
    if part is None:
        return grade
    points = combined(grade.given, part.percent, maximum=grade.maximum, weight=part.weight)
    return replace(grade, points=settings.counted(points, late=late), peers=part)
