"""Results that an assessment withholds, in a learner's own grades: from the author's setting to the row."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lyceum.assessment.accommodate import Place, accommodate
from lyceum.assessment.author_assessment import Change, change_assessment
from lyceum.assessment.explain_grade import explain_grade, explain_my_grade
from lyceum.assessment.gradebook import my_grades
from lyceum.assessment.model.gradebook import AssessmentResult
from lyceum.assessment.model.settings import ResultsShown, ScorePolicy
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.recompute_grades import hear_of_assessment, recompute_grades
from lyceum.assessment.record_grade import GradedAttempt, record_grade
from lyceum.assessment.store import books
from lyceum.kernel.access import Caller
from tests.access_patterns import assert_as_stated
from tests.meter import metered
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store
DUE = NOON + timedelta(days=1)


def graded(world: World, learner: Caller, assessment: str, percent: int) -> None:
    rules = AssessmentResult(weight=Decimal(1), policy=ScorePolicy.HIGHEST, pass_mark=Decimal(60))
    told = GradedAttempt(
        learner=learner.person,
        course=world.course,
        assessment=assessment,
        number=1,
        rev=1,
        percent=Decimal(percent),
        rules=rules,
    )
    record_grade(world.tenant, told, at=NOON)


def seen(learner: Caller, *, at: datetime = NOON) -> tuple[Decimal | None, dict[str, Decimal]]:
    (row,) = my_grades(learner, after=None, limit=20, at=at).rows
    return row.shown.current, {item: cell.percent for item, cell in row.shown.cells.items()}


def sat(world: World, learner: Caller, **exam: Any) -> tuple[str, str]:
    """A quiz that shows 60 percent, and an exam that came to 80; their ids."""
    quiz = world.draft()
    other = world.live(**exam)
    graded(world, learner, quiz, 60)
    graded(world, learner, other, 80)
    return quiz, other


def test_a_learners_grades_do_not_tell_what_is_never_shown(world: World) -> None:
    ada = world.enrolled("ada")
    quiz, exam = sat(world, ada, results=ResultsShown.NEVER)

    assert seen(ada) == (60, {quiz: 60})
    mine = explain_my_grade(ada, world.course, at=NOON).steps
    assert ([item.item for item in mine.items], mine.current.percent) == ([quiz], 60)
    staff = explain_grade(world.caller("tutor", "instructor"), world.course, ada.person).steps
    assert ({item.item for item in staff.items}, staff.current.percent) == ({quiz, exam}, 70)


def test_they_tell_it_from_the_due_date_on_which_is_later_for_some(world: World) -> None:
    ada, bob = world.enrolled("ada"), world.enrolled("bob")
    quiz, exam = sat(world, ada, results=ResultsShown.AFTER_DUE_DATE, due_at=DUE)
    graded(world, bob, exam, 50)
    place, later = Place(ada.person, world.course, exam), Terms(due_at=DUE + timedelta(days=1))
    accommodate(world.caller("tutor", "instructor"), place, later, expected_revision=None, at=NOON)

    assert (seen(ada), seen(bob)) == ((60, {quiz: 60}), (None, {}))
    assert (seen(ada, at=DUE), seen(bob, at=DUE)) == ((60, {quiz: 60}), (50, {exam: 50}))
    assert seen(ada, at=DUE + timedelta(days=1)) == (70, {quiz: 60, exam: 80})
    assert explain_my_grade(ada, world.course, at=DUE + timedelta(days=1)).steps.current.percent == 70


def test_rows_follow_when_an_author_changes_what_is_shown(world: World) -> None:
    ada, author = world.enrolled("ada"), world.caller("author", "instructor")
    quiz, exam = sat(world, ada)
    assert seen(ada) == (70, {quiz: 60, exam: 80})

    change = Change(settings={"results": ResultsShown.NEVER})
    change_assessment(author, world.course, exam, change, expected_revision=None, at=NOON)
    hear_of_assessment(world.tenant, world.course, exam, at=NOON)
    book = books.find(world.tenant, world.course)
    assert book is not None
    recompute_grades(world.tenant, world.course, book.rules, at=NOON)
    assert seen(ada) == (60, {quiz: 60})


def test_what_it_costs(world: World) -> None:
    ada = world.enrolled("ada")
    sat(world, ada, results=ResultsShown.NEVER)
    with metered() as cost:
        my_grades(ada, after=None, limit=20, at=NOON)
    assert_as_stated("gradebooks", "my grades, results withheld", cost)
    with metered() as cost:
        explain_my_grade(ada, world.course, at=NOON)
    assert_as_stated("gradebooks", "explain my grade, results withheld", cost)
