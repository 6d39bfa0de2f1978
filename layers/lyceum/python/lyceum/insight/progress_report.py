"""Make a course's progress report from what the contexts keep: one snapshot, read when it is made."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from lyceum.insight.counting_scores import counting_percents
from lyceum.insight.model import Report
from lyceum.insight.report_model import (
    ACTIVITY_DAYS,
    CourseProgressReport,
    EnrollmentStatus,
    LearnerRow,
    ReportedAssessment,
    ReportedCourse,
)
from lyceum.insight.store import counters, sources
from lyceum.insight.store.sources import Card
from lyceum.kernel.clock import parse
from lyceum.kernel.directory import Member, members
from lyceum.kernel.text import LocalizedText

_LONGEST_NAME = 500


def progress_report(report: Report, *, at: datetime) -> CourseProgressReport:
    """Everything that the report says. Raises CourseNotFound.

    Reads follow writes by milliseconds (lists are read from an index); counters by about a second.
    """
    tenant, course = report.tenant, report.course or ""
    source = sources.course(tenant, course)
    cards = _one_each(sources.roster(tenant, course))
    graded = sources.grades(tenant, course)
    scores = {str(card["u"]): counting_percents(card, source.columns) for card in graded}
    listed = [assessment.id for assessment in source.outline.assessments]
    assessments = _assessments(tenant, [*listed, *sorted({id for each in scores.values() for id in each} - {*listed})])
    known = [assessment.id for assessment in assessments]
    waiting: dict[str, set[str]] = {}
    for assessment, learner in sources.awaiting_grading(tenant, known):
        waiting.setdefault(learner, set()).add(assessment)
    people = members(tenant, cards)
    day = at.date()
    return CourseProgressReport(
        tenant=tenant,
        tenant_name=LocalizedText(source.tenant_name) if source.tenant_name else None,
        course=ReportedCourse(id=course, title=source.outline.title),
        made_at=at,
        language=report.language,
        assessments=tuple(assessments),
        learners=tuple(
            _row(card, people.get(learner), scores.get(learner, {}), waiting.get(learner, ()), known)
            for learner, card in cards.items()
        ),
        activity=counters.of_course(tenant, course, first=day - timedelta(days=ACTIVITY_DAYS - 1), last=day),
    )


def _one_each(cards: Iterable[Card]) -> dict[str, Card]:
    """One card for each learner: an index that is just moving an entry may show both its places."""
    found: dict[str, Card] = {}
    for card in cards:
        kept = found.get(card["learner"])
        if kept is None or Decimal(card["percent"]) >= Decimal(kept["percent"]):
            found[card["learner"]] = card
    return found


def _assessments(tenant: str, ids: Sequence[str]) -> list[ReportedAssessment]:
    """In the order of the course; then those that only learners of an earlier version have."""
    known = sources.assessments(tenant, ids)
    return [
        ReportedAssessment(
            id=id, title=LocalizedText(known[id].title), points=known[id].points, pass_mark=known[id].pass_mark
        )
        for id in ids
        if id in known
    ]


def _row(
    card: Mapping[str, Any],
    member: Member | None,
    scores: Mapping[str, Decimal],
    waiting: Collection[str],
    known: Sequence[str],
) -> LearnerRow:
    learner = str(card["learner"])
    done, seen = card.get("done"), card.get("seen") or card.get("done")
    return LearnerRow(
        learner=learner,
        name=(member.name if member else "")[:_LONGEST_NAME].strip() or learner,
        enrolled_at=parse(card["at"]),
        status=EnrollmentStatus(card["status"]),
        percent=Decimal(card["percent"]),
        completed_at=parse(done) if done else None,
        last_activity=parse(seen) if seen else None,
        scores={assessment: percent for assessment, percent in scores.items() if assessment in known},
        awaiting_grading=tuple(assessment for assessment in known if assessment in waiting),
    )
