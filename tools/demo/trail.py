"""The audit trail of the second school: sealed, verified, and altered to see that it is noticed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tools.demo.journal import Broken
from tools.demo.members import Place
from tools.demo.neighbours import Neighbour
from tools.demo.operating import invoke, outputs, sealed, verify_audit
from tools.demo.stage import Stage
from tools.local_stack import client

_FEWEST = 10
_SHARDS = 8


def check_trail(stage: Stage, school: Neighbour) -> None:
    """Seal what is there, verify it as `make verify-audit` does, and once more with an entry that somebody altered."""
    with stage.journal.step("The audit trail is sealed and verified (make verify-audit)") as step:
        invoke(school.place, "SealAuditArn", {"early": True})
        code, said = verify_audit(school.place)
        step.equal(code, 0, "how the command ended")
        entries, seals, _ = sealed(said)
        step.check(entries >= _FEWEST, f"only {entries} entries are sealed")
        step.check(seals >= 1, "there is no seal")
        step.say(said)
    with stage.journal.step("… and an entry that somebody alters is named") as step:
        with _altered(school.place) as place:
            code, said = verify_audit(school.place)
        step.equal(code, 1, "how the command ended")
        step.check(f"entry altered: {place}" in said, said)
        after, said = verify_audit(school.place)
        step.equal(after, 0, "put right again")
        step.say(f"entry altered: {place}; put right again it is sound")


@contextmanager
def _altered(place: Place) -> Iterator[str]:
    """Somebody with the right to write into the table changes who did it; the entry's place in the trail."""
    dynamodb, table = client("dynamodb", place.endpoint_url), outputs(place)["TableName"]
    entry = _an_entry(dynamodb, table, place.tenant)
    forged = {**entry, "by": {"S": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}}
    dynamodb.put_item(TableName=table, Item=forged)
    try:
        yield entry["SK"]["S"].removeprefix("ENTRY#")
    finally:
        dynamodb.put_item(TableName=table, Item=entry)


def _an_entry(dynamodb: Any, table: str, tenant: str) -> dict[str, Any]:
    """The first of today's, or of the day that ended a moment ago."""
    for shard in range(_SHARDS):
        found: list[dict[str, Any]] = dynamodb.query(
            TableName=table,
            KeyConditionExpression="PK = :pk AND begins_with(SK, :entry)",
            ExpressionAttributeValues={
                ":pk": {"S": f"T#{tenant}#AUDIT#{datetime.now(UTC).date().isoformat()}#{shard}"},
                ":entry": {"S": "ENTRY#"},
            },
        )["Items"]
        if found:
            return found[0]
    raise Broken("the trail has no entry of today")
