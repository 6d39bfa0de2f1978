"""`python -m tools.scale [--most 100000]`: each operation at 10² items, 10³, … `--most`; 1 where it costs more.

Round trips and units must be the same at every size; the median at the largest at most 1.5 times that at the smallest,
beyond what the engine alone takes longer for one item and five entries there: DynamoDB does not, an emulator does.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tools.local_stack import create_table
from tools.measure.engine import engine

if TYPE_CHECKING:
    from tools.scale.sizes import Row


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(prog="python -m tools.scale", description=__doc__)
    parser.add_argument("--most", type=int, default=100_000, help="items of the largest table")
    parser.add_argument("--rounds", type=int, default=30)
    wanted = parser.parse_args()
    with engine() as used:
        from tools.scale.sizes import measure, measure_engine, seeded

        began = time.monotonic()
        sizes = [size for size in (100, 1_000, 10_000, 100_000, 1_000_000) if size <= wanted.most]
        schools = [seeded(create_table(used.endpoint_url), size) for size in sizes]
        print(f"{used.name}: seeded {sum(sizes):,} items in {time.monotonic() - began:.0f} s")
        alone = measure_engine(schools, wanted.rounds)
        rows = measure(schools, wanted.rounds)
    print("\n".join(lines(rows)))
    print(f"{alone.operation}: {alone.growth:.2f} times as long on the largest table as on the smallest")
    found = [line for row in rows for line in row.violations(alone)]
    print("\n".join(f"ABOVE: {line}" for line in found) or "The same at every size.")
    return 1 if found else 0


def lines(rows: "Sequence[Row]") -> Iterator[str]:
    """The table: what a request costs, and its median in milliseconds by size."""
    sizes = sorted(rows[0].seconds)
    head = " ".join(f"{f'p50 at {size:,}':>15}" for size in sizes)
    yield f"{'operation':16} {'RT':>3} {'WCU':>7} {'RCU':>5} {head} {'largest : smallest':>19}"
    for row in rows:
        spent = row.spent[sizes[-1]]
        units = f"{spent.write_units} + {spent.index_units}"
        figures = " ".join(f"{row.p50(size):12.1f} ms" for size in sizes)
        yield f"{row.operation:16} {spent.round_trips:3} {units:>7} {spent.read_units:5} {figures} {row.growth:19.2f}"


if __name__ == "__main__":
    sys.exit(main())
