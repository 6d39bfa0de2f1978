"""The roles of the deployed functions, and taking single statements out of them while the stack runs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.e2e.deployed import Deployed
from tools.checks.house import functions, operation_of
from tools.local_deploy import STACK

HARMLESS = {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}
"""What stands where nothing else is left: a policy has at least one statement."""


@dataclass(frozen=True)
class Role:
    """What one function may do, as its template says."""

    operation: str
    """`enrollment.enroll`; a workflow's logical id."""
    function: str
    """ARN of its alias `live`, or of the workflow."""
    name: str
    policy: str
    statements: tuple[dict[str, Any], ...]
    iam: Any

    def keep(self, *statements: dict[str, Any]) -> None:
        """Leave the role these statements alone."""
        document = {"Version": "2012-10-17", "Statement": list(statements) or [HARMLESS]}
        self.iam.put_role_policy(RoleName=self.name, PolicyName=self.policy, PolicyDocument=json.dumps(document))

    def restore(self) -> None:
        """As it was deployed."""
        self.keep(*self.statements)

    def without(self, number: int) -> None:
        """All statements but this one."""
        self.keep(*(one for place, one in enumerate(self.statements) if place != number))


def function_names(stack: Deployed) -> dict[str, str]:
    """Operation → the physical name of its function."""
    operations = {function.name: ".".join(operation_of(function)) for function in functions()}
    deployed = _resources(stack.aws("cloudformation"), STACK, "AWS::Lambda::Function")
    return {operations[logical]: physical for logical, physical in deployed}


def roles(stack: Deployed) -> dict[str, Role]:
    """Operation → its role."""
    lambdas = stack.aws("lambda")
    found = {}
    for operation, physical in function_names(stack).items():
        role = lambdas.get_function_configuration(FunctionName=physical)["Role"]
        alias = lambdas.get_alias(FunctionName=physical, Name="live")["AliasArn"]
        found[operation] = _role(stack, operation, alias, role)
    return found


def workflow_roles(stack: Deployed) -> dict[str, Role]:
    """Workflow → its role."""
    states = stack.aws("stepfunctions")
    return {
        logical: _role(stack, logical, arn, states.describe_state_machine(stateMachineArn=arn)["roleArn"])
        for logical, arn in _resources(stack.aws("cloudformation"), STACK, "AWS::StepFunctions::StateMachine")
    }


def _role(stack: Deployed, operation: str, acts: str, arn: str) -> Role:
    """The role and its one policy that a template writes out."""
    iam, name = stack.aws("iam"), arn.rpartition("/")[2]
    policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
    policy = next((policy for policy in policies if policy.endswith("RolePolicy0")), None)
    if policy is None:
        return Role(operation, acts, name, "Nothing", (), iam)  # it needs no right, and a test could take none away
    document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    read = json.loads(document) if isinstance(document, str) else document
    return Role(operation, acts, name, policy, tuple(read["Statement"]), iam)


def _resources(cloudformation: Any, stack: str, kind: str) -> Iterator[tuple[str, str]]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
    for resource in (resource for page in pages for resource in page["StackResourceSummaries"]):
        if resource["ResourceType"] == kind:
            yield resource["LogicalResourceId"], resource["PhysicalResourceId"]
        elif resource["ResourceType"] == "AWS::CloudFormation::Stack":
            yield from _resources(cloudformation, resource["PhysicalResourceId"], kind)
