"""A gradebook goes out as a file, and points come back from one: once, and never over what others gave meanwhile."""

import io
from collections.abc import Iterator
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from lyceum.assessment.change_grade import lock_grade
from lyceum.assessment.errors import CourseNotFound
from lyceum.assessment.export_gradebook import export_gradebook
from lyceum.assessment.gradebooks.errors import GradebookTooLong, SheetChanged, SheetUnreadable
from lyceum.assessment.import_grades import Imported, import_grades
from lyceum.assessment.model.grade_import import Given, Trouble
from lyceum.assessment.model.gradebook import GradeStatus
from lyceum.assessment.model.sheet_files import SheetFormat
from lyceum.assessment.record_grade import open_row
from lyceum.assessment.store import whole_gradebook
from lyceum.assessment.store.items import GradeItem, grade_key
from lyceum.kernel import files
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.access_patterns import assert_as_stated
from tests.imports import buckets
from tests.meter import metered
from tests.store.assessment.gradebook_world import follow, give, kept, shape
from tests.store.assessment.test_races import at_once
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("bucket")]

CONTEXT = "gradebooks"


@pytest.fixture(scope="module")
def bucket(table: str) -> Iterator[None]:
    with buckets():
        yield


def taken(tutor: Caller, course: str, format: SheetFormat) -> tuple[int, bytes]:
    """How many learners, and the file."""
    creation = Creation(new_id())
    file = export_gradebook(tutor, course, format=format, language="en", creation=creation, at=NOON)
    assert creation.id in file.url
    return file.learners, files.read(f"exports/{tutor.tenant}/{creation.id}.{format}")


def exported(tutor: Caller, course: str) -> tuple[int, str]:
    """How many learners, and what the CSV file says."""
    learners, data = taken(tutor, course, SheetFormat.CSV)
    return learners, data.decode("utf-8-sig")


def sheet(*lines: tuple[str, str]) -> str:
    return "learner,Talk [talk]\r\n" + "".join(f"{learner},{points}\r\n" for learner, points in lines)


def applied(tutor: Caller, course: str, sheet: str | bytes) -> Imported:
    seen = import_grades(tutor, course, sheet, seen=None, at=NOON).preview.digest
    return import_grades(tutor, course, sheet, seen=seen, at=NOON)


