"""Assignments of courses in the table."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from lyceum.assessment.assignments.events import CourseAssignmentAuthored
from lyceum.assessment.errors import AssignmentTooLarge, CourseAssignmentNotFound, CourseNotFound, LessonTaken
from lyceum.assessment.model.course_assignment import AssignmentContent, AssignmentSettings, CourseAssignment
from lyceum.assessment.store.items import CourseItem, course_key
from lyceum.assessment.store.lesson_items import LessonWorkItem, lesson_work_key
from lyceum.assessment.store.work_items import (
    CourseAssignmentItem,
    course_assignment_key,
    course_assignments_list,
)
from lyceum.kernel.clock import iso
from lyceum.kernel.creation import Creation, repeated_or_lost
from lyceum.kernel.errors import ChangedInTheMeantime, DomainError
from lyceum.kernel.table import CompressedJSONAttribute, Page, Transaction, get, transaction
from lyceum.kernel.table.read import in_parallel, query_index

_MOST_BYTES = 100_000
"""Compressed, of a draft: an item holds 400 KB, with what learners have beside it."""


def find(tenant: str, assignment: str) -> CourseAssignment:
    """An assignment as it is now. Raises CourseAssignmentNotFound. 1 round trip."""
    item = get(CourseAssignmentItem, course_assignment_key(tenant, assignment), consistent=True)
    if item is None:
        raise CourseAssignmentNotFound(assignment=assignment)
    return assignment_of(item)


def course_of(tenant: str, assignment: str) -> str | None:
    """The course that an assignment is of, or None where there is none of this id. 1 round trip."""
    item = get(CourseAssignmentItem, course_assignment_key(tenant, assignment), consistent=True)
    return item.course if item is not None else None


def find_beside[R](tenant: str, assignment: str, read: Callable[[], R]) -> tuple[CourseAssignment, R]:
    """An assignment, and what is read at the same time. Raises CourseAssignmentNotFound. 1 round trip."""
    found: list[Any] = in_parallel(partial(find, tenant, assignment), read)
    assignment_found, beside = found
    return assignment_found, beside


def of_course(tenant: str, course: str, *, after: str | None = None, limit: int = 100) -> Page[dict[str, Any]]:
    """Cards of a course's assignments, by id. 1 round trip."""
    page = query_index(course_assignments_list(tenant, course), after=after, limit=limit)
    return Page([entry.card for entry in page.items], page.next_key)


def add(tenant: str, assignment: CourseAssignment, creation: Creation, *, actor: str) -> None:
    """Keep a new assignment, alone at its lesson; the same creation again is a success.

    Raises CourseNotFound, LessonTaken, AssignmentTooLarge, IdempotencyKeyReused. 1 round trip.
    """
    item = _item(tenant, assignment)
    item.key_hash, item.body_hash = creation.key_hash, creation.body_hash
    again = repeated_or_lost(creation, ChangedInTheMeantime())
    course = course_key(tenant, assignment.course)
    with transaction(tenant=tenant, at=assignment.changed_at, actor=actor) as write:
        write.put(item, when=CourseAssignmentItem.absent(), otherwise=again, events=[_told(assignment)])
        write.check(CourseItem, course, when=CourseItem.present(), otherwise=CourseNotFound(course=assignment.course))
        _claim(write, tenant, assignment)


def change(tenant: str, before: CourseAssignment, after: CourseAssignment, *, actor: str, at: datetime) -> None:
    """Write a changed assignment in the place of the revision that it was made from.

    Raises ChangedInTheMeantime, LessonTaken, AssignmentTooLarge. 1 round trip.
    """
    item = _item(tenant, after)
    with transaction(tenant=tenant, at=at, actor=actor) as write:
        write.update(
            CourseAssignmentItem,
            item.key,
            _changes(item),
            when=CourseAssignmentItem.rev == before.rev,
            otherwise=_explain_change(after),
            events=[_told(after)],
        )
        if before.lesson == after.lesson:
            return
        _claim(write, tenant, after)
        if before.lesson is not None:
            mine = LessonWorkItem.assignment == before.id
            left = lesson_work_key(tenant, before.course, before.lesson)
            write.delete(LessonWorkItem, left, when=mine, otherwise=ChangedInTheMeantime())


