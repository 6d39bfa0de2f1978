"""The ceilings that docs/access-patterns/<context>.md states, so that cost tests and page cannot drift apart."""

from functools import lru_cache
from pathlib import Path

from tests.meter import Cost, Spent, units

_PAGES = Path(__file__).parent.parent / "docs" / "access-patterns"


@lru_cache
def ceilings(context: str) -> dict[str, Spent]:
    """Name → what it may cost, from the table with columns name, …, RT, WCU, RCU; WCU `4 + 1` is items + indexes."""
    found: dict[str, Spent] = {}
    columns: list[str] = []
    for line in (_PAGES / f"{context}.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = cells
        elif columns[0] == "name" and not cells[0].startswith("---"):
            row = dict(zip(columns, cells, strict=True))
            if not row["RT"].isdigit():
                continue  # a formula, for what works off as much as there is
            written, _, index = row["WCU"].partition("+")
            found[row["name"]] = units(int(row["RT"]), int(written), index=int(index or 0), read=row["RCU"])
    return found


def assert_as_stated(context: str, name: str, cost: Cost) -> None:
    """The operation cost no more than the page says, and just as many round trips."""
    stated = ceilings(context)[name]
    assert cost.round_trips == stated.round_trips, f"{name}: {cost}"
    assert cost.write_units <= stated.write_units, f"{name}: {cost}"
    assert cost.index_units <= stated.index_units, f"{name}: {cost}"
    assert cost.read_units <= stated.read_units, f"{name}: {cost}"


def assert_every_row_is_measured(context: str, test: str) -> None:
    """Every name of the page's table stands in the cost test, whose path is given."""
    source = Path(test).read_text(encoding="utf-8")
    missing = [name for name in ceilings(context) if f'"{name}"' not in source]
    assert ceilings(context)
    assert not missing, missing
