"""The emulator delivers everything twice while a file lies beside its state: AWS promises once or more, never once.

Doubled are batches of the table's stream and of queues, events for functions, and events that start workflows. Both
deliveries run in earnest, the second one right after or beside the first.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ministack.services import eventbridge, lambda_svc

NAME = "deliver-twice"
"""Of the file; it may come and go while the emulator runs."""

_BATCHED = frozenset({"aws:dynamodb", "aws:sqs"})


def apply(flag: Path) -> None:
    """Called once, after all mends."""
    for name in ("_dispatch_to_lambda", "_dispatch_to_stepfunctions"):
        setattr(eventbridge, name, _twice(getattr(eventbridge, name), flag))
    execute = lambda_svc._execute_function

    @functools.wraps(execute)
    def execute_twice(function: Any, event: Any, *rest: Any, **named: Any) -> Any:
        result = execute(function, event, *rest, **named)
        if result.get("error") or not _is_batch(event) or not flag.exists():
            return result
        return execute(function, event, *rest, **named)

    lambda_svc._execute_function = execute_twice


def _twice(dispatch: Callable[..., None], flag: Path) -> Callable[..., None]:
    @functools.wraps(dispatch)
    def dispatch_twice(*arguments: Any) -> None:
        dispatch(*arguments)
        if flag.exists():
            dispatch(*arguments)

    return dispatch_twice


def _is_batch(event: Any) -> bool:
    records: list[Any] = event.get("Records") or [] if isinstance(event, dict) else []
    return any(record.get("eventSource") in _BATCHED for record in records)
