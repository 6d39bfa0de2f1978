"""Attempts that wait for a grader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.store import assessments, attempts
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members

PERMISSION = "grade.give"


@dataclass(frozen=True, slots=True)
class Queue:
    """Some of the waiting attempts, the longest waiting first."""

    cards: Sequence[Mapping[str, Any]]
    people: Mapping[str, Member]
    next_key: str | None


def grading_queue(caller: Caller, assessment: str, *, after: str | None, limit: int, at: datetime) -> Queue:
    """What waits at an assessment. Raises AssessmentNotFound, also in courses that are not the caller's to grade.

    3 round trips.
    """
    found = assessments.find(caller.tenant, assessment)
    if not caller.may(PERMISSION, at=at, scope=f"course:{found.course}"):
        raise AssessmentNotFound(assessment=assessment)
    page = attempts.queue(caller.tenant, assessment, after=after, limit=limit)
    cards = [entry.card for entry in page.items]
    return Queue(cards, members(caller.tenant, (str(card["learner"]) for card in cards)), page.next_key)
