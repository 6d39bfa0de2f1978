"""How often something may be done: fixed windows in one item, counted by one conditional update.

    take(Key(f"LIMIT#{who}", "COUNT"), PER_ACCOUNT, at=at)

The first of a window resets it by compare-and-set; of two who come at once both are counted. One item takes 1,000 of
these a second, so a limit is of one account, address or key, never of a tenant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from lyceum.kernel.allowances import Allowance
from lyceum.kernel.errors import Busy, TooMany
from lyceum.kernel.settings import settings
from lyceum.kernel.table.items import Key
from lyceum.kernel.table.read import call

ATTEMPTS: Final = 6


class TooOften(TooMany):
    """More was asked for than is allowed in this time; `Retry-After` says when to come again."""

    title = {"en": "Too often; try again later", "th": "บ่อยเกินไป โปรดลองใหม่ภายหลัง"}

    def __init__(self, limit: int = 0, resets_in: int = 1) -> None:
        super().__init__()
        self.retry_after = resets_in
        self.allowance = Allowance(limit, 0, resets_in)


@dataclass(frozen=True, slots=True)
class Window:
    """At most `most` in each `length`, which begins at a multiple of it."""

    length: timedelta
    most: int

    @property
    def seconds(self) -> int:
        """Its length."""
        return int(self.length.total_seconds())

    def number(self, at: datetime) -> int:
        """Which window an instant belongs to."""
        return int(at.timestamp()) // self.seconds

    def resets_in(self, at: datetime) -> int:
        """Seconds until the next one begins, at least 1."""
        return max(1, self.seconds - int(at.timestamp()) % self.seconds)


type Counts = Mapping[int, tuple[int, int]]
"""Length of a window in seconds → its number and how often it was used."""


def counted(kept: Counts, windows: Sequence[Window], at: datetime) -> dict[int, tuple[int, int]]:
    """The counts after one more use. Raises TooOften for the window that is full for longest."""
    after: dict[int, tuple[int, int]] = {}
    full: list[TooOften] = []
    for window in windows:
        number, used = kept.get(window.seconds, (0, 0))
        used = used + 1 if number == window.number(at) else 1
        after[window.seconds] = (window.number(at), used)
        if used > window.most:
            full.append(TooOften(window.most, window.resets_in(at)))
    if full:
        raise max(full, key=lambda one: one.allowance.resets_in)
    return after


def allowance(counts: Counts, windows: Sequence[Window], at: datetime) -> Allowance:
    """What is left, of the window with the least."""
    left = (Allowance(one.most, one.most - counts[one.seconds][1], one.resets_in(at)) for one in windows)
    return min(left, key=lambda one: (one.remaining, -one.resets_in))


def take(key: Key, windows: Sequence[Window], *, at: datetime, kept: Counts | None = None) -> Allowance:
    """Use once. Raises TooOften, and Busy where too many others count at once.

    1 round trip, 1 WCU; 2 and 2 at the beginning of a window, unless the caller has just read what is `kept`. The item
    goes by its `ttl` when its longest window is over.
    """
    for _ in range(ATTEMPTS):
        # Of many at once in a new window one begins it; the others find it begun, and are simply added.
        if kept is None or _have_begun(kept, windows, at):
            done, kept = _add(key, windows, at)
            if done:
                return allowance(kept, windows, at)
        after = counted(kept, windows, at)
        changed = _replace(key, kept, after, at)
        if changed is None:
            return allowance(after, windows, at)
        kept = changed
    raise Busy("Others are counting at the same place.")


def _have_begun(kept: Counts, windows: Sequence[Window], at: datetime) -> bool:
    return all(kept.get(window.seconds, (None, 0))[0] == window.number(at) for window in windows)


def _add(key: Key, windows: Sequence[Window], at: datetime) -> tuple[bool, Counts]:
    """One more in windows that have begun: whether it was counted, and the counts that are there now."""
    names: dict[str, str] = {}
    values: dict[str, Any] = {":one": {"N": "1"}}
    adds: list[str] = []
    conditions: list[str] = []
    for window in windows:
        length = window.seconds
        names |= {f"#n{length}": f"n{length}", f"#c{length}": f"c{length}"}
        values |= {f":n{length}": {"N": str(window.number(at))}, f":m{length}": {"N": str(window.most)}}
        adds.append(f"#c{length} :one")
        conditions.append(f"#n{length} = :n{length} AND #c{length} < :m{length}")
    answer = _update(key, f"ADD {', '.join(adds)}", " AND ".join(conditions), names, values)
    return "Attributes" in answer, _counts(answer["Attributes"] if "Attributes" in answer else answer["old"])


def _replace(key: Key, kept: Counts, after: Counts, at: datetime) -> Counts | None:
    """Put the counts in the place of those that were read; None where they were still the same, else what is there."""
    names: dict[str, str] = {"#ttl": "ttl", "#k": "kind"}
    values: dict[str, Any] = {
        ":ttl": {"N": str(int(at.timestamp()) + 2 * max(after))},
        ":k": {"S": "limit"},
    }
    sets, conditions = ["#ttl = :ttl", "#k = :k"], list[str]()
    for length, (number, used) in after.items():
        names |= {f"#n{length}": f"n{length}", f"#c{length}": f"c{length}"}
        values |= {f":n{length}": {"N": str(number)}, f":c{length}": {"N": str(used)}}
        sets += [f"#n{length} = :n{length}", f"#c{length} = :c{length}"]
        if length in kept:
            values |= {f":a{length}": {"N": str(kept[length][0])}, f":b{length}": {"N": str(kept[length][1])}}
            conditions.append(f"#n{length} = :a{length} AND #c{length} = :b{length}")
        else:
            conditions.append(f"attribute_not_exists(#n{length})")
    answer = _update(key, f"SET {', '.join(sets)}", " AND ".join(conditions), names, values)
    return None if "Attributes" in answer else _counts(answer["old"])


def _update(key: Key, update: str, condition: str, names: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    """The answer, or the item as it was where the condition does not hold. Raises Busy where it conflicts."""
    try:
        return dict(
            call(
                "update_item",
                TableName=settings().table,
                Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}},
                UpdateExpression=update,
                ConditionExpression=condition,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "TransactionConflictException":
            raise Busy("Others are writing at the same place.") from error
        if code != "ConditionalCheckFailedException":
            raise
        return {"old": error.response.get("Item") or {}}
    except BotoCoreError as error:
        raise Busy("The table does not answer.") from error


def _counts(raw: Mapping[str, Any]) -> dict[int, tuple[int, int]]:
    lengths = [int(name[1:]) for name in raw if name[0] == "n" and name[1:].isdecimal()]
    return {length: (int(raw[f"n{length}"]["N"]), int(raw[f"c{length}"]["N"])) for length in lengths}
