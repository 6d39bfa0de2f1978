"""Authors make and change the assignments of a course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lyceum.assessment.errors import CourseAssignmentNotFound, CourseNotFound, LessonTaken
from lyceum.assessment.manage_rubric import copied_rubric
from lyceum.assessment.model.course_assignment import AssignmentContent, AssignmentSettings, CourseAssignment
from lyceum.assessment.store import assessments, course_assignments
from lyceum.assessment.store.items import course_key
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.parents import demand_parent


@dataclass(frozen=True, slots=True)
class AssignmentsOfCourse:
    """Some of a course's assignments, as cards."""

    cards: Sequence[Mapping[str, Any]]
    next_key: str | None


@dataclass(frozen=True, slots=True)
class AssignmentChange:
    """What an author wants changed, by name; what is not named stays."""

    content: Mapping[str, Any]
    """Of title, instructions, points and rubric."""
    settings: Mapping[str, Any]
    place: Mapping[str, str | None]
    """`lesson` → its id, or None for none; empty where it stays."""
    copied: str | None = None
    """A kept rubric whose criteria are copied."""


def author_assignment(
    caller: Caller,
    course: str,
    *,
    content: AssignmentContent,
    lesson: str | None,
    settings: AssignmentSettings,
    creation: Creation,
    at: datetime,
    copied: str | None = None,
) -> CourseAssignment:
    """Make an assignment of a course, as a draft; publishing the course makes it live.

    `copied`: a kept rubric whose criteria are copied into the content. Raises CourseNotFound, LessonTaken,
    RubricNotFound, RubricRetired, InvalidRubric, InvalidWindow, UnknownTimeZone, NoFormAccepted, AssignmentTooLarge,
    IdempotencyKeyReused. 1 round trip; one more each for a lesson's, a copied rubric, and with an Idempotency-Key.
    Source: RULES S3-8, S3-16.
    """
    settings.check()
    if copied is not None:
        content = content.model_copy(update={"rubric": copied_rubric(caller, copied, at=at)})
    _check(content)
    if lesson is not None:
        _demand_without_test(caller.tenant, course, lesson)
    made = CourseAssignment(
        id=creation.id, course=course, lesson=lesson, settings=settings, draft=content, newest=1, changed_at=at
    )
    course_assignments.add(caller.tenant, made, creation, actor=caller.person)
    if creation.key_hash is not None:
        return course_assignments.find(caller.tenant, made.id)
    return replace(made, rev=1)


def find_assignment(caller: Caller, course: str, assignment: str) -> CourseAssignment:
    """An assignment of a course as authors work on it. Raises CourseAssignmentNotFound. 1 round trip."""
    found = course_assignments.find(caller.tenant, assignment)
    if found.course != course:
        raise CourseAssignmentNotFound(assignment=assignment)
    return found


def change_assignment(
    caller: Caller,
    course: str,
    assignment: str,
    change: AssignmentChange,
    *,
    expected_revision: int | None,
    at: datetime,
) -> CourseAssignment:
    """Change an assignment. Settings and place hold at once; content waits for the next publication.

    Raises CourseAssignmentNotFound, ChangedInTheMeantime, LessonTaken, RubricNotFound, RubricRetired, InvalidRubric,
    InvalidWindow, NoFormAccepted, AssignmentTooLarge. 2 round trips; one more each for another lesson and for a rubric
    that is copied.
    """
    before = find_assignment(caller, course, assignment)
    if expected_revision is not None and expected_revision != before.rev:
        raise ChangedInTheMeantime
    said = dict(change.content)
    if change.copied is not None:
        said["rubric"] = copied_rubric(caller, change.copied, at=at)
    content = before.draft.model_copy(update=said)
    _check(content)
    lesson = change.place.get("lesson", before.lesson)
    after = replace(before, lesson=lesson, settings=before.settings.changed(change.settings))
    after = after.with_draft(content, at=at)
    if after == before:
        return before
    if lesson is not None and lesson != before.lesson:
        _demand_without_test(caller.tenant, course, lesson)
    course_assignments.change(caller.tenant, before, after, actor=caller.person, at=at)
    return replace(after, rev=before.rev + 1)


def list_assignments(caller: Caller, course: str, *, after: str | None, limit: int) -> AssignmentsOfCourse:
    """The assignments of a course. 1 round trip; 2 where it has none. Raises CourseNotFound."""
    page = course_assignments.of_course(caller.tenant, course, after=after, limit=limit)
    demand_parent(page, course_key(caller.tenant, course), CourseNotFound(course=course), after=after)
    return AssignmentsOfCourse(page.items, page.next_key)


def _check(content: AssignmentContent) -> None:
    if content.rubric is not None:
        content.rubric.check()


def _demand_without_test(tenant: str, course: str, lesson: str) -> None:
    """Raises LessonTaken for a lesson that has an assessment (RULES S3-8).

    Of assignments a lesson has one by condition; an assessment that is written in this very moment is not seen here.
    """
    after: str | None = None
    while True:
        page = assessments.of_course(tenant, course, after=after)
        if any(card["lesson"] == lesson for card in page.items):
            raise LessonTaken(lesson=lesson)
        after = page.next_key
        if after is None:
            return
