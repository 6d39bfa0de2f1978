"""`python -m tools.exam [--starts 5000 --saves 100000 --submits 5000]`: drive an exam and print what it took.

Opened before its start, two sections with clocks, an essay, accommodations before and meanwhile, second attempts; and
before it the same starts at an exam that was not opened. CPU of each operation, each key's share of the writes, units,
and the AWS price of the hour; 1 where one key took more than 5 % of the writes: a partition takes 1,000 write units a
second, wherever the rest of the table is.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tools.exam.account import Account, Spent
from tools.exam.drive import Driven, FirstMinute, drive, first_minute, seed_enrollments
from tools.measure.engine import engine
from tools.measure.gateway import learner_id
from tools.measure.prices import Used

CEILING = 0.05
"""Most that one key may have of the writes."""


def main() -> int:
    """Drive and judge."""
    parser = argparse.ArgumentParser(prog="python -m tools.exam", description=__doc__)
    parser.add_argument("--starts", type=int, default=5_000)
    parser.add_argument("--saves", type=int, default=100_000)
    parser.add_argument("--submits", type=int, default=5_000)
    parser.add_argument("--sample", type=int, default=20, help="meter the units of every n-th learner")
    wanted = parser.parse_args()
    with engine() as used:
        from tools.exam.paper import written_exam
        from tools.measure.school import found_school

        began = time.monotonic()
        account = Account(sample=wanted.sample)
        school = found_school()
        seed_enrollments(school, [learner_id(number) for number in range(wanted.starts)])
        without = first_minute(written_exam(school), starts=wanted.starts, sample=wanted.sample)
        exam = written_exam(school)
        driven = list(drive(exam, account, starts=wanted.starts, saves=wanted.saves, submits=wanted.submits))
        print(f"{used.name}, {time.monotonic() - began:.0f} s")
    print("\n".join(lines(driven, account, learners=wanted.starts)))
    print("\n".join(saved(without, FirstMinute.of(account, wanted.starts))))
    return 1 if account.share()[1] > CEILING else 0


def lines(driven: Sequence[Driven], account: Account, *, learners: int) -> Iterator[str]:
    """The report."""
    yield f"{'operation':21} {'requests':>9} {'CPU ms':>8} {'WCU':>6} {'index':>6} {'RCU':>6} {'events':>7}  a request"
    for kind in driven:
        spent = account.spent.get(kind.operation, Spent(requests=1))
        each: list[int | Decimal] = [spent.write_units, spent.index_units, spent.read_units, spent.events]
        figures = " ".join(f"{Decimal(value) / spent.requests:6.2f}" for value in each)
        yield f"{kind.operation:21} {kind.requests:9,} {kind.milliseconds:8.2f} {figures}"
    used = total(driven, account.spent)
    key, share = account.share()
    yield ""
    yield f"{account.writes.total():,} writes on {len(account.writes):,} keys of table and indexes;"
    yield f"most on one: {share:.2%} ({_kind_of(key)}), ceiling {CEILING:.0%}"
    for name, (keys, most) in sorted(_by_kind(account.writes).items()):
        yield f"  {name:12} {keys:6,} keys, at most {most / account.writes.total():.2%} each"
    yield ""
    yield f"{used.write_units:,.0f} write units, {used.read_units:,.0f} read units, {used.events:,} events"
    yield from (f"  {name:12} {usd:8.4f} USD" for name, usd in used.lines().items() if usd)
    yield f"  {'the hour':12} {used.usd():8.4f} USD, {used.usd() / learners * 1000:.3f} a thousand learners"


def saved(without: FirstMinute, opened: FirstMinute) -> Iterator[str]:
    """What the opening saves of everybody's start."""
    yield ""
    yield f"{'the first minute':21} {'requests':>9} {'writes':>8} {'units':>7}"
    for name, took in (("without an opening", without), ("opened before", opened)):
        yield f"{name:21} {took.requests:9,} {took.writes:8,} {took.write_units:7,}"
    shares = [
        1 - after / before
        for before, after in (
            (without.requests, opened.requests),
            (without.writes, opened.writes),
            (without.write_units, opened.write_units),
        )
    ]
    yield f"{'saved':21} {shares[0]:9.0%} {shares[1]:8.0%} {shares[2]:7.0%}"


def total(driven: Sequence[Driven], spent: Mapping[str, Spent]) -> Used:
    """Everything, from what was metered of each operation's sample."""
    used = Used()
    for kind in driven:
        metered = spent.get(kind.operation, Spent(requests=1))
        scale = Decimal(kind.requests) / max(1, metered.requests)
        events = int(metered.events * scale)
        used += Used(
            requests=kind.requests,
            write_units=(metered.write_units + metered.index_units) * scale,
            read_units=metered.read_units * scale,
            events=events,
            invocations=events,  # at least one consumer each; the relay takes them in batches
            bytes_out=kind.bytes_out,
        )
    return used


def _by_kind(writes: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for key, count in writes.items():
        keys, most = found.get(_kind_of(key), (0, 0))
        found[_kind_of(key)] = keys + 1, max(most, count)
    return found


def _kind_of(key: str) -> str:
    """`T#acme#U#01…` → `learner`, `DUE#07` → `timer shard`."""
    if key.startswith("DUE#"):
        return "timer shard"
    part = key.split("#")[2] if key.count("#") > 1 else key
    return {"U": "learner", "A": "assessment", "C": "course"}.get(part, part)


if __name__ == "__main__":
    sys.exit(main())
