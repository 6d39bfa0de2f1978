"""When a call of the table is sent again: botocore's standard mode, so that nothing depends on who carried it."""

import random
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

from botocore import exceptions
from botocore.retries.quota import RetryQuota

from lyceum.kernel.aws import THROTTLED

type Wire = dict[str, Any]

TRANSIENT_STATUSES = frozenset({500, 502, 503, 504})
REPEATABLE = THROTTLED | {"ChecksumMismatch", "RequestTimeout", "RequestTimeoutException"}
UNANSWERED = (exceptions.ConnectionError, exceptions.HTTPClientError)
LONGEST_PAUSE_SECONDS = 20
_TIMEOUTS = (exceptions.ConnectTimeoutError, exceptions.ReadTimeoutError)
_COST, _COST_OF_TIMEOUT, _REWARD = 5, 10, 1


class Repeats:
    """At most `attempts` in all, a random pause between them, and no storm: what is repeated is paid from a quota."""

    def __init__(self, attempts: int) -> None:
        self._attempts = attempts

    @cached_property
    def _quota(self) -> RetryQuota:
        return RetryQuota()

    def until_answered(self, send: Callable[[], Wire]) -> Wire:
        """The last answer, refusals included. Raises BotoCoreError where none came."""
        paid = 0
        for number in range(1, self._attempts + 1):
            answer, failure = _outcome(send)
            if failure is None and not _is_transient(answer):
                if "Error" not in answer:
                    self._quota.release(paid or _REWARD)
                return answer
            cost = _COST_OF_TIMEOUT if isinstance(failure, _TIMEOUTS) else _COST
            if number < self._attempts and self._quota.acquire(cost):
                paid = cost
                pause = random.random() * min(2 ** (number - 1), LONGEST_PAUSE_SECONDS)  # nosec B311: jitter
                time.sleep(pause)
                continue
            if failure is not None:
                raise failure
            return answer
        raise ValueError("at least one attempt is needed")


def _outcome(send: Callable[[], Wire]) -> tuple[Wire, exceptions.BotoCoreError | None]:
    try:
        return send(), None
    except UNANSWERED as error:
        return {}, error


def _is_transient(answer: Wire) -> bool:
    """Whether the same request may well succeed the next time."""
    if "Error" not in answer:
        return False
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return status in TRANSIENT_STATUSES or answer["Error"]["Code"] in REPEATABLE
