"""A gradebook as a file, and a sheet that comes back: what is written, what is read, what is left out."""

import csv
import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import partial
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.api.grade_imports import GradesImportView
from lyceum.assessment.gradebooks.errors import SheetTooLong, SheetUnreadable
from lyceum.assessment.import_grades import Imported
from lyceum.assessment.model.book import Book
from lyceum.assessment.model.grade_import import (
    MOST_CELLS,
    Given,
    Preview,
    Row,
    Trouble,
    lines_of,
    previewed,
    read_lines,
)
from lyceum.assessment.model.grade_scheme import GradeItem, GradeScheme, ItemKind
from lyceum.assessment.model.grade_sheet import Sheet, heading, item_of, sheet_of
from lyceum.assessment.model.gradebook import Cell, CourseGrade, GradeLock, GradeStatus, Mark, Shown
from lyceum.assessment.model.sheet_files import SheetFormat, written
from lyceum.kernel.text import LocalizedText
from tests.unit.assessment.samples import ADA, COURSE, NOON

BOB, EVE, TUTOR = "BOB", "EVE", "TUTOR"
TALK = GradeItem(id="talk", kind=ItemKind.PARTICIPATION, maximum=Decimal(20), title=LocalizedText.of("Talk [1]"))
LAB = GradeItem(id="lab", kind=ItemKind.MANUAL, maximum=Decimal("7.5"), title=LocalizedText({"en": "Lab", "th": "แล็บ"}))
SUM = GradeItem(id="sum", kind=ItemKind.CALCULATED, code="sum")
BOOK = Book(course=COURSE, scheme=GradeScheme(items=(TALK, LAB, SUM)), rev=1)
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def mark(points: str | None) -> Mark:
    return Mark(Decimal(points) if points is not None else None, by=TUTOR, at=NOON)


ROWS = {
    ADA: CourseGrade(
        ADA,
        COURSE,
        marks={"talk": mark("15.5"), "lab": mark(None)},
        shown=Shown(current=Decimal("77.50"), final=Decimal(40), letter="B", cells={"sum": Cell(Decimal("77.5"))}),
    ),
    BOB: CourseGrade(BOB, COURSE),
    EVE: CourseGrade(EVE, COURSE, lock=GradeLock(TUTOR, NOON, "Term", GradeStatus.FINAL, False, "{}")),
    TUTOR: CourseGrade(TUTOR, COURSE),
}
NAMES = {ADA: "=HYPERLINK(1)", BOB: "Bob & <Co>"}


