"""Conditional writes: one item or a transaction, with named refusals, revisions and events.

A failed condition is explained from the item as it was (`ALL_OLD`), never from a second read, and a write whose
answer was lost is recognised by its own traces.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action, Update

from lyceum.kernel import origin
from lyceum.kernel.clock import iso
from lyceum.kernel.contention import rounds
from lyceum.kernel.errors import Busy, DomainError
from lyceum.kernel.events import SYSTEM, Recorded, Tellable
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.items import Item, Key

OldImage = Item | None
"""The item as it was when its condition failed; None where there was none."""

Explanation = DomainError | Callable[[Any], DomainError | None]
"""The named refusal for a failed condition, or a function from the old image to it. None from it means: this very
write had succeeded before and only its answer was lost, so all is well."""

ATTEMPTS = 5
PATIENCE_SECONDS = 1.0


@dataclass
class _Operation:
    kind: str
    item: type[Item]
    body: dict[str, Any]
    otherwise: Explanation | None
    told: tuple[str, ...] = ()
    """Ids of the events that it sets."""


@dataclass
class Transaction:
    """Collects writes and commits them: one as a single call, several as TransactWriteItems (2 WCU per KB)."""

    tenant: str
    actor: str
    at: datetime
    operations: list[_Operation] = field(default_factory=list)

    def put(
        self,
        item: Item,
        *,
        when: Condition,
        otherwise: Explanation,
        events: Sequence[Tellable] = (),
    ) -> None:
        """Write a whole new item (`rev` 1). It must not overwrite: say so in `when` (mostly `Item.absent()`)."""
        item.kind, item.v, item.rev = item.KIND, item.V, 1
        told = self._recorded(events)
        item.events = told or None
        self._add("Put", type(item), {"Item": item.to_wire()}, when, otherwise, told)

    def update(
        self,
        item: type[Item],
        key: Key,
        actions: Sequence[Action],
        *,
        when: Condition | None = None,
        otherwise: Explanation | None = None,
        events: Sequence[Tellable] = (),
        upsert: bool = False,
    ) -> None:
        """Change attributes of one item; `rev` goes up by one; earlier events make way for these.

        The item must be there (and `when` hold, where given), else `otherwise`; with `upsert` it may come into being.
        """
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        told = self._recorded(events)
        common = [item.rev.add(1), item.events.set(told) if told else item.events.remove()]
        if upsert:
            common += [item.kind.set(item.KIND), item.v.set(item.V)]
        else:
            when = item.present() if when is None else item.present() & when
        expression = Update(*actions, *common).serialize(names, values)
        body = {"Key": _wire(key), "UpdateExpression": expression}
        self._add("Update", item, body, when, otherwise, told, names, values)

    def check(self, item: type[Item], key: Key, *, when: Condition, otherwise: Explanation) -> None:
        """Only look: the transaction fails where the condition does not hold."""
        self._add("ConditionCheck", item, {"Key": _wire(key)}, when, otherwise, ())

    def delete(
        self, item: type[Item], key: Key, *, when: Condition | None = None, otherwise: Explanation | None = None
    ) -> None:
        """Remove an item that nobody needs to hear about; what is worth telling becomes a tombstone instead."""
        self._add("Delete", item, {"Key": _wire(key)}, when, otherwise, ())

    def commit(self) -> None:
        """Send it. Raises the named refusal of the first failed condition, or Busy where others kept writing."""
        if not self.operations:
            return
        met: ClientError | None = None
        for _ in rounds(ATTEMPTS, first_pause=0.05, patience=PATIENCE_SECONDS):
            try:
                self._send()
            except ClientError as error:
                if not _is_contention(error):
                    self._explain(error)
                    return
                met = error
            except BotoCoreError as error:
                raise Busy("The table does not answer.") from error
            else:
                return
        raise Busy("Others are writing at the same place.") from met

    def _add(
        self,
        kind: str,
        item: type[Item],
        body: dict[str, Any],
        when: Condition | None,
        otherwise: Explanation | None,
        told: Sequence[dict[str, Any]],
        names: dict[str, str] | None = None,
        values: dict[str, Any] | None = None,
    ) -> None:
        names, values = names if names is not None else {}, values if values is not None else {}
        if when is not None:
            body["ConditionExpression"] = when.serialize(names, values)
            body["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        if names:
            body["ExpressionAttributeNames"] = {placeholder: name for name, placeholder in names.items()}
        if values:
            body["ExpressionAttributeValues"] = values
        body["TableName"] = settings().table
        self.operations.append(_Operation(kind, item, body, otherwise, tuple(one["i"] for one in told)))

    def _recorded(self, events: Sequence[Tellable]) -> list[dict[str, Any]]:
        if not events:
            return []
        at = iso(self.at)
        whence = origin.current().stated(tenant=self.tenant, actor=self.actor)
        return [
            Recorded.of(event, id=new_id(), tenant=self.tenant, actor=self.actor, at=at, origin=whence).stored()
            for event in events
        ]

    def _send(self) -> None:
        client = dynamodb()
        if len(self.operations) > 1 or self.operations[0].kind == "ConditionCheck":
            client.transact_write_items(
                TransactItems=[{operation.kind: operation.body} for operation in self.operations],
                ClientRequestToken=new_id(),
            )
            return
        (operation,) = self.operations
        call = {"Put": client.put_item, "Update": client.update_item, "Delete": client.delete_item}[operation.kind]
        call(**operation.body)

    def _explain(self, error: ClientError) -> None:
        """Raise the refusal that belongs to the failed condition; return where the write had already succeeded."""
        code = error.response["Error"]["Code"]
        if code == "ConditionalCheckFailedException":
            old: Any = error.response.get("Item")
            failed = [(self.operations[0], old)]
        elif code == "TransactionCanceledException":
            reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
            failed = [
                (operation, reason.get("Item"))
                for operation, reason in zip(self.operations, reasons, strict=True)
                if reason.get("Code") == "ConditionalCheckFailed"
            ]
        else:
            failed = []
        for operation, old in failed:
            if operation.told and operation.told == _told(old):
                return  # it tells the very events of this write, which had succeeded: its answer was lost
            refusal = _refusal(operation, old)
            if refusal is None:
                return
            raise refusal from error
        if _is_throttle(code):
            raise Busy("The table is throttled.") from error
        raise error


def _told(old: dict[str, Any] | None) -> tuple[str, ...]:
    """Ids of the events on an item in wire form."""
    return tuple(one["M"]["i"]["S"] for one in old["events"]["L"]) if old and "events" in old else ()


def _refusal(operation: _Operation, old: dict[str, Any] | None) -> DomainError | None:
    if operation.otherwise is None:
        raise TypeError(f"{operation.kind} of {operation.item.__name__} has a condition and no refusal")
    if isinstance(operation.otherwise, DomainError):
        return operation.otherwise
    return operation.otherwise(operation.item.from_wire(old) if old else None)


def _is_contention(error: ClientError) -> bool:
    if error.response["Error"]["Code"] in {"TransactionConflictException", "TransactionInProgressException"}:
        return True
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    codes = {reason.get("Code") for reason in reasons} - {"None", None}
    return bool(codes) and codes <= {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


def _is_throttle(code: str) -> bool:
    return code in {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
    }


def _wire(key: Key) -> dict[str, dict[str, str]]:
    return {"PK": {"S": key.pk}, "SK": {"S": key.sk}}


@contextmanager
def transaction(*, tenant: str, at: datetime, actor: str = SYSTEM) -> Iterator[Transaction]:
    """Collect writes in the block and commit them at its end; nothing is sent where the block raises."""
    write = Transaction(tenant=tenant, actor=actor, at=at)
    yield write
    write.commit()
