"""What whoever may deploy does with the running platform: its functions called by name, as on AWS with `aws lambda`."""

import json
import os
import re
import subprocess
import sys
from typing import Any

from tools.demo.api import until
from tools.demo.journal import Broken
from tools.demo.members import Place
from tools.local_stack import CREDENTIALS, REPOSITORY, client

_VERDICT = re.compile(r"(\d+) entries under (\d+) seals, (\d+) not yet sealed")


def outputs(place: Place) -> dict[str, str]:
    """What the deployed stack says of itself."""
    stacks = client("cloudformation", place.endpoint_url).describe_stacks()["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for stack in stacks for output in stack.get("Outputs", [])}


def invoke(place: Place, output: str, payload: dict[str, Any]) -> Any:
    """What the function answers that an output of the stack names. Raises Broken where it fails."""
    arn = outputs(place)[output]
    answer = client("lambda", place.endpoint_url).invoke(FunctionName=arn, Payload=json.dumps(payload).encode())
    said = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" in answer:
        raise Broken(f"{output} failed: {said}")
    return said


def found(place: Place, name: dict[str, str], *, administrator: str) -> None:
    """`aws lambda invoke --function-name <FoundTenantArn> …`, until the school is open. Raises Broken."""
    wish = {
        "tenant": place.tenant,
        "name": name,
        "language": "en",
        "self_registration": True,
        "administrator": administrator,
    }

    def opened() -> bool:
        said = invoke(place, "FoundTenantArn", wish)
        if said["state"] == "failed":
            raise Broken(f"the school could not be founded: {said}")
        return bool(said["state"] == "active")

    until(opened, what=f"the school {place.tenant} opens")


def verify_audit(place: Place) -> tuple[int, str]:
    """`make verify-audit TENANT=…`: how it ended, and what it said."""
    known = outputs(place)
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "tools.verify_audit", "--tenant", place.tenant),
            *("--table", known["TableName"], "--seals", known["SealsBucket"]),
        ],
        cwd=REPOSITORY,
        env={**os.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": place.endpoint_url},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, (ended.stdout + ended.stderr).strip()


def sealed(said: str) -> tuple[int, int, int]:
    """Entries that are as they were sealed, seals, entries that wait, as the command said. Raises Broken."""
    found = _VERDICT.search(said)
    if found is None:
        raise Broken(f"the audit trail was not verified: {said[-300:]}")
    entries, seals, waiting = map(int, found.groups())
    return entries, seals, waiting
