"""Whether what requests stand on answers, for monitors and for whoever is on duty.

The bus is not asked: no request waits for it, and the alarm of the stream's age tells when it takes nothing.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.kernel.aws import client
from lyceum.kernel.settings import settings

REMEMBERED_SECONDS = 5.0
"""Everybody may ask, so what is asked is not passed on each time."""


@dataclass(slots=True)
class _Memory:
    at: float = float("-inf")
    found: dict[str, str] | None = None


_memory = _Memory()


def dependencies(*, clock: Callable[[], float] = time.monotonic) -> dict[str, str]:
    """Dependency → `ok`, or the name of what came instead. 1 round trip: all are asked at the same time."""
    if _memory.found is None or clock() - _memory.at > REMEMBERED_SECONDS:
        with ThreadPoolExecutor(max_workers=len(_ASKED)) as pool:
            answers = pool.map(_answer, _ASKED.values())
        _memory.found, _memory.at = dict(zip(_ASKED, answers, strict=True)), clock()
    return dict(_memory.found)


def forget() -> None:
    """Ask again the next time."""
    _memory.found = None


def _table() -> None:
    described = client("dynamodb", impatient=True).describe_table(TableName=settings().table)
    state = described["Table"]["TableStatus"]
    if state not in {"ACTIVE", "UPDATING"}:
        raise _NotReadyError(str(state))


def _content() -> None:
    client("s3", impatient=True).head_bucket(Bucket=settings().content)


_ASKED: dict[str, Callable[[], Any]] = {"table": _table, "content": _content}


class _NotReadyError(RuntimeError):
    """It answers, but cannot be used."""


def _answer(ask: Callable[[], Any]) -> str:
    try:
        ask()
    except _NotReadyError as error:
        return str(error)
    except (BotoCoreError, ClientError) as error:
        return type(error).__name__
    return "ok"
