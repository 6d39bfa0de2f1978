"""`make replay`: what lies parked and why; with SEND=<id> or SEND=all it is sent again, as its file says now.

Each piece is written into .local/parked/<id>.json. Correct its `payload` there, then send it. What was handled goes out
of the queue or the bucket; what failed again stays. Sending twice is harmless: a consumer acts once on an event's id.
The local stack by default; STACK=<name> for one in the account of the shell's own credentials.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from tools.checks.layout import ROOT
from tools.local_deploy import STACK
from tools.local_platform import NotRunning, running_stack
from tools.local_stack import client
from tools.parked import Clients, Parked, Place, read

FOLDER = ROOT / ".local/parked"


def place_of(aws: Clients, stack: str) -> Place:
    """Where a stack parks things. Raises LookupError where it has no such parts."""
    cloudformation = aws("cloudformation")

    def physical(stack: str, logical: str) -> str:
        found = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=logical)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    operations = next(
        (
            resource["PhysicalResourceId"]
            for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
            for resource in page["StackResourceSummaries"]
            if resource["LogicalResourceId"].startswith("Operations")
        ),
        None,
    )
    if operations is None:
        raise LookupError(f"{stack} has no nested stack of operations")
    relay = physical(str(operations), "PublishEventsFunction")
    return Place(aws, physical(stack, "FailureQueue"), physical(stack, "FailureBucket"), relay)


def parked(place: Place) -> Iterator[tuple[Parked, dict[str, str]]]:
    """Everything that lies there, with what takes it out."""
    for one, receipt in place.messages():
        yield one, {"receipt": receipt}
    for one, key in place.objects():
        yield one, {"key": key}


def replay(place: Place, folder: Path, *, send: str = "") -> int:
    """List what is parked, or send what is named; how many failed again."""
    failed = 0
    found = list(parked(place))
    for one, out in found:
        file = one.write(folder)
        if send not in ("all", one.id):
            print(f"{one.id}\n  why     {one.why}\n  target  {one.target}\n  file    {file}")
            continue
        refused = place.send(read(file))
        if refused is None:
            place.take_out(**out)
            file.unlink()
        failed += refused is not None
        print(f"{one.id}  {'done' if refused is None else f'failed again: {refused}'}")
    for one, out in found:
        if "receipt" in out and (folder / f"{one.id}.json").exists():
            place.release(out["receipt"])
    if not found:
        print("Nothing is parked.")
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """List or send."""
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("--send", default="", help="an id, or `all`")
    parser.add_argument("--stack", default="", help="a stack on AWS; else the local one")
    parser.add_argument("--endpoint", default="", help="address of a local stack other than `make run`'s")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pieces are written")
    wanted = parser.parse_args(arguments)
    aws: Any = boto3.client
    if not wanted.stack:
        try:
            aws = partial(client, endpoint_url=wanted.endpoint or running_stack().endpoint_url)
        except NotRunning as error:
            print(error, file=sys.stderr)
            return 1
    return 1 if replay(place_of(aws, wanted.stack or STACK), wanted.folder, send=wanted.send) else 0


if __name__ == "__main__":
    sys.exit(main())