def cells_of_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def cells_of_xlsx(data: bytes) -> list[dict[str, tuple[str | None, str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            ET.fromstring(archive.read(name))
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return [
        {cell.attrib["r"]: (cell.attrib.get("t"), "".join(cell.itertext())) for cell in row}
        for row in sheet.iter(f"{NS}row")
    ]


def test_what_people_gave_in_points_and_the_rest_in_percent() -> None:
    sheet = sheet_of(BOOK, list(ROWS.values()), NAMES, language="th")
    assert list(sheet.headings) == [
        *("learner", "name", "current (%)", "final (%)", "letter", "final letter", "status"),
        *("Talk [1] [talk] (points of 20)", "แล็บ [lab] (points of 7.5)", "sum [sum] (%)"),
    ]
    line = next(line for line in sheet.lines if line[0] == ADA)
    assert line == [
        *(ADA, "=HYPERLINK(1)", Decimal("77.50"), Decimal(40), "B", None, "current"),
        *(Decimal("15.5"), "EX", Decimal("77.5")),
    ]


def test_what_is_computed_shows_its_percent_unless_it_is_excused() -> None:
    """An override of a computed item has points of its own, and shows as the percentage that they make."""
    quiz = GradeItem(id="QUIZ", kind=ItemKind.MANUAL)
    book = Book(course=COURSE, scheme=GradeScheme(items=(quiz, SUM)), rev=1)
    shown = Shown(cells={"sum": Cell(Decimal(80), overridden=True)})
    excused = CourseGrade(ADA, COURSE, marks={"sum": mark(None)})
    overridden = CourseGrade(BOB, COURSE, marks={"sum": mark("8")}, shown=shown)
    nothing = CourseGrade(EVE, COURSE, marks={"QUIZ": mark("0")})
    sheet = sheet_of(book, [nothing, overridden, excused], {BOB: "Bob"}, language="en")
    totals = [None, None, None, None]
    assert sheet.lines == [
        [ADA, None, *totals, "current", None, "EX"],
        [BOB, "Bob", *totals, "current", None, Decimal(80)],
        [EVE, None, *totals, "current", Decimal(0), None],
    ]
    assert item_of(heading(quiz, "en")) == "QUIZ"
    assert heading(quiz, "en") == "manual [QUIZ] (points of 100)"


def test_no_cell_of_a_csv_runs_as_a_formula() -> None:
    data = written(sheet_of(BOOK, list(ROWS.values()), NAMES, language="en"), SheetFormat.CSV)
    assert data.startswith(b"\xef\xbb\xbf")
    ada = next(line for line in cells_of_csv(data) if line[0] == ADA)
    assert ada[1:4] == ["'=HYPERLINK(1)", "77.5", "40"]


def test_a_workbook_has_text_as_text_and_numbers_as_numbers() -> None:
    data = written(sheet_of(BOOK, [ROWS[ADA], ROWS[BOB]], NAMES, language="en"), SheetFormat.XLSX)
    headings, ada, bob = cells_of_xlsx(data)
    assert headings["H1"] == ("inlineStr", "Talk [1] [talk] (points of 20)")
    assert (ada["B2"], ada["C2"], ada["I2"]) == (("inlineStr", "=HYPERLINK(1)"), (None, "77.5"), ("inlineStr", "EX"))
    assert bob["B3"] == ("inlineStr", "Bob & <Co>")
    assert "C3" not in bob
    assert data == written(sheet_of(BOOK, [ROWS[BOB], ROWS[ADA]], NAMES, language="en"), SheetFormat.XLSX)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=60))
def test_any_text_is_written_so_that_it_can_be_read(texts: list[str]) -> None:
    sheet = Sheet([f"c{place}" for place in range(len(texts))], [texts])
    (_, line) = cells_of_xlsx(written(sheet, SheetFormat.XLSX))
    assert len(line) == sum(bool(text) for text in texts)
    assert len(cells_of_csv(written(sheet, SheetFormat.CSV))[1]) == len(texts)


def test_a_heading_names_its_item_whatever_its_title_says() -> None:
    for item in (TALK, LAB, SUM):
        assert item_of(heading(item, "en")) == item.id
    assert item_of("Talk [talk] renamed") == "talk"
    assert item_of("[talk]") == "talk"
    assert item_of("Talk") is None


# --------------------------------------------------------------------------------------------------- what comes back


def look(text: str) -> Preview:
    return previewed(read_lines(text, BOOK), BOOK, ROWS, caller=TUTOR)


def test_an_export_that_comes_back_changes_nothing() -> None:
    rows = [row for row in ROWS.values() if row.learner != TUTOR]
    data = written(sheet_of(BOOK, rows, NAMES, language="en"), SheetFormat.CSV)
    preview = look(data.decode())
    assert (preview.changes, preview.problems) == ([], [])
    assert "name" in preview.ignored
    assert "sum [sum] (%)" in preview.ignored


@pytest.mark.parametrize(
    ("cell", "after"),
    [
        ("16", Given(Decimal(16))),
        ("16.25", Given(Decimal("16.25"))),
        ("'16", Given(Decimal(16))),
        ("0", Given(Decimal(0))),
        ("ex", Given(None, excused=True)),
        ("-", None),
        ("'-", None),
    ],
)
def test_what_a_cell_says(cell: str, after: Given | None) -> None:
    (change,) = look(f"learner,Talk [talk]\r\n{ADA},{cell}\r\n").changes
    assert (change.learner, change.item, change.before, change.after) == (ADA, "talk", Given(Decimal("15.5")), after)


@pytest.mark.parametrize(
    ("line", "trouble"),
    [
        ("NOBODY;1", Trouble.LEARNER_UNKNOWN),
        (";1", Trouble.LEARNER_UNKNOWN),
        (f"{TUTOR};1", Trouble.OWN_GRADE),
        (f"{EVE};1", Trouble.LOCKED),
        (f"{ADA};20,5", Trouble.OUT_OF_RANGE),
        (f"{ADA};1.00001", Trouble.OUT_OF_RANGE),
        (f"{ADA};-1", Trouble.NOT_POINTS),
        (f"{ADA};1e1", Trouble.NOT_POINTS),
        (f"{ADA};1.2.3", Trouble.NOT_POINTS),
        (f"{ADA};=1+1", Trouble.NOT_POINTS),
        (f"{ADA};๑๖", Trouble.NOT_POINTS),
        (f"{ADA};NaN", Trouble.NOT_POINTS),
    ],
)
def test_what_cannot_be_is_told_and_left_out(line: str, trouble: Trouble) -> None:
    preview = look(f"learner;Talk [talk]\n{line}\n{BOB};12,5\n")
    assert [(each.line, each.trouble) for each in preview.problems] == [(2, trouble)]
    assert [(each.learner, each.after) for each in preview.changes] == [(BOB, Given(Decimal("12.5")))]


def test_a_learner_who_comes_twice_counts_once() -> None:
    preview = look(f"learner\tTalk [talk]\n{ADA}\t1\n{ADA}\t2\n")
    assert [each.after for each in preview.changes] == [Given(Decimal(1))]
    assert [(each.line, each.trouble) for each in preview.problems] == [(3, Trouble.LEARNER_REPEATED)]


def test_empty_cells_and_short_lines_leave_what_is_there() -> None:
    preview = look(f"learner,Talk [talk],Lab [lab]\n{ADA},,\n{BOB}\n\n")
    assert (preview.changes, preview.problems) == ([], [])


@pytest.mark.parametrize(
    "text",
    ["", "name\nAda\n", f"learner,Sum [sum]\n{ADA},1\n", "learner,learner,[talk]\n", "learner,[talk],[talk]\n", '"'],
)
def test_what_is_no_sheet(text: str) -> None:
    with pytest.raises(SheetUnreadable):
        look(text)


def test_too_many_lines() -> None:
    with pytest.raises(SheetTooLong):
        look("learner,[talk]\n" + f"{ADA},1\n" * 1_001)


def test_what_a_line_of_a_workbook_is_called() -> None:
    rows: list[Row] = [(4, ["learner", "Talk [talk]"]), (5, [ADA, "16"]), (9, ["NOBODY", "1"]), (12, [BOB, "50.0%"])]
    preview = previewed(lines_of(rows, BOOK), BOOK, ROWS, caller=TUTOR)
    assert [(each.learner, each.after) for each in preview.changes] == [(ADA, Given(Decimal(16)))]
    assert [(each.line, each.trouble) for each in preview.problems] == [
        (9, Trouble.LEARNER_UNKNOWN),
        (12, Trouble.NOT_POINTS),
    ]
    with pytest.raises(SheetUnreadable):
        lines_of([], BOOK)


def test_a_sheet_changes_no_more_than_fits_into_an_answer() -> None:
    """Of Lambda: 6 MB (6,291,456 bytes). Names are as long as they can be."""
    items = [GradeItem(id=f"{number:040}", kind=ItemKind.MANUAL, maximum=Decimal(1000)) for number in range(26)]
    book = Book(course=COURSE, scheme=GradeScheme(items=tuple(items)), rev=1)
    given = {item.id: mark("999.9998") for item in items}
    rows = {f"{number:040}": CourseGrade(f"{number:040}", COURSE, marks=given) for number in range(1_000)}
    headings = ["learner", *(f"[{item.id}]" for item in items)]

    def look_at(columns: int, *more: Row) -> Preview:
        cells = ["999.9999"] * columns
        lines: list[Row] = [(line, [learner, *cells]) for line, learner in enumerate(rows, 2)]
        return previewed(lines_of([(1, headings), *lines, *more], book), book, rows, caller=TUTOR)

    preview = look_at(25)
    assert len(preview.changes) == MOST_CELLS
    assert len(GradesImportView.of(Imported(preview, applied=True)).model_dump_json()) < 6_291_456
    one_more: Row = (1_002, ["NOBODY", "1"])
    for refused, cells in ((partial(look_at, 26), "26000"), (partial(look_at, 25, one_more), "25001")):
        with pytest.raises(SheetTooLong) as refusal:
            refused()
        assert refusal.value.facts == {"cells": cells, "limit": str(MOST_CELLS)}


def test_the_digest_is_of_what_changes() -> None:
    one, other = look(f"learner,[talk]\n{ADA},1\n"), look(f"learner,[talk]\n{ADA},2\n")
    same = look(f"learner,name,[talk]\n{ADA},Ada,1.0\n")
    assert one.digest == same.digest != other.digest
    moved = {**ROWS, ADA: replace(ROWS[ADA], marks={"talk": mark("3")})}
    lines = read_lines(f"learner,[talk]\n{ADA},1\n", BOOK)
    assert previewed(lines, BOOK, moved, caller=TUTOR).digest != one.digest
