"""`make backfill RUN=<name>`: raise items of older schema versions, on the running platform or in an account.

Starts the deployed workflow and tells how far it is until it ends. The same name goes on where an earlier execution
stopped (docs/operations/backfill.md). Interrupting this command does not stop the workflow.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from typing import Any

from tools.local_platform import NotRunning, running_stack
from tools.local_stack import client

LOCAL_STACK = "lyceum-local"
_LOOK_SECONDS = 2.0


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:
    """What a stack says about itself."""
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def progress(dynamodb: Any, table: str, run: str) -> str:
    """How far the parts of a run are, in one line."""
    items = dynamodb.query(
        TableName=table,
        KeyConditionExpression="PK = :run AND begins_with(SK, :part)",
        ExpressionAttributeValues={":run": {"S": f"BACKFILL#{run}"}, ":part": {"S": "SEGMENT#"}},
        ConsistentRead=True,
    )["Items"]
    seen, raised = (sum(int(item[name]["N"]) for item in items) for name in ("i", "r"))
    done = sum(item["d"]["BOOL"] for item in items)
    return f"{seen:,} items seen, {raised:,} raised; {done} of {len(items)} parts that have begun are done"


def follow(clients: Mapping[str, Any], place: Mapping[str, str], wish: dict[str, Any]) -> str:
    """Start an execution and look at it until it ends; its state."""
    workflows = clients["stepfunctions"]
    started = workflows.start_execution(stateMachineArn=place["BackfillArn"], input=json.dumps(wish))
    while True:
        state = str(workflows.describe_execution(executionArn=started["executionArn"])["status"])
        print(progress(clients["dynamodb"], place["TableName"], wish["run"]), flush=True)
        if state != "RUNNING":
            return state
        time.sleep(_LOOK_SECONDS)


def main() -> int:
    """0 where everything is raised, 1 where it stopped."""
    parser = argparse.ArgumentParser(prog="make backfill", description=__doc__)
    parser.add_argument("--run", required=True, help="a name; the same one goes on where it stopped")
    parser.add_argument("--segments", type=int, default=4, help="parts that are worked on at the same time")
    parser.add_argument("--units-per-second", type=int, default=100, help="read and write units of all parts together")
    parser.add_argument("--stack", help="a stack of the account; the running platform's if not given")
    given = parser.parse_args()
    wish = {"run": given.run, "segments": given.segments, "units_per_second": given.units_per_second}
    try:
        clients = _clients(given.stack)
    except NotRunning as error:
        print(error, file=sys.stderr)
        return 1
    state = follow(clients, outputs(clients["cloudformation"], given.stack or LOCAL_STACK), wish)
    print("Done." if state == "SUCCEEDED" else f"{state}: start the same run again to go on.")
    return 0 if state == "SUCCEEDED" else 1


def _clients(stack: str | None) -> dict[str, Any]:
    names = ("cloudformation", "dynamodb", "stepfunctions")
    if stack is None:
        endpoint = running_stack().endpoint_url
        return {name: client(name, endpoint) for name in names}
    import boto3

    return {name: boto3.client(name) for name in names}  # type: ignore[call-overload]


if __name__ == "__main__":
    sys.exit(main())