def test_out_and_back_again(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    follow(world)
    give(tutor, world.course, ada, 15, note="Loud and clear")
    learners, text = exported(tutor, world.course)
    assert learners == 1
    assert f'"{ada}"' in text
    assert '"15"' in text
    assert not import_grades(tutor, world.course, text, seen=None, at=NOON).preview.changes
    changed = text.replace('"15"', '"16.5"')
    looked = import_grades(tutor, world.course, changed, seen=None, at=NOON)
    assert (len(looked.preview.changes), looked.applied) == (1, False)
    assert kept(world, ada).marks["talk"].points == 15
    done = applied(tutor, world.course, changed)
    row = kept(world, ada)
    assert (done.applied, len(done.preview.changes), done.preview.problems) == (True, 1, [])
    assert (str(row.marks["talk"].points), row.marks["talk"].note, str(row.shown.current)) == (
        "16.5",
        "Loud and clear",
        "82.50",
    )
    assert events_of(world.tenant, GradeItem, grade_key(world.tenant, ada, world.course)) == ["CourseGradeChanged"]


def test_out_and_back_again_by_way_of_a_spreadsheet(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    follow(world)
    give(tutor, world.course, ada, 15, note="Loud and clear")
    learners, workbook = taken(tutor, world.course, SheetFormat.XLSX)
    assert learners == 1
    assert not import_grades(tutor, world.course, workbook, seen=None, at=NOON).preview.changes
    changed = edited(workbook, ada, "[talk]", 16.5)
    looked = import_grades(tutor, world.course, changed, seen=None, at=NOON)
    assert [(each.learner, each.item, each.after) for each in looked.preview.changes] == [
        (ada, "talk", Given(Decimal("16.5")))
    ]
    assert (looked.applied, looked.preview.problems) == (False, [])
    assert kept(world, ada).marks["talk"].points == 15
    for changes in (1, 0, 0):
        again = import_grades(tutor, world.course, changed, seen=looked.preview.digest, at=NOON)
        assert (again.applied, len(again.preview.changes), again.preview.problems) == (True, changes, [])
    row = kept(world, ada)
    assert (str(row.marks["talk"].points), row.marks["talk"].note) == ("16.5", "Loud and clear")
    assert events_of(world.tenant, GradeItem, grade_key(world.tenant, ada, world.course)) == ["CourseGradeChanged"]


def edited(workbook: bytes, learner: str, item: str, value: object) -> bytes:
    """Opened in a spreadsheet, one cell typed anew, and kept."""
    book, buffer = load_workbook(io.BytesIO(workbook)), io.BytesIO()
    headings, *lines = book.active.iter_rows()
    column = next(place for place, cell in enumerate(headings) if item in cell.value)
    next(line for line in lines if line[0].value == learner)[column].value = value
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_that_cannot_be_read_changes_nothing(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    give(tutor, world.course, ada, 15)
    before = kept(world, ada)
    _, workbook = taken(tutor, world.course, SheetFormat.XLSX)
    for spoiled in (workbook[:-10], b"learner,[talk]\r\n", b""):
        with pytest.raises(SheetUnreadable):
            applied(tutor, world.course, spoiled)
    left_out = applied(tutor, world.course, edited(workbook, ada, "[talk]", "=7+8"))
    assert [each.trouble for each in left_out.preview.problems] == [Trouble.NOT_POINTS]
    assert kept(world, ada) == before


def test_the_same_again_changes_nothing(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    text = sheet((ada, "12"))
    seen = import_grades(tutor, world.course, text, seen=None, at=NOON).preview.digest
    for changes in (1, 0, 0):
        assert len(import_grades(tutor, world.course, text, seen=seen, at=NOON).preview.changes) == changes
    assert kept(world, ada).rev == 2


def test_what_has_changed_since_the_preview_is_looked_at_again(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    text = sheet((ada, "12"))
    seen = import_grades(tutor, world.course, text, seen=None, at=NOON).preview.digest
    give(tutor, world.course, ada, 3)
    with pytest.raises(SheetChanged):
        import_grades(tutor, world.course, text, seen=seen, at=NOON)
    assert kept(world, ada).marks["talk"].points == 3


def test_a_locked_grade_does_not_move(world: World, tutor: Caller, ada: str) -> None:
    shape(tutor, world.course)
    lock_grade(tutor, world.course, ada, reason="Term ends", status=GradeStatus.FINAL, at=NOON)
    before = kept(world, ada)
    done = applied(tutor, world.course, sheet((ada, "12")))
    assert [problem.trouble for problem in done.preview.problems] == [Trouble.LOCKED]
    assert kept(world, ada) == before


@pytest.mark.parametrize("round", range(3))
def test_two_sheets_at_once(world: World, tutor: Caller, other_tutor: Caller, ada: str, round: int) -> None:
    """Who comes second sees what the first gave, and changes nothing unseen."""
    shape(tutor, world.course)
    texts = [sheet((ada, "12")), sheet((ada, "13"))]
    seen = [import_grades(tutor, world.course, text, seen=None, at=NOON).preview.digest for text in texts]
    results = at_once(
        [
            lambda: import_grades(tutor, world.course, texts[0], seen=seen[0], at=NOON),
            lambda: import_grades(other_tutor, world.course, texts[1], seen=seen[1], at=NOON),
        ]
    )
    won = [each for each in results if isinstance(each, Imported) and each.preview.changes]
    assert len(won) == 1
    lost = next(each for each in results if each is not won[0])
    if isinstance(lost, Imported):
        assert [each.trouble for each in lost.preview.problems] == [Trouble.CHANGED_MEANWHILE]
    else:
        assert isinstance(lost, SheetChanged)
    assert kept(world, ada).rev == 2


def test_courses_that_are_not_there(world: World, tutor: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CourseNotFound):
        exported(tutor, new_id())
    with pytest.raises(CourseNotFound):
        import_grades(tutor, new_id(), sheet(), seen=None, at=NOON)
    assert exported(tutor, world.course)[0] == 0
    open_row(world.tenant, new_id(), world.course, at=NOON)
    monkeypatch.setattr("lyceum.assessment.export_gradebook.MOST", 0)
    with pytest.raises(GradebookTooLong):
        exported(tutor, world.course)


def test_what_it_costs(world: World, tutor: Caller) -> None:
    shape(tutor, world.course)
    learners = [new_id() for _ in range(20)]
    for learner in learners:
        open_row(world.tenant, learner, world.course, at=NOON)
    with metered() as cost:
        export_gradebook(
            tutor, world.course, format=SheetFormat.XLSX, language="en", creation=Creation(new_id()), at=NOON
        )
    assert_as_stated(CONTEXT, "export a gradebook of 20", cost)
    text = sheet(*((learner, "12") for learner in learners))
    with metered() as cost:
        seen = import_grades(tutor, world.course, text, seen=None, at=NOON).preview.digest
    assert_as_stated(CONTEXT, "preview a sheet of 20", cost)
    with metered() as cost:
        import_grades(tutor, world.course, text, seen=seen, at=NOON)
    assert_as_stated(CONTEXT, "apply a sheet of 20", cost)
    book, rows = whole_gradebook.every(world.tenant, world.course, most=7)
    assert (book.course, len(rows)) == (world.course, 7)
