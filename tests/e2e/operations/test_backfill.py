"""The backfill's workflow as deployed: it walks the whole table, ends, and has nothing left to do a second time."""

import json
import secrets
from typing import Any

import pytest

from tests.e2e.deployed import Deployed
from tools.demo.api import until

pytestmark = pytest.mark.e2e


def execute(stack: Deployed, run: str) -> dict[str, Any]:
    workflows = stack.aws("stepfunctions")
    wish = {"run": run, "segments": 3, "units_per_second": 30_000}
    started = workflows.start_execution(stateMachineArn=stack.outputs["BackfillArn"], input=json.dumps(wish))

    def ended() -> dict[str, Any] | None:
        described: dict[str, Any] = workflows.describe_execution(executionArn=started["executionArn"])
        return described if described["status"] != "RUNNING" else None

    return until(ended, what="the backfill ends", seconds=90)


def parts(stack: Deployed, run: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = stack.aws("dynamodb").query(
        TableName=stack.outputs["TableName"],
        KeyConditionExpression="PK = :pk AND begins_with(SK, :part)",
        ExpressionAttributeValues={":pk": {"S": f"BACKFILL#{run}"}, ":part": {"S": "SEGMENT#"}},
    )["Items"]
    return found


def test_it_walks_the_whole_table_and_ends(stack: Deployed) -> None:
    stack.found()
    run = f"run-{secrets.token_hex(6)}"
    before = stack.aws("dynamodb").scan(TableName=stack.outputs["TableName"])["Count"]

    assert execute(stack, run)["status"] == "SUCCEEDED"

    walked = parts(stack, run)
    assert [part["d"]["BOOL"] for part in walked] == [True] * 3
    assert sum(int(part["i"]["N"]) for part in walked) >= before

    assert execute(stack, run)["status"] == "SUCCEEDED"
    assert [part["rev"] for part in parts(stack, run)] == [part["rev"] for part in walked]
