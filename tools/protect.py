"""`python -m tools.protect <stack>`: no update of a stack, nor of one nested in it, takes away what keeps things.

A stack policy holds for the resources of its own stack alone, and a template cannot give one to a nested stack: so each
is given `infra/stack-policy.json` after every deployment, which may have made new ones. It goes by the kinds of
resources, so that one policy does for all. `--lift` allows everything until the next deployment, for a change that is
meant to replace or delete.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

POLICY = Path(__file__).resolve().parent.parent / "infra/stack-policy.json"
LIFTED = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "Update:*", "Resource": "*"}]}
_NESTED = "AWS::CloudFormation::Stack"


def tree(cloudformation: Any, stack: str) -> Iterator[str]:
    """The stack and all that are nested in it, by name or ARN."""
    yield stack
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    for resource in (resource for page in pages for resource in page["StackResourceSummaries"]):
        if resource["ResourceType"] == _NESTED:
            yield from tree(cloudformation, resource["PhysicalResourceId"])


def protect(cloudformation: Any, stack: str, *, lift: bool = False) -> list[str]:
    """Give the policy to every stack of the tree; those that were given it."""
    body = json.dumps(LIFTED) if lift else POLICY.read_text(encoding="utf-8")
    found = list(tree(cloudformation, stack))
    for name in found:
        cloudformation.set_stack_policy(StackName=name, StackPolicyBody=body)
    return found


def main() -> int:
    """On AWS, with the caller's own credentials and region."""
    import boto3

    parser = argparse.ArgumentParser(prog="python -m tools.protect", description=__doc__)
    parser.add_argument("stack")
    parser.add_argument("--lift", action="store_true", help="allow everything until the next deployment")
    asked = parser.parse_args()
    found = protect(boto3.client("cloudformation"), asked.stack, lift=asked.lift)
    print(f"{len(found)} stacks {'may lose' if asked.lift else 'keep'} what they hold in an update.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
