"""Nobody may more than they need: exact actions on exact resources, where AWS allows it."""

import re
from typing import Any

import pytest

from tools.checks.house import Statement, functions, root, statements, subscriptions
from tools.checks.templates import FUNCTION, STATE_MACHINE, Resource, Value, possible, references

WITHOUT_RESOURCE: dict[str, str] = {
    "cloudwatch:PutMetricData": "knows no resource",
    "xray:GetSamplingRules": "knows no resource",
    "xray:GetSamplingTargets": "knows no resource",
    "xray:PutTelemetryRecords": "knows no resource",
    "xray:PutTraceSegments": "knows no resource",
    "logs:CreateLogDelivery": "log delivery of a state machine knows no resource",
    "logs:DeleteLogDelivery": "log delivery of a state machine knows no resource",
    "logs:DescribeLogGroups": "log delivery of a state machine knows no resource",
    "logs:DescribeResourcePolicies": "log delivery of a state machine knows no resource",
    "logs:GetLogDelivery": "log delivery of a state machine knows no resource",
    "logs:ListLogDeliveries": "log delivery of a state machine knows no resource",
    "logs:PutResourcePolicy": "log delivery of a state machine knows no resource",
    "logs:UpdateLogDelivery": "log delivery of a state machine knows no resource",
}
"""Actions for which AWS knows no smaller resource than all, each with the reason."""

WILDCARDS: dict[str, str] = {
    r"arn:\$\{AWS::Partition\}:s3:::\$\{\w+\}/([\w-]+/)*\*": "objects of one bucket, below a prefix where one is known",
    r"\$\{TableArn\}/stream/\*": "ListStreams knows no resource smaller than the table's streams",
    r"arn:\$\{AWS::Partition\}:states:.*:execution:\$\{\w+\.Name\}:\*": "executions of one state machine",
    r"\$\{\w+\.Arn\}:\*": "log streams of one group",
    r"arn:\$\{AWS::Partition\}:cognito-idp:.*:userpool/\$\{AWS::Region\}_\*": "the pool names who asks it",
    r"\$\{\w+\.Arn\}/\*": "objects of one bucket",
}
"""Resources with a wildcard that are as small as they can be, each with the reason."""

NEVER = {"dynamodb:Scan": "no request path scans a table (rule 3)", "iam:PassRole": "no function hands on a role"}

EXCEPT = {
    ("BackfillSegmentFunction", "dynamodb:Scan"): "an operator starts it after a release, at a pace of their choice"
}
"""What single functions may do that the others never may, each with the reason."""

STATEMENTS = list(statements())
GRANTS = [one for one in STATEMENTS if one.effect == "Allow"]


def label(statement: Statement) -> str:
    return f"{statement.owner.place}:{'+'.join(statement.actions)}"


def text(value: Value) -> str:
    """A resource as one text."""
    if isinstance(value, dict) and "Fn::Sub" in value:
        given = value["Fn::Sub"]
        return str(given if isinstance(given, str) else given[0])
    return value if isinstance(value, str) else "+".join(references(value))


def too_wide(statement: Statement) -> list[str]:
    """What a statement allows beyond what it needs."""
    found = [action for action in statement.actions if "*" in action]
    found += [
        f"{action}: {NEVER[action]}"
        for action in statement.actions
        if action in NEVER and (statement.owner.name, action) not in EXCEPT
    ]
    for resource in map(text, statement.resources):
        if resource == "*":
            found += [f"{action} on *" for action in statement.actions if action not in WITHOUT_RESOURCE]
        elif "*" in resource and not any(re.fullmatch(pattern, resource) for pattern in WILDCARDS):
            found.append(resource)
    return found


@pytest.mark.parametrize("statement", GRANTS, ids=label)
def test_a_grant_is_exact(statement: Statement) -> None:
    assert too_wide(statement) == []


@pytest.mark.parametrize("statement", GRANTS, ids=label)
def test_a_grant_names_one_service_and_no_public(statement: Statement) -> None:
    assert len({action.split(":")[0] for action in statement.actions}) == 1
    assert statement.principal not in ("*", {"AWS": "*"})


