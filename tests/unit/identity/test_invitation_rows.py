"""Lists of people to invite, as spreadsheets write them, and the batches that are made of them."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lyceum.identity.errors import BatchRunning, ListUnreadable
from lyceum.identity.model.invitation import Preset
from lyceum.identity.model.invitation_batch import ROWS_AT_ONCE, Batch, BatchState
from lyceum.identity.model.invitation_rows import (
    COLUMNS,
    MOST_BYTES,
    MOST_CELL,
    MOST_ROWS,
    Row,
    RowOutcome,
    as_kept,
    counted,
    marked,
    row_from,
    rows_of,
    with_outcome,
    without_address,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BATCH = Batch("t", "b1", "boss", NOON, Preset(), "en", None, dry_run=False)


def test_a_list_has_its_bounds() -> None:
    assert (MOST_ROWS, MOST_BYTES, MOST_CELL) == (5_000, 2_097_152, 300)
    most = b"email\n" + b"a@b.cd\n" * 5_000
    assert len(rows_of(most)) == 5_000
    assert refusal(most + b"x@b.cd\n") == "too_many_rows"
    # Lines of blanks are no rows, but they are read.
    large = b"email\na@b.cd\n" + (b" " * 99_999 + b"\n") * 20
    large += b" " * (2_097_152 - len(large))
    assert [row.email for row in rows_of(large)] == ["a@b.cd"]
    assert refusal(large + b" ") == "too_large"


def refusal(file: bytes) -> str:
    with pytest.raises(ListUnreadable) as refused:
        rows_of(file)
    assert refused.value.facts.keys() == {"reason"}
    return refused.value.facts["reason"]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "empty"),
        (b" , \n\n", "empty"),
        (b"email\n", "empty"),
        (b"email,role\n , \n", "empty"),
        (b"\xffemail\na", "not_utf8"),
        ("email\nครู".encode("utf-16"), "not_utf8"),
        (b"a@b.cd\nc@d.ef", "no_email_column"),
        (b"language,role\nen,learner\n", "no_email_column"),
        (b'email\n"a@b.cd', "not_csv"),
        (b'email\n"a"b', "not_csv"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(file: bytes, reason: str) -> None:
    assert refusal(file) == reason


WHOLE = [Row(1, "a@b.cd", "th", "instructor", "branch:x"), Row(2, "e@f.gh", "", "", "")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_list_is_read_however_a_spreadsheet_has_written_it(separator: str, end: str, mark: str) -> None:
    lines = [
        ["email", "language", "role", "scope"],
        ["a@b.cd", "th", "instructor", "branch:x"],
        ["", " ", "", ""],
        ["e@f.gh"],
    ]
    text = mark + end.join(separator.join(line) for line in lines)
    assert rows_of(text.encode()) == WHOLE


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("email,language,role,scope", (0, 1, 2, 3)),
        ("Scope,ROLE,Language,EMAIL", (3, 2, 1, 0)),
        (" E-Mail ,ภาษา,Roles,ขอบเขต", (0, 1, 2, 3)),
        ("อีเมล,x,บทบาท,y", (0, None, 2, None)),
        ("name,อีเมล์,,role", (1, None, 3, None)),
        ("XX,XX,Email Address,XX", (2, None, None, None)),
    ],
)
def test_columns_are_known_by_their_names_and_others_passed_over(header: str, columns: tuple[int | None, ...]) -> None:
    cells = ["one", "two", "three", "four"]
    (row,) = rows_of(f"{header}\n one ,two, three,four \n".encode())
    expected = tuple("" if place is None else cells[place] for place in columns)
    assert (row.number, row.email, row.language, row.role, row.scope) == (1, *expected)


def test_every_column_has_its_name_in_both_languages() -> None:
    assert set(COLUMNS.values()) == {"email", "language", "role", "scope"}
    assert all(name == name.strip().lower() for name in COLUMNS)


def test_the_header_alone_says_what_separates() -> None:
    """Of comma, semicolon and tabulator: a letter that stands there oftener separates nothing."""
    rows = rows_of(b"email;XXXX\na,b,c,d@e.fg;,,,\nh@i.jk;,\n")
    assert [row.email for row in rows] == ["a,b,c,d@e.fg", "h@i.jk"]


def test_a_cell_is_cut_and_keeps_what_is_in_it() -> None:
    (row,) = rows_of(b'email,role\n" a@b.cd","x\r\ny"\n')
    assert (row.email, row.role) == ("a@b.cd", "x\r\ny")
    (long,) = rows_of(b"email,role\n" + b"a" * 301 + b",  " + b"b" * 300)
    assert (long.email, long.role) == ("a" * 300, "b" * 300)


def test_more_cells_than_columns_are_passed_over() -> None:
    assert rows_of(b"email\na@b.cd,more,and more\n") == [Row(1, "a@b.cd")]


def test_a_row_waits_and_says_nothing_that_nobody_wrote() -> None:
    assert Row(1, "a@b.cd") == Row(
        1, "a@b.cd", language="", role="", scope="", outcome=RowOutcome.WAITING, reason="", invitation="", person=""
    )


def test_the_first_row_of_an_address_counts_and_rows_without_one_are_their_own() -> None:
    rows = rows_of(b"email,role\nA@b.cd,x\nc@d.ef,y\n a@B.CD,z\na@b.cd,\n,x\n,x\n")
    assert [(row.number, row.outcome) for row in rows] == [
        (1, RowOutcome.WAITING),
        (2, RowOutcome.WAITING),
        (3, RowOutcome.DUPLICATE),
        (4, RowOutcome.DUPLICATE),
        (5, RowOutcome.WAITING),
        (6, RowOutcome.WAITING),
    ]
    assert rows[2] == Row(3, "a@B.CD", role="z", outcome=RowOutcome.DUPLICATE)
    assert marked(rows) == rows


def test_an_outcome_changes_nothing_else_unless_it_says_so() -> None:
    row = Row(7, "a@b.cd", "th", "learner", "branch:x")
    refused = with_outcome(row, RowOutcome.REFUSED, reason="role-unknown")
    assert refused == replace(row, outcome=RowOutcome.REFUSED, reason="role-unknown")
    assert with_outcome(refused, RowOutcome.INVITED, reason="", invitation="i", person="p") == replace(
        row, outcome=RowOutcome.INVITED, invitation="i", person="p"
    )


def test_a_row_is_kept_whole() -> None:
    row = Row(7, "a@b.cd", "th", "learner", "branch:x", RowOutcome.REFUSED, "why", "i", "p")
    assert as_kept(row) == {
        "number": 7,
        "email": "a@b.cd",
        "language": "th",
        "role": "learner",
        "scope": "branch:x",
        "outcome": "refused",
        "reason": "why",
        "invitation": "i",
        "person": "p",
    }
    assert row_from(json.loads(json.dumps(as_kept(row)))) == row
    assert row_from(as_kept(row)).outcome is RowOutcome.REFUSED
    assert without_address(row) == replace(row, email="")


def test_rows_are_counted_by_what_became_of_them() -> None:
    outcomes = [RowOutcome.INVITED, RowOutcome.REFUSED, RowOutcome.INVITED, RowOutcome.INVITED]
    rows = [Row(number, "", outcome=outcome) for number, outcome in enumerate(outcomes)]
    assert counted(rows) == {"invited": 3, "refused": 1}
    assert counted([]) == {}


def test_a_batch_begins_requested_and_has_done_nothing() -> None:
    assert replace(BATCH, upload="", state=BatchState.REQUESTED, total=0, step=0, counts={}, reason="") == BATCH
    assert replace(BATCH, upload="u1").file == "uploads/t/boss/u1"


@pytest.mark.parametrize(("total", "steps"), [(0, 0), (1, 1), (99, 1), (100, 1), (101, 2), (200, 2), (5_000, 50)])
def test_a_batch_is_done_in_hundreds(total: int, steps: int) -> None:
    assert ROWS_AT_ONCE == 100
    assert replace(BATCH, total=total).steps == steps


@pytest.mark.parametrize("state", BatchState)
def test_only_a_batch_that_runs_no_more_can_be_undone(state: BatchState) -> None:
    batch = replace(BATCH, state=state)
    if state not in (BatchState.REQUESTED, BatchState.RUNNING):
        batch.demand_finished()
        return
    with pytest.raises(BatchRunning) as refused:
        batch.demand_finished()
    assert refused.value.facts == {"batch": "b1"}
