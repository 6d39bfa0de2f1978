"""What has to be there, over and over, for the functions about people to work on: a guest of the school."""

from datetime import timedelta
from typing import Any

from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.e2e.world import World


class Guest:
    """A member to whom things are done, as the table has them."""

    def __init__(self, world: World, person: str, account: str) -> None:
        self._stack, self._tenant = world.school.stack, world.school.tenant
        self._course, self._person, self._account = world.course, person, account

    def ready(self) -> dict[str, Any]:
        """What scenarios need."""
        place = f"ENROLLMENT#{self._course}"
        return {
            "guest": self._person,
            "session": self.session,
            "without profile": lambda: self._delete("PROFILE"),
            "banned": lambda: self._ban("MEMBER", "active"),
            "is banned": lambda: "bn" in self._get("MEMBER"),
            "banned from course": lambda: self._ban(place, "enrolled"),
            "is banned from course": lambda: "bn" in self._get(place),
        }

    def session(self, *, ended: bool = False) -> str:
        """A session that goes on, or has ended; the password can be reset once more."""
        id = new_id()
        facts = {"kind": "session", "f": new_id(), "un": self._account, "ad": "", "ag": "", "d": ""}
        facts |= {"s": iso(now() + timedelta(seconds=1)), "e": iso(now() + timedelta(seconds=1))}
        facts |= {"x": iso(now())} if ended else {}
        item = {name: {"S": value} for name, value in facts.items()} | {"v": {"N": "1"}, "rev": {"N": "1"}}
        self._dynamodb().put_item(TableName=self._table(), Item={**self._key(f"SESSION#{id}"), **item})
        self._delete("LIMIT#PASSWORD_RESET")
        return id

    def _ban(self, part: str, before: str) -> None:
        """Shut out until a moment ago."""
        at = iso(now() - timedelta(seconds=5))
        ban = {"r": "a test", "b": self._person, "a": at, "u": at, "s": before}
        self._dynamodb().update_item(
            TableName=self._table(),
            Key=self._key(part),
            UpdateExpression="SET bn = :ban, #s = :s",
            ExpressionAttributeNames={"#s": "s"},
            ExpressionAttributeValues={
                ":ban": {"M": {name: {"S": value} for name, value in ban.items()}},
                ":s": {"S": "suspended"},
            },
        )

    def _get(self, part: str) -> dict[str, Any]:
        found: dict[str, Any] = self._dynamodb().get_item(
            TableName=self._table(), Key=self._key(part), ConsistentRead=True
        )["Item"]
        return found

    def _delete(self, part: str) -> None:
        self._dynamodb().delete_item(TableName=self._table(), Key=self._key(part))

    def _key(self, part: str) -> dict[str, Any]:
        return {"PK": {"S": f"T#{self._tenant}#U#{self._person}"}, "SK": {"S": part}}

    def _dynamodb(self) -> Any:
        return self._stack.aws("dynamodb")

    def _table(self) -> str:
        return str(self._stack.outputs["TableName"])
