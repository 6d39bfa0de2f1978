"""`make restore-drill`: restore the table into a new one, and prove that it is whole; how long each step took.

The source is the running platform's table, or one of the account that the caller's credentials lead to (`--aws
--source <table>`). Nothing is written to the source. The new table is deleted afterwards unless it is to be kept, as
when the drill is the real thing: docs/operations/recovery.md.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tools.local_platform import NotRunning, running_stack
from tools.local_stack import client
from tools.restored import counted, differences, wrong_grades, wrong_seats

type Wire = dict[str, Any]
PARTS = 8


@dataclass
class Drill:
    """One restore, step by step."""

    dynamodb: Any
    source: str
    target: str
    say: Callable[[str], None] = print
    shortfalls: list[str] = field(default_factory=list)

    def run(self, *, at: datetime | None, quiet: bool) -> bool:
        """Restore and check; whether all is as it should be. `quiet`: nobody writes to the source meanwhile."""
        before = self._step("count the source", lambda: counted(self.items(self.source)))
        self._step("restore", lambda: self.restore(at))
        items = self._step("read the restored table", lambda: list(self.items(self.target)))
        after = counted(items)
        self.say(f"       {before.total():,} items before, {after.total():,} restored, of {len(after)} kinds")
        differing = differences(before, after)
        if quiet:
            self.shortfalls += differing
        else:
            for line in differing:
                self.say(f"       written since: {line}")
        self._prove(items)
        self._step("settings that a restore leaves out", self.settings)
        return not self.shortfalls

    def look(self) -> bool:
        """Check a table that something else has restored."""
        items = self._step("read the restored table", lambda: list(self.items(self.target)))
        self.say(f"       {len(items):,} items of {len(counted(items))} kinds")
        self._prove(items)
        return not self.shortfalls

    def _prove(self, items: list[Wire]) -> None:
        self._check("seats left and enrollments make all seats", wrong_seats, items)
        self._check("grades are what attempts make of them", wrong_grades, items)

    def restore(self, at: datetime | None) -> None:
        """A new table as the source was then, or as late as can be."""
        point: Wire = {"RestoreDateTime": at} if at is not None else {"UseLatestRestorableTime": True}
        self.dynamodb.restore_table_to_point_in_time(
            SourceTableName=self.source, TargetTableName=self.target, BillingModeOverride="PAY_PER_REQUEST", **point
        )
        waiter = {"Delay": 5, "MaxAttempts": 8_640}  # half a day
        self.dynamodb.get_waiter("table_exists").wait(TableName=self.target, WaiterConfig=waiter)

    def settings(self) -> None:
        """A restored table has neither stream nor time to live nor recovery of its own: give it those of the source."""
        stream = self.dynamodb.describe_table(TableName=self.source)["Table"].get("StreamSpecification")
        if stream and not self.dynamodb.describe_table(TableName=self.target)["Table"].get("LatestStreamArn"):
            self.dynamodb.update_table(TableName=self.target, StreamSpecification=stream)
            self.dynamodb.get_waiter("table_exists").wait(TableName=self.target, WaiterConfig={"Delay": 2})
        kept = self.dynamodb.describe_time_to_live(TableName=self.target)["TimeToLiveDescription"]
        if kept.get("TimeToLiveStatus", "DISABLED") == "DISABLED":
            self.dynamodb.update_time_to_live(
                TableName=self.target, TimeToLiveSpecification={"AttributeName": "ttl", "Enabled": True}
            )
        self.dynamodb.update_continuous_backups(
            TableName=self.target, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )

    def items(self, table: str) -> Iterator[Wire]:
        """Every item of a table, read in parts at the same time."""

        def part(number: int) -> list[Wire]:
            pages = self.dynamodb.get_paginator("scan").paginate(
                TableName=table, Segment=number, TotalSegments=PARTS, ConsistentRead=True
            )
            return [item for page in pages for item in page["Items"]]

        with ThreadPoolExecutor(max_workers=PARTS) as pool:
            for found in pool.map(part, range(PARTS)):
                yield from found

    def _check(self, what: str, look: Callable[[Iterable[Wire]], list[str]], items: list[Wire]) -> None:
        found = self._step(what, lambda: look(items))
        self.shortfalls += found

    def _step[R](self, what: str, work: Callable[[], R]) -> R:
        began = time.monotonic()
        done = work()
        self.say(f"{time.monotonic() - began:8.2f} s  {what}")
        return done


@contextmanager
def table_of_its_own(dynamodb: Any, name: str, *, keep: bool) -> Iterator[str]:
    """A name for the new table, which is deleted in the end unless it is to be kept."""
    try:
        yield name
    finally:
        if not keep and name in dynamodb.list_tables()["TableNames"]:
            dynamodb.delete_table(TableName=name)


def main() -> int:
    """0 where the restored table is whole; 1 with what falls short."""
    parser = argparse.ArgumentParser(prog="make restore-drill", description=__doc__)
    parser.add_argument("--aws", action="store_true", help="a table of the account, not of the running platform")
    parser.add_argument("--source", help="the table to restore; the running platform's own if not given")
    parser.add_argument("--target", help="name of the new table; made up if not given")
    parser.add_argument(
        "--at", type=datetime.fromisoformat, help="the instant to go back to, ISO 8601; else the latest"
    )
    parser.add_argument("--check", help="only check this table, which something else has restored")
    parser.add_argument("--keep", action="store_true", help="keep the new table")
    given = parser.parse_args()
    try:
        dynamodb, source = _source(given)
    except (LookupError, NotRunning) as error:
        print(error, file=sys.stderr)
        return 1
    if given.check:
        return _report(drill := Drill(dynamodb, source, given.check), drill.look(), given.check)
    target = given.target or f"{source}-drill-{datetime.now(UTC):%Y%m%d%H%M%S}"
    began = time.monotonic()
    with table_of_its_own(dynamodb, target, keep=given.keep):
        drill = Drill(dynamodb, source, target)
        whole = drill.run(at=given.at, quiet=not given.aws)
        if given.keep:
            stream = dynamodb.describe_table(TableName=target)["Table"].get("LatestStreamArn", "")
            print(f"Kept. To let it take over: RestoredTable={target} RestoredTableStreamArn={stream}")
    return _report(drill, whole, f"{source} → {target}, {time.monotonic() - began:.1f} s in all")


def _report(drill: Drill, whole: bool, what: str) -> int:
    for line in drill.shortfalls:
        print(f"short: {line}")
    print(f"{what}: {'whole' if whole else 'not whole'}.")
    return 0 if whole else 1


def _source(given: argparse.Namespace) -> tuple[Any, str]:
    """A client, and the table's name. Raises LookupError or NotRunning."""
    if given.aws:
        if not given.source and not given.check:
            raise LookupError("Name the table: --source, the stack's output TableName.")
        import boto3

        return boto3.client("dynamodb"), given.source or given.check
    dynamodb = client("dynamodb", running_stack().endpoint_url)
    if given.source:
        return dynamodb, given.source
    outputs = client("cloudformation", running_stack().endpoint_url).describe_stacks(StackName="lyceum-local")
    (name,) = (one["OutputValue"] for one in outputs["Stacks"][0]["Outputs"] if one["OutputKey"] == "TableName")
    return dynamodb, name


if __name__ == "__main__":
    sys.exit(main())
