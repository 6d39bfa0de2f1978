"""Who waits for an attempt's grade: `T#t#U#u / TOKEN#a#003`, and telling them to go on."""

from datetime import datetime, timedelta

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.assessment.errors import GradingAlreadyAwaited
from lyceum.assessment.events import GradeAwaited
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.store.items import TokenItem, token_key
from lyceum.kernel.aws import client
from lyceum.kernel.errors import Busy
from lyceum.kernel.table import get, transaction

_KEPT = timedelta(days=400)
"""Longer than the bus's archive: a replayed event must still find the claim."""

# The execution went on before, ended, or waits with a newer token: nobody is left to tell.
_OVER = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}
_LATER = {"ThrottlingException", "TooManyRequestsException", "ServiceUnavailable"}


def claim(tenant: str, id: AttemptId, *, execution: str, token: str, at: datetime) -> None:
    """Keep the token of the one execution that waits for this grade; the same execution may bring a newer one.

    The same token again changes nothing. Raises GradingAlreadyAwaited for a second execution. 1 round trip, 1 WCU.
    """
    newer = (TokenItem.execution == execution) & (TokenItem.token != token)
    refusal = GradingAlreadyAwaited(attempt=str(id))
    with transaction(tenant=tenant, at=at) as write:
        write.update(
            TokenItem,
            token_key(tenant, id),
            [
                TokenItem.execution.set(execution),
                TokenItem.token.set(token),
                TokenItem.ttl.set(int((at + _KEPT).timestamp())),
            ],
            when=TokenItem.pk.does_not_exist() | newer,
            otherwise=lambda old: None if (old.execution, old.token) == (execution, token) else refusal,
            upsert=True,
            events=[GradeAwaited(attempt=str(id))],
        )


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
