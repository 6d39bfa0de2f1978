"""Warm requests and the floor, in one process in turn: commands come in on descriptor 0, CPU seconds go out on 3.

A command is one line of JSON: `{"run": "product" | "floor", "event": …, "calls": [[operation, body], …], "times": n}`.
"""

import json
import os
import sys
import time
from typing import Any

STARTED = int(time.time())


def main() -> None:
    """Obey until the commands end."""
    sys.path[:0] = sys.argv[1].split(":")
    module = __import__(sys.argv[2], fromlist=["handler"])
    floor = __import__("floor")

    count = 0
    for line in sys.stdin:
        command = json.loads(line)
        calls = [(operation, body.encode()) for operation, body in command["calls"]]
        events = [_event(command["event"], count + number) for number in range(command["times"])]
        count += command["times"]
        began = time.process_time()
        if command["run"] == "floor":
            for event in events:
                floor.same_calls(event, calls)
        else:
            _ask(module.handler, events)
        spent = time.process_time() - began
        os.write(3, f"{spent}\n".encode())


def _ask(handler: Any, events: list[Any]) -> None:
    answers = [handler(event, None) for event in events]
    statuses = {answer["statusCode"] for answer in answers}
    if not statuses <= {200, 201}:
        raise SystemExit(f"answered {statuses}: {answers[-1]['body']}")


def _event(text: str, number: int) -> Any:
    """The request with its number in the place of `@N@`, and in that of `@AT@` an instant later than the one before."""
    at = time.gmtime(STARTED + number // 2)
    instant = time.strftime("%Y-%m-%dT%H:%M:%S", at) + (".500Z" if number % 2 else ".000Z")
    return json.loads(text.replace("@N@", str(number + 1)).replace("@AT@", instant))


main()
