"""Who waits for an attempt's grade: `T#t#U#u / TOKEN#a#003`, and telling them to go on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.assessment.errors import GradingAlreadyAwaited
from lyceum.assessment.events import GradeAwaited, GradeStillAwaited
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store.items import TokenItem, token_key
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy
from lyceum.kernel.events import Event
from lyceum.kernel.table import get, transaction

_KEPT = timedelta(days=400)
"""Longer than the bus's archive: a replayed event must still find the claim."""

# The execution went on before, ended, or waits with a newer token: nobody is left to tell.
_OVER = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}
_LATER = {"ThrottlingException", "TooManyRequestsException", "ServiceUnavailable"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An execution that waits already, with an older token."""

    rev: int
    since: datetime
    """When it began to, or graders were last reminded."""
    reminders: int


def claim(tenant: str, id: AttemptId, *, execution: str, token: str, at: datetime) -> Waiting | None:
    """Keep the token of the one execution that waits for this grade. None where it is kept, also from before.

    The same execution with a newer token is given back as it waits: `renew` keeps that. Raises GradingAlreadyAwaited
    for a second execution. 1 round trip, 1 WCU.
    """
    there: Waiting | None = None

    def explain(old: TokenItem) -> GradingAlreadyAwaited | None:
        nonlocal there
        if old.execution != execution:
            return GradingAlreadyAwaited(attempt=str(id))
        if old.token != token:
            there = Waiting(int(old.rev), old.since or at, int(old.reminders or 0))
        return None

    with transaction(tenant=tenant, at=at) as write:
        write.update(
            TokenItem,
            token_key(tenant, id),
            [TokenItem.execution.set(execution), TokenItem.since.set(at), *_token(token, at)],
            when=TokenItem.pk.does_not_exist(),
            otherwise=explain,
            upsert=True,
            events=[GradeAwaited(attempt=str(id))],
        )
    return there


def renew(
    tenant: str, id: AttemptId, before: Waiting, *, token: str, at: datetime, reminder: GradeStillAwaited | None
) -> None:
    """Keep a newer token in the place of the one that was read, and remind of the grade if that is due.

    1 round trip, 1 WCU. Raises Busy where the item was written meanwhile.
    """
    waits = [TokenItem.since.set(before.since)]
    if reminder is not None:
        waits = [TokenItem.since.set(at), TokenItem.reminders.set(reminder.reminder)]
    told: list[Event] = [GradeAwaited(attempt=str(id)), *([reminder] if reminder is not None else [])]
    moved = Busy("Something else is written of this wait.")
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            TokenItem,
            token_key(tenant, id),
            [*_token(token, at), *waits],
            when=TokenItem.rev == before.rev,
            otherwise=lambda old: None if old is not None and old.token == token else moved,
            events=told,
        )


def _token(token: str, at: datetime) -> list[Any]:
    return [TokenItem.token.set(token), TokenItem.ttl.set(int((at + _KEPT).timestamp()))]


def find(tenant: str, id: AttemptId) -> str | None:
    """The token of who waits, or None. 1 round trip."""
    item = get(TokenItem, token_key(tenant, id), consistent=True)
    return item.token if item is not None else None


def spend(tenant: str, id: AttemptId, token: str, *, at: datetime) -> None:
    """Note that nobody waits with this token any more; the claim itself stays. 1 round trip."""
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            TokenItem,
            token_key(tenant, id),
            [TokenItem.token.remove()],
            when=TokenItem.token == token,
            otherwise=lambda _: None,
        )


def send_success(token: str, output: str) -> bool:
    """Let the execution that waits with this token go on; False where none waits with it. Raises Busy.

    A repeat after a lost answer finds the execution gone on, which is what was wanted.
    """
    try:
        client("stepfunctions").send_task_success(taskToken=token, output=output)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in _OVER:
            return False
        if code in _LATER or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
            raise Busy("Step Functions is busy.") from error
        raise
    except BotoCoreError as error:
        raise Busy("Step Functions does not answer.") from error
    return True
