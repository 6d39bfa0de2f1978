"""What assignments and what is handed in for them cost, against docs/access-patterns/assignments.md."""

import pytest

from lyceum.assessment.author_assignment import AssignmentChange, change_assignment, list_assignments
from lyceum.assessment.grade_submission import list_submissions
from lyceum.assessment.manage_rubric import find_rubric, list_rubrics
from lyceum.assessment.view_submission import my_assignment, my_assignments, view_submission, view_version
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured
from tests.meter import metered
from tests.store.assessment.test_rubrics import change_kept, kept_rubric
from tests.store.assessment.work import (
    ESSAY_RUBRIC,
    FILES,
    assign,
    draft_assignment,
    give_back,
    grade,
    hand,
    hand_file,
    publish_assignments,
    send,
)
from tests.store.assessment.world import LESSON, World
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
CONTEXT = "assignments"


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured(CONTEXT, __file__)


def test_authoring(world: World) -> None:
    author = world.caller("author", "instructor")
    with metered() as cost:
        made = draft_assignment(world)
    assert_as_stated(CONTEXT, "make assignment", cost)
    with metered() as cost:
        at_lesson = draft_assignment(world, lesson=LESSON)
    assert_as_stated(CONTEXT, "make assignment of a lesson", cost)
    with metered() as cost:
        wish = AssignmentChange(content={}, settings={"resubmissions": 1}, place={})
        change_assignment(author, world.course, made.id, wish, expected_revision=1, at=NOON)
    assert_as_stated(CONTEXT, "change assignment", cost)
    with metered() as cost:
        move = AssignmentChange(content={}, settings={}, place={"lesson": "lesson-2"})
        change_assignment(author, world.course, at_lesson.id, move, expected_revision=1, at=NOON)
    assert_as_stated(CONTEXT, "move assignment to another lesson", cost)
    with metered() as cost:
        list_assignments(author, world.course, after=None, limit=20)
    assert_as_stated(CONTEXT, "assignments of a course", cost)


def test_rubrics(world: World) -> None:
    author = world.caller("author", "instructor")
    with metered() as cost:
        kept = kept_rubric(author)
    assert_as_stated(CONTEXT, "make rubric", cost)
    with metered() as cost:
        kept_rubric(author, world.course)
    assert_as_stated(CONTEXT, "make rubric of a course", cost)
    with metered() as cost:
        find_rubric(author, kept.id, at=NOON)
    assert_as_stated(CONTEXT, "rubric", cost)
    with metered() as cost:
        list_rubrics(author, None, after=None, limit=20, at=NOON)
    assert_as_stated(CONTEXT, "list rubrics", cost)
    with metered() as cost:
        draft_assignment(world, copied=kept.id)
    assert_as_stated(CONTEXT, "make assignment with a copied rubric", cost)
    with metered() as cost:
        change_kept(author, kept, retired=True)
    assert_as_stated(CONTEXT, "change rubric", cost)


def test_handing_in_and_grading(world: World) -> None:
    ada, tutor = world.enrolled("ada"), world.caller("tutor", "instructor")
    assignment = assign(world, judged_by=ESSAY_RUBRIC, resubmissions=3)
    with metered() as cost:
        hand(ada, assignment)
    assert_as_stated(CONTEXT, "hand in", cost)
    with metered() as cost:
        handed_in = hand(ada, assignment)
    assert_as_stated(CONTEXT, "hand in again", cost)
    with metered() as cost:
        my_assignments(ada, world.course, after=None, limit=20)
    assert_as_stated(CONTEXT, "my assignments", cost)
    with metered() as cost:
        my_assignment(ada, assignment)
    assert_as_stated(CONTEXT, "my assignment", cost)
    with metered() as cost:
        view_submission(ada, str(handed_in.id), at=NOON)
    assert_as_stated(CONTEXT, "submission", cost)
    with metered() as cost:
        view_version(ada, str(handed_in.id), 1, at=NOON)
    assert_as_stated(CONTEXT, "version of a submission", cost)
    with metered() as cost:
        graded = grade(tutor, handed_in, points=None, marks={"reasons": "good", "style": "poor"})
    assert_as_stated(CONTEXT, "grade submission", cost)
    with metered() as cost:
        give_back(tutor, graded)
    assert_as_stated(CONTEXT, "return submission", cost)


def test_a_file(world: World) -> None:
    ada = world.enrolled("ada")
    made = draft_assignment(world, accepts=FILES)
    publish_assignments(world)
    with metered() as cost:
        upload = send(ada, made.id)
    assert_as_stated(CONTEXT, "work upload", cost)
    with metered() as cost:
        hand_file(ada, made.id, upload)
    assert_as_stated(CONTEXT, "hand in a file", cost)


def test_a_page_of_twenty(world: World) -> None:
    assignment, tutor = assign(world), world.caller("tutor", "instructor")
    for number in range(25):
        hand(world.enrolled(f"learner-{number}"), assignment)
    with metered() as cost:
        found = list_submissions(tutor, assignment, state=None, after=None, limit=20, at=NOON)
    assert (len(found.cards), found.next_key is not None) == (20, True)
    assert_as_stated(CONTEXT, "list submissions, 20", cost)
