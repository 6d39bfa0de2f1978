"""What tests of gradebooks do to one, in few words."""

from decimal import Decimal
from typing import Any

from lyceum.assessment.change_grade import Wish, mark_item
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import CourseGrade
from lyceum.assessment.model.letters import NAMED_SCALES
from lyceum.assessment.recompute_grades import recompute_grades
from lyceum.assessment.shape_gradebook import shape_gradebook
from lyceum.assessment.store import books, grades
from lyceum.kernel.access import Caller
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

TALK = GradeItem(id="talk", kind=ItemKind.PARTICIPATION, maximum=Decimal(20), code="talk")


def scheme(*items: GradeItem, **more: Any) -> GradeScheme:
    return GradeScheme(items=items or (TALK,), letters=NAMED_SCALES["letters"], **more)


def shape(tutor: Caller, course: str, *items: GradeItem, **more: Any) -> Book:
    return shape_gradebook(tutor, course, scheme(*items, **more), expected_revision=None, at=NOON)


def follow(world: World) -> int:
    """Rows come to the newest rules."""
    book = books.found_or_made(world.tenant, world.course, at=NOON)
    return recompute_grades(world.tenant, world.course, book.rules, at=NOON)


def points(number: int | str | None, *, excused: bool = False, note: str = "") -> Wish:
    return Wish(Decimal(number) if number is not None else None, excused, note)


def give(tutor: Caller, course: str, learner: str, number: int | None, item: str = "talk", **more: Any) -> CourseGrade:
    wish = points(number, **more)
    return mark_item(tutor, course, learner, item, wish, expected_revision=None, at=NOON).row


def kept(world: World, learner: str) -> CourseGrade:
    row = grades.find(world.tenant, learner, world.course)
    assert row is not None
    return row
