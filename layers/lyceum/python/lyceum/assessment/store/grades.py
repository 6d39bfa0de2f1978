"""Rows of the gradebook: `T#t#U#u / GRADE#c`, listed by course."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from lyceum.assessment.events import GradeRecorded
from lyceum.assessment.model.gradebook import AssessmentResult, AttemptResult, CourseGrade
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.store.items import GradeItem, grade_key
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import shard_of
from lyceum.kernel.table import Page, get, query, query_shards, tenant_key, transaction
from lyceum.kernel.table.read import LIST_SHARDS


class GradeMoved(Conflict):
    """The row was written since it was read."""


def find(tenant: str, learner: str, course: str) -> CourseGrade | None:
    """A learner's row, as it is now, or None. 1 round trip."""
    item = get(GradeItem, grade_key(tenant, learner, course), consistent=True)
    return _grade(item) if item is not None else None


def save(tenant: str, grade: CourseGrade, event: GradeRecorded | None, *, at: datetime) -> None:
    """Write a row in the place of the revision that it was made from. Raises GradeMoved. 1 round trip."""
    item = _item(tenant, grade)
    events = [event] if event is not None else []
    with transaction(tenant=tenant, at=at) as write:
        if grade.rev == 0:
            write.put(item, when=GradeItem.absent(), otherwise=GradeMoved(), events=events)
            return
        percent = GradeItem.percent.set(grade.percent) if grade.percent is not None else GradeItem.percent.remove()
        write.update(
            GradeItem,
            item.key,
            [GradeItem.results.set(item.results), percent, GradeItem.card.set(item.card)],
            when=GradeItem.rev == grade.rev,
            otherwise=GradeMoved(),
            events=events,
        )


def of_learner(tenant: str, learner: str, *, after: str | None, limit: int) -> Page[CourseGrade]:
    """A learner's rows, by course. 1 round trip."""
    page = query(GradeItem, tenant_key(tenant, "U", learner), prefix="GRADE#", after=after, limit=limit)
    return Page([_grade(item) for item in page.items], page.next_key)


def of_course(tenant: str, course: str, *, after: str | None, limit: int) -> Page[CourseGrade]:
    """The rows of a course, by learner. 1 round trip over eight shards."""
    page = query_shards(tenant_key(tenant, "C", course, "GRADES"), after=after, limit=limit)
    return Page([_from_card(course, entry.card) for entry in page.items], page.next_key)


def _item(tenant: str, grade: CourseGrade) -> GradeItem:
    key = grade_key(tenant, grade.learner, grade.course)
    results = {assessment: _kept(result) for assessment, result in grade.results.items()}
    shard = shard_of(grade.learner, LIST_SHARDS)
    return GradeItem(
        key.pk,
        key.sk,
        learner=grade.learner,
        course=grade.course,
        results=results,
        percent=grade.percent,
        gsi1pk=tenant_key(tenant, "C", grade.course, "GRADES", str(shard)),
        gsi1sk=grade.learner,
        card={"u": grade.learner, "g": results},
    )


def _kept(result: AssessmentResult) -> dict[str, Any]:
    attempts = {str(number): [attempt.rev, attempt.percent] for number, attempt in result.attempts.items()}
    return {"w": result.weight, "p": str(result.policy), "m": result.pass_mark, "t": attempts}


def _grade(item: GradeItem) -> CourseGrade:
    return CourseGrade(item.learner, item.course, _results(item.results), rev=item.revision)


def _from_card(course: str, card: Mapping[str, Any]) -> CourseGrade:
    return CourseGrade(card["u"], course, _results(card["g"]))


def _results(kept: Mapping[str, Any]) -> dict[str, AssessmentResult]:
    return {
        assessment: AssessmentResult(
            weight=Decimal(each["w"]),
            policy=ScorePolicy(each["p"]),
            pass_mark=Decimal(each["m"]),
            attempts={
                int(number): AttemptResult(rev=int(rev), percent=Decimal(percent))
                for number, (rev, percent) in each["t"].items()
            },
        )
        for assessment, each in kept.items()
    }
