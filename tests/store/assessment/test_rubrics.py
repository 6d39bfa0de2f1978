"""Rubrics that are used again: of the school or of a course, copied into assignments, two authors at once."""

from functools import partial
from typing import Any

import pytest

from lyceum.assessment.author_assignment import AssignmentChange, change_assignment
from lyceum.assessment.errors import CourseNotFound, InvalidRubric, RubricNotFound, RubricRetired
from lyceum.assessment.manage_rubric import change_rubric, find_rubric, list_rubrics, make_rubric
from lyceum.assessment.model.kept_rubric import KeptRubric
from lyceum.assessment.model.rubric import Rubric
from lyceum.assessment.store import course_assignments
from lyceum.assessment.store.rubrics import RubricItem, rubric_key
from lyceum.kernel.access import Caller, Source, Statement
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, PermissionDenied
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from lyceum.kernel.walk import walk_tenant
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import ESSAY_RUBRIC, draft_assignment
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON
from tests.unit.assessment.test_rubric import rubric

pytestmark = pytest.mark.store
OTHER = rubric({"spelling": {"poor": 0, "good": 2}})


@pytest.fixture
def author(world: World) -> Caller:
    return world.caller("author", "instructor")


def kept_rubric(
    caller: Caller, course: str | None = None, *, judged_by: Rubric = ESSAY_RUBRIC, creation: Creation | None = None
) -> KeptRubric:
    return make_rubric(
        caller,
        title=LocalizedText({"en": "Essays", "th": "เรียงความ"}),
        course=course,
        rubric=judged_by,
        creation=creation or Creation(new_id()),
        at=NOON,
    )


def change_kept(caller: Caller, kept: KeptRubric, expected: int | None = None, **said: Any) -> KeptRubric:
    wish: dict[str, Any] = {"title": None, "criteria": None, "retired": None} | said
    return change_rubric(caller, kept.id, expected_revision=expected, at=NOON, **wish)


def listed(caller: Caller, course: str | None = None) -> list[str]:
    return [card["id"] for card in list_rubrics(caller, course, after=None, limit=10, at=NOON).cards]


def of_course_alone(world: World, course: str) -> Caller:
    stated = [Statement("assessment.author", Source.ROLE_GRANT, allows=True, scope=f"course:{course}")]
    return Caller(new_id(), world.tenant, stated=stated)


def test_a_rubric_is_kept_as_it_was_made_and_listed_where_it_belongs(world: World, author: Caller) -> None:
    schools, courses = kept_rubric(author), kept_rubric(author, world.course)
    assert [find_rubric(author, each.id, at=NOON) for each in (schools, courses)] == [schools, courses]
    assert (listed(author), listed(author, world.course)) == ([schools.id], [courses.id])
    assert events_of(world.tenant, RubricItem, rubric_key(world.tenant, schools.id)) == ["RubricChanged"]
    assert rubric_key(world.tenant, schools.id).pk in {item["PK"]["S"] for item in walk_tenant(world.tenant)}


def test_the_same_wish_is_one_rubric(author: Caller) -> None:
    creation = Creation(new_id(), "key", "body")
    assert kept_rubric(author, creation=creation) == kept_rubric(author, creation=creation)
    with pytest.raises(IdempotencyKeyReused):
        kept_rubric(author, creation=Creation(creation.id, "key", "other"))


def test_what_cannot_be_is_refused(author: Caller) -> None:
    with pytest.raises(CourseNotFound):
        kept_rubric(author, new_id())
    with pytest.raises(CourseNotFound):
        listed(author, new_id())
    with pytest.raises(InvalidRubric):
        kept_rubric(author, judged_by=rubric({"a": {"x": 0}}))
    with pytest.raises(InvalidRubric):
        change_kept(author, kept_rubric(author), criteria=rubric({"a": {"x": 0}}))
    with pytest.raises(RubricNotFound):
        find_rubric(author, new_id(), at=NOON)


def test_an_assignment_keeps_the_copy_that_it_took(world: World, author: Caller) -> None:
    kept = kept_rubric(author)
    made = draft_assignment(world, copied=kept.id)
    assert made.draft.rubric == ESSAY_RUBRIC
    changed = change_kept(author, kept, criteria=OTHER)
    assert (changed.rev, find_rubric(author, kept.id, at=NOON)) == (2, changed)
    assert course_assignments.find(world.tenant, made.id).draft.rubric == ESSAY_RUBRIC
    again = AssignmentChange(content={}, settings={}, place={}, copied=kept.id)
    newer = change_assignment(author, world.course, made.id, again, expected_revision=1, at=NOON)
    assert (newer.draft.rubric, newer.newest) == (OTHER, 2)


def test_a_retired_rubric_is_not_copied_and_comes_back(world: World, author: Caller) -> None:
    kept = change_kept(author, kept_rubric(author), retired=True)
    with pytest.raises(RubricRetired):
        draft_assignment(world, copied=kept.id)
    with pytest.raises(RubricRetired):
        change_kept(author, kept, criteria=OTHER)
    assert change_kept(author, kept, retired=True) == kept
    change_kept(author, kept, retired=False)
    assert draft_assignment(world, copied=kept.id).draft.rubric == ESSAY_RUBRIC


def test_who_authors_one_course_uses_the_schools_rubrics_and_writes_that_courses(world: World, author: Caller) -> None:
    mine, others = of_course_alone(world, world.course), of_course_alone(world, new_id())
    schools, courses = kept_rubric(author), kept_rubric(mine, world.course)
    assert find_rubric(mine, schools.id, at=NOON) == find_rubric(others, schools.id, at=NOON) == schools
    assert change_kept(mine, courses, retired=True).retired
    for refused in (partial(kept_rubric, mine), partial(change_kept, mine, schools, retired=True)):
        with pytest.raises(PermissionDenied):
            refused()
    with pytest.raises(PermissionDenied):
        kept_rubric(others, world.course)
    for unseen in (partial(find_rubric, others, courses.id, at=NOON), partial(change_kept, others, courses)):
        with pytest.raises(RubricNotFound):
            unseen()
    with pytest.raises(CourseNotFound):
        listed(others, world.course)


def test_two_authors_at_once_leave_one_change(author: Caller) -> None:
    kept = kept_rubric(author)
    results = at_once(
        [partial(change_kept, author, kept, 1, criteria=each) for each in (OTHER, rubric({"a": {"x": 1}}))]
    )
    won = [each for each in results if isinstance(each, KeptRubric)]
    assert [type(each) for each in results if each not in won] == [ChangedInTheMeantime]
    assert [find_rubric(author, kept.id, at=NOON)] == won
