"""The ceilings that docs/access-patterns/<context>.md states, so that cost tests and page cannot drift apart."""

import re
from functools import lru_cache
from pathlib import Path

from tests.meter import Cost, Spent, units

_CELLS = re.compile(r"(?<!\\)\|")
_WRITTEN, _READ = re.compile(r"(\d+)(?: \+ (\d+))?"), re.compile(r"\d+(?:\.\d+)?")
_PAGES = Path(__file__).parent.parent / "docs" / "access-patterns"


@lru_cache
def ceilings(context: str) -> dict[str, Spent]:
    """Name → what it may cost, from the table with columns name, …, RT, WCU, RCU; WCU `4 + 1` is items + indexes."""
    found: dict[str, Spent] = {}
    columns: list[str] = []
    for line in (_PAGES / f"{context}.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in _CELLS.split(line.strip().strip("|"))]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = cells
        elif columns[0] == "name" and not cells[0].startswith("---"):
            row = dict(zip(columns, cells, strict=True))
            written = _WRITTEN.fullmatch(row["WCU"])
            if not row["RT"].isdigit() or not written or not _READ.fullmatch(row["RCU"]):
                continue  # a formula, for what costs as much as there is to do
            items, index = written.groups(default="0")
            found[row["name"]] = units(int(row["RT"]), int(items), index=int(index), read=row["RCU"])
    return found


def assert_as_stated(context: str, name: str, cost: Cost) -> None:
    """The operation cost no more than the page says, and just as many round trips."""
    stated = ceilings(context)[name]
    assert cost.round_trips == stated.round_trips, f"{name}: {cost}"
    assert cost.write_units <= stated.write_units, f"{name}: {cost}"
    assert cost.index_units <= stated.index_units, f"{name}: {cost}"
    assert cost.read_units <= stated.read_units, f"{name}: {cost}"


def assert_every_row_is_measured(context: str, *tests: str) -> None:
    """Every name of the page's table stands in one of the cost tests, whose paths are given."""
    source = "".join(Path(test).read_text(encoding="utf-8") for test in tests)
    missing = [name for name in ceilings(context) if f'"{name}"' not in source]
    assert ceilings(context)
    assert not missing, missing
