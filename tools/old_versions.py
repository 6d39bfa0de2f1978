"""Delete function versions that nothing uses any more: `python -m tools.old_versions <stack>`, after a deployment.

The version behind the alias and the one before it (for going back) stay. Old versions count against the account's code
storage, and each costs money for as long as it exists where SnapStart is on.
"""

import sys
from collections.abc import Iterator
from typing import Any

_KEPT = 2


def functions_of(cloudformation: Any, stack: str) -> Iterator[str]:
    """Names of the functions of a stack and of the stacks nested in it."""
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    for resource in (resource for page in pages for resource in page["StackResourceSummaries"]):
        if resource["ResourceType"] == "AWS::Lambda::Function":
            yield resource["PhysicalResourceId"]
        elif resource["ResourceType"] == "AWS::CloudFormation::Stack":
            yield from functions_of(cloudformation, resource["PhysicalResourceId"])


def delete_old_versions(functions: Any, name: str) -> list[str]:
    """Delete a function's unused versions but the newest; give the numbers of the deleted ones."""
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    numbers = [version["Version"] for page in pages for version in page["Versions"] if version["Version"] != "$LATEST"]
    aliases = functions.list_aliases(FunctionName=name)["Aliases"]
    used = {alias["FunctionVersion"] for alias in aliases}
    for alias in aliases:
        used |= alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {}).keys()
    kept = used | set(sorted(numbers, key=int)[-_KEPT:])
    old = [number for number in numbers if number not in kept]
    for number in old:
        functions.delete_function(FunctionName=name, Qualifier=number)
    return old


def main(stack: str) -> int:
    """Clean up after a deployment to AWS, with the caller's own credentials and region."""
    import boto3

    functions = boto3.client("lambda")
    names = list(functions_of(boto3.client("cloudformation"), stack))
    deleted = sum(len(delete_old_versions(functions, name)) for name in names)
    print(f"{deleted} old versions of {len(names)} functions deleted.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
