"""Assignments in the table: one for a lesson, published with the course, two authors at once."""

from functools import partial
from typing import Any

import pytest

from lyceum.assessment.activate_assignments import activate_assignments
from lyceum.assessment.author_assessment import Change, change_assessment, list_assessments
from lyceum.assessment.author_assignment import (
    AssignmentChange,
    change_assignment,
    find_assignment,
    list_assignments,
)
from lyceum.assessment.errors import (
    AssignmentTooLarge,
    CourseAssignmentNotFound,
    CourseNotFound,
    InvalidRubric,
    LessonTaken,
)
from lyceum.assessment.model.course_assignment import AssignmentContent, CourseAssignment
from lyceum.assessment.store import course_assignments
from lyceum.assessment.store.items import CourseItem, course_key
from lyceum.assessment.store.work_items import CourseAssignmentItem, course_assignment_key
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import tenant_key
from lyceum.kernel.text import LocalizedText
from lyceum.kernel.walk import walk_tenant
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import ESSAY_RUBRIC, assignment_content, draft_assignment, publish_assignments
from tests.store.assessment.world import LESSON, World, events_of, keep
from tests.unit.assessment.samples import NOON
from tests.unit.assessment.test_rubric import rubric

pytestmark = pytest.mark.store


def change(
    world: World, made: CourseAssignment, expected: int | None = None, *, lesson: Any = ..., **said: Any
) -> CourseAssignment:
    wish = AssignmentChange(
        content={name: said.pop(name) for name in ("title", "points", "rubric") if name in said},
        settings=said,
        place={} if lesson is ... else {"lesson": lesson},
    )
    author = world.caller("author", "instructor")
    return change_assignment(author, made.course, made.id, wish, expected_revision=expected, at=NOON)


def test_an_assignment_is_kept_as_it_was_made(world: World) -> None:
    made = draft_assignment(world, judged_by=ESSAY_RUBRIC, due_at=NOON, resubmissions=2)
    author = world.caller("author", "instructor")
    assert find_assignment(author, world.course, made.id) == made
    (card,) = list_assignments(author, world.course, after=None, limit=10).cards
    assert (card["id"], card["points"], card["newest"], card["active"]) == (made.id, 100, 1, None)
    key = course_assignment_key(world.tenant, made.id)
    assert events_of(world.tenant, CourseAssignmentItem, key) == ["CourseAssignmentAuthored"]


def test_the_same_wish_is_one_assignment(world: World) -> None:
    creation = Creation(new_id(), "key", "body")
    first, second = (draft_assignment(world, lesson=LESSON, creation=creation) for _ in range(2))
    assert first == second
    with pytest.raises(IdempotencyKeyReused):
        draft_assignment(world, creation=Creation(creation.id, "key", "other"))


def test_it_belongs_to_a_course_that_is_there(world: World) -> None:
    other = World(world.tenant, new_id())
    with pytest.raises(CourseNotFound):
        draft_assignment(other)
    with pytest.raises(CourseNotFound):
        list_assignments(world.caller("author", "instructor"), other.course, after=None, limit=10)
    made = draft_assignment(world)
    with pytest.raises(CourseAssignmentNotFound):
        find_assignment(world.caller("author", "instructor"), other.course, made.id)


def test_what_does_not_fit_is_refused(world: World) -> None:
    with pytest.raises(InvalidRubric):
        draft_assignment(world, judged_by=rubric({"a": {"x": 0}}))
    made = draft_assignment(world)
    noise = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(60_000))
    large = LocalizedText.of(noise)
    with pytest.raises(AssignmentTooLarge):
        change(world, made, title=large)
    assert find_assignment(world.caller("author", "instructor"), world.course, made.id) == made


def test_settings_hold_at_once_and_content_waits_for_the_next_publication(world: World) -> None:
    made = draft_assignment(world)
    publish_assignments(world)
    changed = change(world, made, title=LocalizedText.of("Report"), due_at=NOON, resubmissions=3)
    kept = course_assignments.find(world.tenant, made.id)
    assert kept == changed
    assert (kept.settings.due_at, kept.settings.resubmissions) == (NOON, 3)
    assert (kept.newest, kept.active, kept.demand_live()) == (2, 1, assignment_content())
    activate_assignments(world.tenant, world.course, published_at=NOON, at=NOON)
    live = course_assignments.find(world.tenant, made.id)
    assert (live.active, live.demand_live().title) == (2, LocalizedText.of("Report"))
    assert activate_assignments(world.tenant, world.course, published_at=NOON, at=NOON) == 0
    assert course_assignments.find(world.tenant, made.id) == live


