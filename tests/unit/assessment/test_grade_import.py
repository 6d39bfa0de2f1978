"""A sheet that comes back: whatever program wrote it, it is read, and what is wrong is told with its place."""

from decimal import Decimal

import pytest

from lyceum.assessment.gradebooks.errors import SheetTooLong, SheetUnreadable
from lyceum.assessment.model.grade_import import Given, MarkChange, Preview, Problem, Trouble, previewed, read_lines
from tests.unit.assessment.samples import ADA
from tests.unit.assessment.test_grade_sheet import BOB, BOOK, EVE, ROWS, TUTOR, look

HAD = Given(Decimal("15.5"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old macs"])
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["commas", "semicolons", "tabs"])
def test_lines_end_and_cells_part_as_every_program_writes_them(end: str, separator: str) -> None:
    lines = [["\ufefflearner", "[talk]"], [ADA, "16"], [BOB, "12"]]
    preview = look("".join(separator.join(cells) + end for cells in lines))
    assert preview.changes == [
        MarkChange(ADA, "talk", HAD, Given(Decimal(16))),
        MarkChange(BOB, "talk", None, Given(Decimal(12))),
    ]


def test_the_headings_alone_say_what_parts_cells() -> None:
    """Whatever names and points have in them. A letter parts none, however often it stands there."""
    lines = read_lines(f'learner;XXXX [talk];"Full\r\nname"\n{ADA};15,5;"Ada, A., of, the, court"\n', BOOK)
    assert (lines.items, lines.ignored) == ({"talk": 1}, ["Full\r\nname"])
    assert lines.lines == [(2, ADA, [ADA, "15,5", "Ada, A., of, the, court"])]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "there is no one column learner"),
        ("name,[talk]\n", "there is no one column learner"),
        ("learner,learner,[talk]\n", "there is no one column learner"),
        (
            "learner,[sum]\n",
            "there is no column of an item that people give points for, or one comes twice",
        ),
        (
            "learner,[talk],Talk [talk]\n",
            "there is no column of an item that people give points for, or one comes twice",
        ),
        ('learner,"[talk]', "unexpected end of data"),
        (f'learner,[talk]\n{ADA},"1"2\n', "',' expected after '\"'"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        read_lines(text, BOOK)
    assert refused.value.facts == {"why": why}


def test_a_thousand_lines_are_taken_at_once() -> None:
    assert len(read_lines("learner,[talk]\n" + f"{ADA},1\n" * 1_000, BOOK).lines) == 1_000
    with pytest.raises(SheetTooLong) as refused:
        read_lines("learner,[talk]\n" + f"{ADA},1\n" * 1_001, BOOK)
    assert refused.value.facts == {"lines": "1001", "limit": "1000"}


def test_every_problem_is_told_with_its_line_its_learner_and_its_item() -> None:
    stranger = "N" * 60
    preview = look(
        f"learner,[talk],[lab]\n{stranger},1,1\n,,\n{EVE},1,2\n,3,\n{ADA},x,7\n{BOB},,8\n{BOB},1,\n{TUTOR},,\n"
    )
    assert preview.problems == [
        Problem(2, Trouble.LEARNER_UNKNOWN, "N" * 40, None),
        Problem(4, Trouble.LOCKED, EVE, "talk"),
        Problem(4, Trouble.LOCKED, EVE, "lab"),
        Problem(5, Trouble.LEARNER_UNKNOWN, ""),
        Problem(6, Trouble.NOT_POINTS, ADA, "talk"),
        Problem(7, Trouble.OUT_OF_RANGE, BOB, "lab"),
        Problem(8, Trouble.LEARNER_REPEATED, BOB, None),
        Problem(9, Trouble.OWN_GRADE, TUTOR),
    ]
    assert preview.changes == [MarkChange(ADA, "lab", Given(None, excused=True), Given(Decimal(7)))]


@pytest.mark.parametrize(
    ("cell", "points"),
    [("20", "20"), ("20.0000", "20"), (".5", "0.5"), (",5", "0.5"), ("7.", "7"), ("0.0001", "0.0001"), (" 3 ", "3")],
)
def test_points_are_taken_up_to_the_most_and_to_four_places(cell: str, points: str) -> None:
    (change,) = look(f"learner;[talk]\n{BOB};{cell}\n").changes
    assert change.after == Given(Decimal(points))


@pytest.mark.parametrize("cell", [".", ",", "1,2,3", "1,2.3", "1..2", "1 2", "1e1", "+1", "EXX", "--", "Infinity"])
def test_what_is_no_number_is_no_points(cell: str) -> None:
    preview = look(f"learner;[talk]\n{BOB};{cell}\n")
    assert (preview.changes, preview.problems) == ([], [Problem(2, Trouble.NOT_POINTS, BOB, "talk")])


def test_no_two_previews_that_change_something_else_have_one_digest() -> None:
    cells = ("1", "2", "EX", "-", "10", "0.1")
    previews = [look(f"learner,[talk]\n{ADA},{cell}\n") for cell in cells]
    previews += [look(f"learner,[talk]\n{BOB},1\n"), look(f"learner,[lab]\n{ADA},1\n"), look("learner,[talk]\n")]
    digests = {preview.digest for preview in previews}
    assert len(digests) == len(previews)
    assert all(len(digest) == 32 for digest in digests)
    assert look(f"learner,[talk]\n{ADA},10.0\n").digest == previews[4].digest


def test_a_digest_is_of_what_was_there_too() -> None:
    befores = [None, Given(Decimal(3)), Given(None, excused=True)]
    previews = [Preview([MarkChange(ADA, "talk", before, Given(Decimal(1)))], [], []) for before in befores]
    assert len({preview.digest for preview in previews}) == 3


def test_the_first_line_of_a_learner_counts_and_short_lines_leave_what_is_there() -> None:
    lines = read_lines(f"[talk],learner,[lab]\n16,{ADA}\n17,{ADA},1\n18\n", BOOK)
    preview = previewed(lines, BOOK, ROWS, caller=TUTOR)
    assert preview.changes == [MarkChange(ADA, "talk", HAD, Given(Decimal(16)))]
    assert preview.problems == [Problem(3, Trouble.LEARNER_REPEATED, ADA)]