@pytest.mark.parametrize(
    ("actions", "resource"),
    [
        (("dynamodb:*",), {"Ref": "TableArn"}),
        (("dynamodb:GetItem",), "*"),
        (("dynamodb:Scan",), {"Ref": "TableArn"}),
        (("s3:GetObject",), "arn:aws:s3:::*"),
        (("lambda:InvokeFunction",), {"Fn::Sub": "arn:${AWS::Partition}:lambda:::function:*"}),
    ],
)
def test_a_wide_grant_is_seen(actions: tuple[str, ...], resource: Value) -> None:
    statement = Statement(functions()[0], "Allow", actions, (resource,), None)

    assert too_wide(statement)


@pytest.mark.parametrize("function", functions(), ids=str)
def test_policies_are_written_out(function: Resource) -> None:
    """SAM's templates such as DynamoDBCrudPolicy grant whole tables; managed policies grant whole accounts."""
    policies: list[Any] = possible(function.properties.get("Policies"))

    assert "Role" not in function.properties
    assert [policy for policy in policies if set(policy) - {"Version", "Statement"}] == []


def test_there_is_something_to_hold() -> None:
    assert GRANTS


def denies_plain_http(resource: Resource, guarded: str) -> bool:
    document = resource.properties["PolicyDocument"]
    return any(
        statement["Effect"] == "Deny"
        and statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
        and guarded in {name.split(".")[0] for name in references(statement["Resource"])}
        for statement in possible(document["Statement"])
    )


def buckets_and_queues() -> list[Resource]:
    return list(root().of_type("AWS::S3::Bucket", "AWS::SQS::Queue"))


@pytest.mark.parametrize("resource", buckets_and_queues(), ids=str)
def test_plain_http_is_refused(resource: Resource) -> None:
    policies = root().of_type("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy")

    assert any(denies_plain_http(policy, resource.name) for policy in policies)


@pytest.mark.parametrize("bucket", list(root().of_type("AWS::S3::Bucket")), ids=str)
def test_buckets_are_private_encrypted_and_end(bucket: Resource) -> None:
    given = bucket.properties

    assert set(given["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(given["PublicAccessBlockConfiguration"]) == 4
    assert given["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert given["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    # What is locked ends with its retention, and by nobody's rule before.
    assert (
        given["ObjectLockConfiguration"]["Rule"]
        if "ObjectLockEnabled" in given
        else given["LifecycleConfiguration"]["Rules"]
    )


def workflows_with_rules() -> list[Resource]:
    found = {one.target.place: one.target for one in subscriptions() if one.target is not None}
    return [resource for resource in found.values() if resource.type == STATE_MACHINE]


@pytest.mark.parametrize("workflow", workflows_with_rules(), ids=str)
def test_a_workflow_may_call_exactly_the_functions_that_it_names(workflow: Resource) -> None:
    substituted = {
        reference
        for value in (workflow.properties.get("DefinitionSubstitutions") or {}).values()
        for reference in references(value)
        if names_function(workflow, reference)
    }
    granted = {
        reference
        for statement in GRANTS
        if statement.owner is workflow and "lambda:InvokeFunction" in statement.actions
        for reference in references(list(statement.resources))
    }

    assert granted == substituted


SHARED_ARNS = {"Bus", "CursorSecret", "FailureQueue", "Stream", "Table", "UserPool"}
"""Parameters that every stack has; any other ARN is a function of another context."""


def names_function(workflow: Resource, reference: str) -> bool:
    """An alias in the same stack, or a parameter with another stack's function."""
    resource = workflow.stack.resources.get(reference.removesuffix("Aliaslive"))
    if resource is not None:
        return resource.type == FUNCTION
    return reference.endswith(("Arn", "Function")) and reference.removesuffix("Arn") not in {
        "FailureQueue",
        "Bus",
        "Table",
    }
