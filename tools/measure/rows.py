"""What docs/access-patterns/<context>.md says that an operation costs, for sums on paper."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from tools.checks.layout import ROOT

_PAGES = ROOT / "docs/access-patterns"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Row(NamedTuple):
    """One row: what it costs at most."""

    round_trips: Decimal
    write_units: Decimal
    index_units: Decimal
    read_units: Decimal


@lru_cache
def rows(context: str) -> dict[str, Row]:
    """Name → its row, from the table with columns name, …, RT, WCU, RCU.

    WCU `4 + 1` is items + index entries; of `1 + 1 per tenant` one of each is counted, of `≤ 1` the whole.
    """
    found: dict[str, Row] = {}
    columns: list[str] = []
    for line in (_PAGES / f"{context}.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = cells
        elif columns[0] == "name" and not cells[0].startswith("---"):
            # From the right: a key in between may hold the sign that parts the cells.
            said = {"name": cells[0], **dict(zip(columns[-3:], cells[-3:], strict=True))}
            items, *index = _numbers(said["WCU"])
            found[said["name"]] = Row(
                sum(_numbers(said["RT"]), Decimal(0)),
                items,
                sum(index, Decimal(0)),
                sum(_numbers(said["RCU"]), Decimal(0)),
            )
    return found


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(number) for number in _NUMBER.findall(text)] or [Decimal(0)]
