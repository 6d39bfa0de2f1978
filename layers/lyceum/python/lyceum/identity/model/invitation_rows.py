"""Rows of a list of people to invite, read from CSV as spreadsheets write it. Pure; what it reads is untrusted."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lyceum.identity.errors import ListUnreadable
from lyceum.kernel.mail_addresses import canonical

MOST_ROWS = 5_000
MOST_BYTES = 2 * 1024 * 1024
MOST_CELL = 300

COLUMNS: Mapping[str, str] = {
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "อีเมล": "email",
    "อีเมล์": "email",
    "language": "language",
    "ภาษา": "language",
    "role": "role",
    "roles": "role",
    "บทบาท": "role",
    "scope": "scope",
    "ขอบเขต": "scope",
}
"""Names of columns, in any case; others are passed over."""


class RowOutcome(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    INVITED = "invited"
    ALREADY_MEMBER = "already_member"
    ALREADY_INVITED = "already_invited"
    DUPLICATE = "duplicate"
    """An earlier row has the same address."""
    REFUSED = "refused"
    REVOKED = "revoked"
    """The batch was undone: nobody can accept it any more."""
    ACCEPTED = "accepted"
    """The batch was undone too late: its person had more here already, or has by now."""
    MEMBER_REMAINS = "member_remains"
    """The batch was undone too late: its person is a member by this invitation alone, and nothing has changed since."""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody to invite, and what became of that."""

    number: int
    """Of the row below the header, from 1."""
    email: str
    language: str = ""
    role: str = ""
    """Left out: what the batch says."""
    scope: str = ""
    outcome: RowOutcome = RowOutcome.WAITING
    reason: str = ""
    """Name of the refusal."""
    invitation: str = ""
    person: str = ""


def rows_of(file: bytes) -> list[Row]:
    """Rows of a CSV file: UTF-8 with or without a byte order mark, separated by comma, semicolon or tabulator.

    Raises ListUnreadable with its reason: `too_large`, `not_utf8`, `not_csv`, `no_email_column`, `too_many_rows`,
    `empty`.
    """
    if len(file) > MOST_BYTES:
        raise ListUnreadable(reason="too_large")
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListUnreadable(reason="not_utf8") from error
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ListUnreadable(reason="not_csv") from error
    return _rows([line for line in lines if any(cell.strip() for cell in line)])


def _rows(lines: list[list[str]]) -> list[Row]:
    names = [COLUMNS.get(cell.strip().lower()) for cell in lines[0]] if lines else []
    if "email" not in names:
        raise ListUnreadable(reason="no_email_column" if lines else "empty")
    if len(lines) - 1 > MOST_ROWS:
        raise ListUnreadable(reason="too_many_rows")
    if len(lines) == 1:
        raise ListUnreadable(reason="empty")
    found = []
    for number, line in enumerate(lines[1:], start=1):
        cells = {name: cell.strip()[:MOST_CELL] for name, cell in zip(names, line, strict=False) if name}
        email, language, role, scope = (cells.get(name, "") for name in ("email", "language", "role", "scope"))
        found.append(Row(number, email, language, role, scope))
    return marked(found)


def marked(rows: Iterable[Row]) -> list[Row]:
    """The rows; those whose address an earlier one has are marked."""
    seen: set[str] = set()
    found = []
    for row in rows:
        address = canonical(row.email)
        found.append(with_outcome(row, RowOutcome.DUPLICATE) if address and address in seen else row)
        seen.add(address)
    return found


def with_outcome(row: Row, outcome: RowOutcome, **more: str) -> Row:
    """The row, decided."""
    return Row(**{**as_kept(row), "outcome": outcome, **more})


def as_kept(row: Row) -> dict[str, Any]:
    """As a plain map."""
    return {name: getattr(row, name) for name in Row.__slots__}


def row_from(said: Mapping[str, Any]) -> Row:
    """A row as it was kept."""
    return Row(**{**said, "outcome": RowOutcome(said["outcome"])})


def without_address(row: Row) -> Row:
    """The row of somebody who is forgotten: what became of it stays. One that waited will be refused."""
    return Row(**{**as_kept(row), "email": "", "outcome": row.outcome})


def counted(rows: Iterable[Row]) -> dict[str, int]:
    """RowOutcome → rows."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[str(row.outcome)] = counts.get(str(row.outcome), 0) + 1
    return counts
