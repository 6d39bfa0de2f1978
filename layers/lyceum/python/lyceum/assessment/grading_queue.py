"""Attempts that wait for a grader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.model.marking import Marker, awaited
from lyceum.assessment.store import assessments, attempts
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import Member, members

PERMISSION = "grade.give"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A question that waits for a person."""

    question: str
    marker: Marker
    may_mark: bool
    """Whether the caller may be that person."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Some of the waiting attempts, the longest waiting first."""

    cards: Sequence[Mapping[str, Any]]
    people: Mapping[str, Member]
    awaited: Mapping[str, Sequence[Awaited]]
    """By attempt."""
    next_key: str | None


def grading_queue(
    caller: Caller, assessment: str, *, after: str | None, limit: int, at: datetime, only_markable: bool = False
) -> Queue:
    """What waits at an assessment. Raises AssessmentNotFound, also in courses that are not the caller's to grade.

    `only_markable`: what the caller may not mark any more is left out of a page. 3 round trips.
    """
    found = assessments.find(caller.tenant, assessment)
    if not caller.may(PERMISSION, at=at, scope=f"course:{found.course}"):
        raise AssessmentNotFound(assessment=assessment)
    page = attempts.queue(caller.tenant, assessment, after=after, limit=limit)
    by_two = found.settings.second_marking is not None
    waits = {entry.card["attempt"]: _awaited(entry.card, caller.person, by_two=by_two) for entry in page.items}
    shown = {id for id, questions in waits.items() if not only_markable or any(each.may_mark for each in questions)}
    cards = [entry.card for entry in page.items if entry.card["attempt"] in shown]
    people = members(caller.tenant, (str(card["learner"]) for card in cards))
    return Queue(cards, people, {id: waits[id] for id in shown}, page.next_key)


def _awaited(card: Mapping[str, Any], person: str, *, by_two: bool) -> list[Awaited]:
    """Whom each question of a card waits for. Nobody marks their own work, or an answer twice."""
    marked: Mapping[str, Sequence[str]] = card.get("marked", {}) if by_two else {}
    return [
        Awaited(
            question,
            awaited(len(marked.get(question, ()))),
            may_mark=person not in (card["learner"], *marked.get(question, ())),
        )
        for question in card["waiting"]
    ]
