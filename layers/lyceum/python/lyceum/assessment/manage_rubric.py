"""Authors keep rubrics to use them again, for the whole school or for one course; assignments take copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lyceum.assessment.errors import CourseNotFound, RubricNotFound, RubricRetired
from lyceum.assessment.model.kept_rubric import KeptRubric
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.store import rubrics
from lyceum.assessment.store.items import course_key
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.parents import demand_parent
from lyceum.kernel.text import LocalizedText

PERMISSION = "assessment.author"


@dataclass(frozen=True, slots=True)
class RubricsOf:
    """Some rubrics, as cards."""

    cards: Sequence[Mapping[str, Any]]
    next_key: str | None


def make_rubric(
    caller: Caller, *, title: LocalizedText, course: str | None, rubric: Rubric, creation: Creation, at: datetime
) -> KeptRubric:
    """A new rubric. Who authors one course alone makes rubrics of that course.

    Raises PermissionDenied, CourseNotFound, InvalidRubric, AssignmentTooLarge, IdempotencyKeyReused. 1 round trip;
    with an Idempotency-Key 2. Source: FEATURES AG17.
    """
    rubric.check()
    made = KeptRubric(id=creation.id, title=title, course=course, rubric=rubric, made_at=at)
    caller.demand(PERMISSION, at=at, scope=made.scope)
    rubrics.add(caller.tenant, made, creation, actor=caller.person)
    return rubrics.find(caller.tenant, made.id) if creation.key_hash is not None else replace(made, rev=1)


def find_rubric(caller: Caller, rubric: str, *, at: datetime) -> KeptRubric:
    """The school's own, or one of a course that the caller authors. Raises RubricNotFound. 1 round trip."""
    found = rubrics.find(caller.tenant, rubric)
    if found.course is not None and not caller.may(PERMISSION, at=at, scope=found.scope):
        raise RubricNotFound(rubric=rubric)
    return found


def copied_rubric(caller: Caller, rubric: str, *, at: datetime) -> Rubric:
    """The criteria, for an assignment that takes a copy. Raises RubricNotFound, RubricRetired. 1 round trip."""
    found = find_rubric(caller, rubric, at=at)
    if found.retired:
        raise RubricRetired(rubric=rubric)
    return found.rubric


def list_rubrics(caller: Caller, course: str | None, *, after: str | None, limit: int, at: datetime) -> RubricsOf:
    """Rubrics of the school, or of a course that the caller authors. 1 round trip; 2 for a course that has none.

    Raises CourseNotFound.
    """
    if course is not None and not caller.may(PERMISSION, at=at, scope=f"course:{course}"):
        raise CourseNotFound(course=course)
    page = rubrics.listed(caller.tenant, course, after=after, limit=limit)
    if course is not None:
        demand_parent(page, course_key(caller.tenant, course), CourseNotFound(course=course), after=after)
    return RubricsOf(page.items, page.next_key)


def change_rubric(
    caller: Caller,
    rubric: str,
    *,
    title: LocalizedText | None,
    criteria: Rubric | None,
    retired: bool | None,
    expected_revision: int | None,
    at: datetime,
) -> KeptRubric:
    """Change, retire or take back a rubric; copies stay as they are.

    Raises RubricNotFound, PermissionDenied, RubricRetired, InvalidRubric, AssignmentTooLarge, ChangedInTheMeantime.
    2 round trips.
    """
    before = find_rubric(caller, rubric, at=at)
    caller.demand(PERMISSION, at=at, scope=before.scope)
    if expected_revision is not None and expected_revision != before.rev:
        raise ChangedInTheMeantime
    after = before.changed(title=title, rubric=criteria, retired=retired)
    after.rubric.check()
    if after == before:
        return before
    if before.retired and after.retired:
        raise RubricRetired(rubric=rubric)
    rubrics.change(caller.tenant, after, actor=caller.person, at=at)
    return replace(after, rev=before.rev + 1)
