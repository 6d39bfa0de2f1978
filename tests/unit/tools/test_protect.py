"""Every stack of a deployment is given the policy, nested ones as well."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tools.protect import LIFTED, POLICY, protect

STACKS = {
    "lyceum": [("AWS::DynamoDB::Table", "table"), ("AWS::CloudFormation::Stack", "arn:identity")],
    "arn:identity": [("AWS::SecretsManager::Secret", "secret"), ("AWS::CloudFormation::Stack", "arn:sign-in")],
    "arn:sign-in": [("AWS::Lambda::Function", "function")],
}


@dataclass
class CloudFormation:
    """What the tool asks of it: resources on pages of one, and policies."""

    policies: dict[str, Any] = field(default_factory=dict)

    def get_paginator(self, operation: str) -> "CloudFormation":
        assert operation == "list_stack_resources"
        return self

    def paginate(self, *, StackName: str) -> Iterator[dict[str, Any]]:  # noqa: N803 - AWS names it so
        for kind, name in STACKS[StackName]:
            yield {"StackResourceSummaries": [{"ResourceType": kind, "PhysicalResourceId": name}]}

    def set_stack_policy(self, *, StackName: str, StackPolicyBody: str) -> None:  # noqa: N803 - AWS names it so
        self.policies[StackName] = json.loads(StackPolicyBody)


def test_every_stack_is_given_the_policy_and_it_can_be_lifted() -> None:
    cloudformation = CloudFormation()

    assert protect(cloudformation, "lyceum") == list(STACKS)
    assert cloudformation.policies == dict.fromkeys(STACKS, json.loads(POLICY.read_text("utf-8")))

    protect(cloudformation, "lyceum", lift=True)
    assert cloudformation.policies == dict.fromkeys(STACKS, LIFTED)
