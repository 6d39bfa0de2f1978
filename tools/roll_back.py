"""`make roll-back STACK=lyceum-prod`: every function goes back to the version before, in seconds, without a deployment.

Only the aliases move: what the templates changed stays as it is, and the next deployment sets the aliases anew. Since
readers accept what the release after theirs writes, the version before reads everything (docs/operations/rollback.md).
"""

import argparse
import sys
from typing import Any

from tools.local_platform import NotRunning, running_stack
from tools.local_stack import client
from tools.old_versions import functions_of

ALIAS = "live"


def previous(functions: Any, name: str) -> str | None:
    """The newest version below the one that the alias names; None where there is none."""
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    numbers = [int(one["Version"]) for page in pages for one in page["Versions"] if one["Version"] != "$LATEST"]
    current = int(functions.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"])
    return str(max(before)) if (before := [number for number in numbers if number < current]) else None


def roll_back(functions: Any, names: list[str]) -> list[str]:
    """Move the aliases of all functions, or, where one has no version to go back to, none; who has none."""
    targets = {name: previous(functions, name) for name in names}
    without = [name for name, version in targets.items() if version is None]
    if not without:
        for name, version in targets.items():
            # No part of the traffic may stay on the version that is left.
            functions.update_alias(
                FunctionName=name, Name=ALIAS, FunctionVersion=version, RoutingConfig={"AdditionalVersionWeights": {}}
            )
    return without


def main() -> int:
    """0 where every function went back; 1 with those that cannot."""
    parser = argparse.ArgumentParser(prog="make roll-back", description=__doc__)
    parser.add_argument("--stack", help="a stack of the account; the running platform's if not given")
    given = parser.parse_args()
    try:
        cloudformation, functions = _clients(given.stack)
    except NotRunning as error:
        print(error, file=sys.stderr)
        return 1
    names = list(functions_of(cloudformation, given.stack or "lyceum-local"))
    without = roll_back(functions, names)
    for name in without:
        print(f"{name} has no version to go back to.", file=sys.stderr)
    print(f"{0 if without else len(names)} of {len(names)} functions went back.")
    return 1 if without else 0


def _clients(stack: str | None) -> tuple[Any, Any]:
    if stack is None:
        endpoint = running_stack().endpoint_url
        return client("cloudformation", endpoint), client("lambda", endpoint)
    import boto3

    return boto3.client("cloudformation"), boto3.client("lambda")


if __name__ == "__main__":
    sys.exit(main())