def test_nothing_is_written_for_a_change_that_changes_nothing(world: World) -> None:
    made = draft_assignment(world)
    assert change(world, made, points=made.draft.points) == made


def test_a_stale_revision_is_refused(world: World) -> None:
    made = draft_assignment(world)
    changed = change(world, made, expected=1, resubmissions=1)
    assert changed.rev == 2
    with pytest.raises(ChangedInTheMeantime):
        change(world, made, expected=1, resubmissions=2)
    assert course_assignments.find(world.tenant, made.id) == changed


def test_a_lesson_has_one_assignment_or_one_test(world: World) -> None:
    """RULES S3-8."""
    first = draft_assignment(world, lesson=LESSON)
    with pytest.raises(LessonTaken):
        draft_assignment(world, lesson=LESSON)
    second = draft_assignment(world)
    with pytest.raises(LessonTaken):
        change(world, second, lesson=LESSON)
    change(world, first, lesson=None)
    assert change(world, second, lesson=LESSON).lesson == LESSON
    with pytest.raises(LessonTaken):
        change(world, course_assignments.find(world.tenant, first.id), lesson=LESSON)


def test_a_lesson_that_has_a_test_takes_no_assignment(world: World) -> None:
    world.draft()
    with pytest.raises(LessonTaken):
        draft_assignment(world, lesson=LESSON)
    made = draft_assignment(world)
    with pytest.raises(LessonTaken):
        change(world, made, lesson=LESSON)


def test_a_lesson_that_has_an_assignment_takes_no_test(world: World) -> None:
    """The other way round: by hand, moved there, or brought by an import; it is free again once it is left."""
    author = world.caller("author", "instructor")
    work = draft_assignment(world, lesson=LESSON)
    with pytest.raises(LessonTaken):
        world.draft()
    assert list_assessments(author, world.course, after=None, limit=9).cards == []
    elsewhere = change(world, work, lesson="lesson-2")
    exam = world.draft()
    there = Change(lesson="lesson-2")
    with pytest.raises(LessonTaken):
        change_assessment(author, world.course, exam, there, expected_revision=None, at=NOON)
    change(world, elsewhere, lesson=None)
    moved = change_assessment(author, world.course, exam, there, expected_revision=None, at=NOON)
    assert moved.assessment.lesson == "lesson-2"
    assert change_assessment(author, world.course, exam, there, expected_revision=None, at=NOON) == moved


def test_two_authors_at_once_give_a_lesson_one_assignment(world: World) -> None:
    results = at_once([partial(draft_assignment, world, lesson=LESSON) for _ in range(4)])
    made = [each for each in results if isinstance(each, CourseAssignment)]
    assert len(made) == 1
    assert [type(each) for each in results if each not in made] == [LessonTaken] * 3
    cards = course_assignments.of_course(world.tenant, world.course).items
    assert [card["id"] for card in cards] == [made[0].id]


def test_two_authors_at_once_leave_one_change(world: World) -> None:
    made = draft_assignment(world)
    results = at_once([partial(change, world, made, 1, resubmissions=number) for number in (1, 2)])
    won = [each for each in results if isinstance(each, CourseAssignment)]
    assert [type(each) for each in results if each not in won] == [ChangedInTheMeantime]
    assert [course_assignments.find(world.tenant, made.id)] == won


def test_an_assignment_without_its_lesson_published_waits(world: World) -> None:
    waiting, other = draft_assignment(world, lesson="lesson-2"), draft_assignment(world, lesson=LESSON)
    publish_assignments(world)
    assert course_assignments.find(world.tenant, waiting.id).live is None
    assert isinstance(course_assignments.find(world.tenant, other.id).live, AssignmentContent)


def test_the_walk_finds_assignments_and_their_places(tenant: str, table: str) -> None:
    world, key = World(tenant, new_id()), tenant_key(tenant, "CATALOG")
    place = course_key(tenant, world.course)
    keep(tenant, CourseItem(place.pk, place.sk, gsi1pk=key, gsi1sk=world.course, card={}))
    draft_assignment(world, lesson=LESSON)
    kinds = {item["kind"]["S"] for item in walk_tenant(tenant)}
    assert kinds == {"course", "lesson_work", "course_assignment"}
