"""What gradebooks cost, against docs/access-patterns/gradebooks.md."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from lyceum.assessment.change_grade import lock_grade, unlock_grade
from lyceum.assessment.explain_grade import explain_grade
from lyceum.assessment.gradebook import gradebook, my_grades
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.gradebook import CourseGrade, GradeStatus, Mark
from lyceum.assessment.model.letters import NAMED_SCALES
from lyceum.assessment.model.settling import settled
from lyceum.assessment.recompute_grades import hear_of_assessment, recompute_grades
from lyceum.assessment.record_grade import mark_withdrawn, open_row, record_grade
from lyceum.assessment.shape_gradebook import find_book, lock_gradebook, shape_gradebook
from lyceum.assessment.store import books, grades
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from tests.access_patterns import assert_as_stated, assert_every_row_is_measured, ceilings
from tests.meter import metered
from tests.published_course import put
from tests.store.assessment.gradebook_world import TALK, follow, give, scheme
from tests.store.assessment.test_grade_files import __file__ as grade_files
from tests.store.assessment.test_gradebook import told
from tests.store.assessment.test_withheld_results import __file__ as withheld_results
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON

pytestmark = pytest.mark.store

PAGE = "gradebooks"


def as_stated(name: str, call: Callable[[], object]) -> None:
    with metered() as cost:
        call()
    print(f"{name}: {cost}")
    assert_as_stated(PAGE, name, cost)


def test_every_row_is_measured() -> None:
    assert_every_row_is_measured(PAGE, __file__, grade_files, withheld_results)


def test_results_and_points_of_one_learner(world: World) -> None:
    tutor, ada = world.caller("tutor", "instructor"), world.caller("ada")
    world.live()
    shape_gradebook(tutor, world.course, scheme(), expected_revision=None, at=NOON)
    record_grade(world.tenant, told(world, world.caller("bo").person, 1), at=NOON)
    tenant, course, me = world.tenant, world.course, ada.person
    as_stated("record grade, first of a learner", lambda: record_grade(tenant, told(world, me, 80), at=NOON))
    as_stated("record grade", lambda: record_grade(tenant, told(world, me, 90, rev=4), at=NOON))
    as_stated("record grade, repeated", lambda: record_grade(tenant, told(world, me, 90, rev=4), at=NOON))
    as_stated("tell a row of its place", lambda: mark_withdrawn(tenant, me, course, at=NOON, rev=2))
    as_stated("tell a row of its place, repeated", lambda: open_row(tenant, me, course, at=NOON, rev=1))
    as_stated("my grades", lambda: my_grades(ada, after=None, limit=20, at=NOON))
    as_stated("give points by hand", lambda: give(tutor, course, me, 15))
    as_stated("explain grade", lambda: explain_grade(tutor, course, me))
    final = GradeStatus.FINAL
    as_stated("lock grade", lambda: lock_grade(tutor, course, me, reason="Term", status=final, at=NOON))
    as_stated("unlock grade", lambda: unlock_grade(tutor, course, me, reason="Appeal", at=NOON))


def test_rules(world: World) -> None:
    tutor, tenant, course = world.caller("tutor", "instructor"), world.tenant, world.course
    shape_gradebook(tutor, course, scheme(), expected_revision=None, at=NOON)
    open_row(tenant, world.caller("ada").person, course, at=NOON)
    heavier = scheme(replace(TALK, weight=Decimal(2)))
    as_stated("gradebook scheme", lambda: find_book(tutor, course))
    as_stated(
        "change gradebook scheme",
        lambda: shape_gradebook(tutor, course, heavier, expected_revision=None, at=NOON),
    )
    draft = world.draft()
    as_stated("keep a column", lambda: hear_of_assessment(tenant, course, draft, at=NOON))
    as_stated("lock gradebook", lambda: lock_gradebook(tutor, course, reason="Term", at=NOON))


def test_a_gradebook_of_nobody(world: World) -> None:
    tutor, course = world.caller("tutor", "instructor"), new_id()
    put(world.tenant, course, "COURSE")
    shape_gradebook(tutor, course, GradeScheme(), expected_revision=None, at=NOON)
    books.changed(world.tenant, course, lambda book: book.locked(None), at=NOON)
    as_stated("gradebook, nobody", lambda: gradebook(tutor, course, after=None, limit=20))


def sixty_items() -> list[GradeItem]:
    return [
        GradeItem(
            id=f"{new_id()}", kind=ItemKind.MANUAL, title=LocalizedText({"en": f"Item {number}", "th": f"ชิ้นที่ {number}"})
        )
        for number in range(60)
    ]


def test_four_hundred_learners_and_sixty_items(world: World) -> None:
    """A page reads its rows, whatever others there are: 5,000 of them cost the same."""
    tutor, tenant, course = world.caller("tutor", "instructor"), world.tenant, world.course
    items = sixty_items()
    wanted = GradeScheme(items=tuple(items), letters=NAMED_SCALES["letters_with_signs"])
    book = shape_gradebook(tutor, course, wanted, expected_revision=None, at=NOON)
    people = [world.caller(f"learner-{number}").person for number in range(400)]
    for number, person in enumerate(people):
        marks = {item.id: Mark(Decimal((number + at) % 100), tutor.person, NOON) for at, item in enumerate(items)}
        grades.save(tenant, settled(CourseGrade(person, course, marks=marks), book), book, [], at=NOON)
    after = None
    for _ in range(3):
        with metered() as cost:
            page = gradebook(tutor, course, after=after, limit=50)
        print(f"{len(page.rows)} rows: {cost}")
        assert len(page.rows) == 50
        assert all(len(one.row.shown.cells) == 60 for one in page.rows)
        assert_as_stated(PAGE, "gradebook, 50 rows of 60 items", cost)
        after = page.next_key
    as_stated("explain grade, 60 items", lambda: explain_grade(tutor, course, people[0]))
    as_stated("give points by hand, 60 items", lambda: give(tutor, course, people[0], 99, item=items[7].id))


def test_each_row_is_computed_once_for_a_change_of_rules(world: World) -> None:
    tutor = world.caller("tutor", "instructor")
    shape_gradebook(tutor, world.course, scheme(), expected_revision=None, at=NOON)
    people = [world.caller(f"learner-{number}").person for number in range(10)]
    for person in people:
        open_row(world.tenant, person, world.course, at=NOON)
        give(tutor, world.course, person, 10)
    follow(world)
    rules = shape_gradebook(tutor, world.course, GradeScheme(), expected_revision=None, at=NOON).rules
    with metered() as cost:
        assert recompute_grades(world.tenant, world.course, rules, at=NOON) == 10
    row = ceilings(PAGE)["recompute a row"]
    fixed_trips, fixed_reads = 3 + 1, 2 + 4  # gradebook, progress, one page of eight shards; the progress written
    assert cost.round_trips <= fixed_trips + 10 * row.round_trips
    assert cost.write_units <= 1 + 10 * row.write_units
    assert cost.index_units <= 10 * row.index_units
    assert cost.read_units <= fixed_reads + 10 * row.read_units
