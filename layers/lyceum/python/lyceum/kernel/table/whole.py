"""The whole table, part by part, for operators' work alone: no request path comes here (rule 3)."""

from typing import Any

from botocore.exceptions import ClientError

from lyceum.kernel.settings import settings
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.table.items import Key
from lyceum.kernel.table.read import call

type Wire = dict[str, Any]


def scan_part(part: int, parts: int, *, after: Key | None, limit: int) -> tuple[list[Wire], Key | None]:
    """Items of one of `parts` equal parts as DynamoDB keeps them, and where to go on. 1 RCU per started 4 KB."""
    start = {"ExclusiveStartKey": _wire(after)} if after is not None else {}
    answer = call(
        "scan",
        TableName=settings().table,
        Segment=part,
        TotalSegments=parts,
        Limit=limit,
        ConsistentRead=True,
        **start,
    )
    last = answer.get("LastEvaluatedKey")
    return answer["Items"], Key(last["PK"]["S"], last["SK"]["S"]) if last else None


def look(key: Key) -> Wire | None:
    """One item as DynamoDB keeps it now."""
    answer = call("get_item", TableName=settings().table, Key=_wire(key), ConsistentRead=True)
    found: Wire | None = answer.get("Item")
    return found


def replace(old: Wire, new: Wire) -> bool:
    """Put `new` in the place of `old`; False where the item has been written since it was read."""
    known = "rev" in old
    condition: dict[str, Any] = {"ConditionExpression": "rev = :rev" if known else "attribute_not_exists(rev)"}
    if known:
        condition["ExpressionAttributeValues"] = {":rev": old["rev"]}
    try:
        dynamodb().put_item(TableName=settings().table, Item=new, **condition)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True


def _wire(key: Key) -> Wire:
    return {"PK": {"S": key.pk}, "SK": {"S": key.sk}}
