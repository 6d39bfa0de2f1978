"""`make logs`: what the functions of the running platform have logged, newest last; CONTEXT=catalog for one context."""

import argparse
import sys
import time
from collections.abc import Iterator
from typing import Any

from tools.local_platform import NotRunning, running_stack
from tools.local_stack import client

_NOISE = ("START ", "END ", "REPORT ", "INIT_START ")


def lines(logs: Any, context: str, since: float) -> Iterator[tuple[int, str]]:
    """Time in milliseconds and text of every line, one context after the other. since: seconds of the epoch."""
    for group in logs.describe_log_groups()["logGroups"]:
        name = group["logGroupName"]
        if context.lower() not in name.lower():
            continue
        for event in logs.filter_log_events(logGroupName=name, startTime=int(since * 1000))["events"]:
            text = event["message"].rstrip()
            if text and not text.startswith(_NOISE):
                yield event["timestamp"], text


def main() -> int:
    """Print the lines of the last minutes in order."""
    parser = argparse.ArgumentParser(prog="make logs", description=__doc__)
    parser.add_argument("--context", default="")
    parser.add_argument("--minutes", type=float, default=10)
    wanted = parser.parse_args()
    try:
        stack = running_stack()
    except NotRunning as error:
        print(error, file=sys.stderr)
        return 1
    logs = client("logs", stack.endpoint_url)
    for _, text in sorted(lines(logs, wanted.context, time.time() - 60 * wanted.minutes)):
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
