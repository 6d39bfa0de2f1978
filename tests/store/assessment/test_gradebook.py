"""The gradebook: rows for everybody, newest news hold, practice leaves no trace."""

from decimal import Decimal

import pytest

from lyceum.assessment.gradebook import gradebook, my_grades
from lyceum.assessment.model.gradebook import AssessmentResult
from lyceum.assessment.model.settings import ScorePolicy
from lyceum.assessment.record_grade import GradedAttempt, open_row, record_grade
from lyceum.assessment.store.items import GradeItem, grade_key
from lyceum.kernel.ids import new_id
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import EXAM, NOON

pytestmark = pytest.mark.store


def told(world: World, learner: str, percent: int, *, number: int = 1, rev: int = 3, **rules: object) -> GradedAttempt:
    chosen = {"weight": Decimal(1), "policy": ScorePolicy.HIGHEST, "pass_mark": Decimal(60), **rules}
    return GradedAttempt(
        learner=learner,
        course=world.course,
        assessment=EXAM,
        number=number,
        rev=rev,
        percent=Decimal(percent),
        rules=AssessmentResult(**chosen),  # type: ignore[arg-type]
    )


def test_older_and_repeated_news_change_nothing(world: World) -> None:
    ada = world.caller("ada").person
    record_grade(world.tenant, told(world, ada, 80, rev=5), at=NOON)
    record_grade(world.tenant, told(world, ada, 40, rev=3), at=NOON)
    row = record_grade(world.tenant, told(world, ada, 80, rev=5), at=NOON)
    assert row.results[EXAM].percent == 80
    assert row.rev == 1


def test_a_regrade_replaces_the_grade_and_is_told(world: World) -> None:
    ada = world.caller("ada").person
    record_grade(world.tenant, told(world, ada, 80, rev=3), at=NOON)
    row = record_grade(world.tenant, told(world, ada, 50, rev=4), at=NOON)
    assert row.results[EXAM].percent == 50
    assert not row.results[EXAM].passed
    assert events_of(world.tenant, GradeItem, grade_key(world.tenant, ada, world.course)) == ["GradeRecorded"]


def test_the_policy_counts_over_attempts(world: World) -> None:
    ada = world.caller("ada").person
    for number, percent in ((1, 90), (2, 30)):
        record_grade(world.tenant, told(world, ada, percent, number=number, policy=ScorePolicy.LATEST), at=NOON)
    (row,) = my_grades(world.caller("ada"), after=None, limit=20, at=NOON).rows
    assert row.shown.current == 30
    assert not row.results[EXAM].passed


def test_everybody_enrolled_has_a_row_and_staff_see_all_of_them(world: World) -> None:
    names = [f"learner-{number}" for number in range(7)]
    people = [world.caller(name).person for name in names]
    for person in people:
        open_row(world.tenant, person, world.course, at=NOON)
        open_row(world.tenant, person, world.course, at=NOON)
    record_grade(world.tenant, told(world, people[0], 75), at=NOON)
    world.live()
    tutor, seen, after = world.caller("tutor", "instructor"), [], None
    while True:
        page = gradebook(tutor, world.course, after=after, limit=3)
        assert len(page.book.columns) == 2  # one that is taken, one that only a result was heard of
        seen += [(one.row.learner, one.row.shown.current) for one in page.rows]
        after = page.next_key
        if after is None:
            break
    assert sorted(seen) == sorted((person, Decimal(75) if person == people[0] else None) for person in people)


def test_grades_of_another_course_are_another_row(world: World) -> None:
    ada = world.caller("ada")
    record_grade(world.tenant, told(world, ada.person, 75), at=NOON)
    open_row(world.tenant, ada.person, new_id(), at=NOON)
    assert sorted(str(row.shown.current) for row in my_grades(ada, after=None, limit=20, at=NOON).rows) == [
        "75.00",
        "None",
    ]