def activate(tenant: str, assignment: CourseAssignment, *, at: datetime) -> None:
    """Let learners have the draft. Raises ChangedInTheMeantime. 1 round trip."""
    item = _item(tenant, assignment)
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            CourseAssignmentItem,
            item.key,
            [
                getattr(CourseAssignmentItem, name).set(getattr(item, name))
                for name in ("live", "active", "title", "card")
            ],
            when=CourseAssignmentItem.rev == assignment.rev,
            otherwise=ChangedInTheMeantime(),
        )


def _claim(write: Transaction, tenant: str, assignment: CourseAssignment) -> None:
    if assignment.lesson is None:
        return
    key = lesson_work_key(tenant, assignment.course, assignment.lesson)

    def explain(old: LessonWorkItem | None) -> DomainError | None:
        mine = old is not None and old.assignment == assignment.id
        return None if mine else LessonTaken(lesson=str(assignment.lesson))

    claim = LessonWorkItem(key.pk, key.sk, assignment=assignment.id)
    write.put(claim, when=LessonWorkItem.absent(), otherwise=explain)


def _explain_change(written: CourseAssignment) -> Any:
    """Finding there what this very write would have left means that only its answer was lost."""

    def explain(old: CourseAssignmentItem | None) -> ChangedInTheMeantime | None:
        mine = replace(written, rev=written.rev + 1)
        return None if old is not None and assignment_of(old) == mine else ChangedInTheMeantime()

    return explain


def _changes(item: CourseAssignmentItem) -> list[Any]:
    names = ("settings", "draft", "newest", "changed_at", "title", "card")
    actions = [getattr(CourseAssignmentItem, name).set(getattr(item, name)) for name in names]
    place = CourseAssignmentItem.lesson
    return [*actions, place.set(item.lesson) if item.lesson is not None else place.remove()]


def _told(assignment: CourseAssignment) -> CourseAssignmentAuthored:
    return CourseAssignmentAuthored(
        assignment=assignment.id, course=assignment.course, lesson=assignment.lesson, version=assignment.newest
    )


def _card(assignment: CourseAssignment) -> dict[str, Any]:
    shown, settings = assignment.live or assignment.draft, assignment.settings
    return {
        "id": assignment.id,
        "title": dict(shown.title.root),
        "lesson": assignment.lesson,
        "points": shown.points,
        "weight": settings.weight,
        "due": settings.due_at,
        **({"zone": settings.zone} if settings.zone is not None else {}),
        "newest": assignment.newest,
        "active": assignment.active,
        "changed": iso(assignment.changed_at),
    }


def _document(content: AssignmentContent) -> dict[str, Any]:
    document = content.model_dump(mode="json", exclude_none=True)
    size = len(CompressedJSONAttribute().serialize(document))
    if size > _MOST_BYTES:
        raise AssignmentTooLarge(bytes=size, limit=_MOST_BYTES)
    return document


def _item(tenant: str, assignment: CourseAssignment) -> CourseAssignmentItem:
    key = course_assignment_key(tenant, assignment.id)
    card = _card(assignment)
    return CourseAssignmentItem(
        key.pk,
        key.sk,
        course=assignment.course,
        lesson=assignment.lesson,
        settings=assignment.settings.model_dump_json(exclude_none=True),
        draft=_document(assignment.draft),
        newest=assignment.newest,
        live=_document(assignment.live) if assignment.live is not None else None,
        active=assignment.active,
        changed_at=assignment.changed_at,
        title=card["title"],
        gsi1pk=course_assignments_list(tenant, assignment.course),
        gsi1sk=assignment.id,
        card=card,
    )


def assignment_of(item: CourseAssignmentItem) -> CourseAssignment:
    """The assignment that an item keeps."""
    live: Mapping[str, Any] | None = item.live
    return CourseAssignment(
        id=item.pk.rsplit("#", 1)[1],
        course=item.course,
        lesson=item.lesson,
        settings=AssignmentSettings.model_validate_json(item.settings),
        draft=AssignmentContent.model_validate(item.draft, strict=False),
        newest=int(item.newest),
        live=AssignmentContent.model_validate(live, strict=False) if live is not None else None,
        active=int(item.active) if item.active is not None else None,
        changed_at=item.changed_at,
        rev=item.revision,
    )
