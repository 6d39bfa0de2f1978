"""What people made outlives stacks and updates, is encrypted with one key if asked for, and can be restored."""

import json
from typing import Any

import pytest

from tools.checks.house import context_stacks, root, stacks
from tools.checks.layout import ROOT
from tools.checks.templates import Resource, references

STATEFUL = (
    "AWS::Backup::BackupVault",
    "AWS::Cognito::UserPool",
    "AWS::DynamoDB::Table",
    "AWS::KMS::Key",
    "AWS::S3::Bucket",
    "AWS::SecretsManager::Secret",
)
GOES_WITH_ITS_STACK = {
    "UploadsBucket": "what people send lies there until it is read, for a week at most",
    "CursorSecret": "a new one makes clients begin their lists again",  # pragma: allowlist secret
    "FailureQueue": "messages wait there for two weeks at most",
    "Log": "logs end by themselves",
    "ApiAccessLog": "logs end by themselves",
}
"""What keeps something and is deleted with its stack, each with the reason."""

KEEPING = [resource for stack in stacks() for resource in stack.of_type(*STATEFUL)]
POLICY: dict[str, Any] = json.loads((ROOT / "infra/stack-policy.json").read_text(encoding="utf-8"))
ENCRYPTED = {
    "AWS::DynamoDB::Table",
    "AWS::Events::Archive",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
}


@pytest.mark.parametrize("resource", KEEPING, ids=str)
def test_it_is_retained(resource: Resource) -> None:
    expected = "Delete" if resource.name in GOES_WITH_ITS_STACK else "Retain"

    assert resource.body["DeletionPolicy"] == expected
    assert resource.body["UpdateReplacePolicy"] == expected


def test_nothing_else_says_that_it_is_deleted_without_a_reason() -> None:
    deleted = {
        resource.name
        for stack in stacks()
        for resource in stack.resources.values()
        if resource.body.get("DeletionPolicy") == "Delete"
    }

    assert deleted <= GOES_WITH_ITS_STACK.keys()


@pytest.mark.parametrize("resource", [*KEEPING, root().resources["FailureQueue"]], ids=str)
def test_the_stack_policy_keeps_it_from_updates_that_replace_or_delete(resource: Resource) -> None:
    """In whichever stack it is: the one policy goes by kinds, and `make deploy` gives it to nested stacks, too."""
    (allow, deny) = POLICY["Statement"]

    assert (allow["Effect"], allow["Action"], allow["Resource"]) == ("Allow", "Update:*", "*")
    assert (deny["Effect"], deny["Resource"]) == ("Deny", "*")
    assert set(deny["Action"]) == {"Update:Replace", "Update:Delete"}
    assert resource.type in deny["Condition"]["StringEquals"]["ResourceType"]


def test_nested_stacks_have_something_to_keep() -> None:
    nested = {resource.stack.name for resource in KEEPING if resource.stack is not root()}

    assert {"commerce", "identity", "tenancy"} <= nested


def test_the_stack_policy_names_no_kind_that_is_not_there() -> None:
    there = {resource.type for stack in stacks() for resource in stack.resources.values()}

    assert set(POLICY["Statement"][1]["Condition"]["StringEquals"]["ResourceType"]) <= there


def test_each_deployment_gives_the_policy_to_every_stack() -> None:
    deploy = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ndeploy:")[2].partition("\n\n")[0]

    assert deploy.index("deploy --config-env") < deploy.index("tools.protect lyceum-$(SAMCONFIG)")


@pytest.mark.parametrize(
    "resource", [one for stack in stacks() for one in stack.resources.values() if one.type in ENCRYPTED], ids=str
)
def test_one_key_encrypts_everything_that_keeps_something(resource: Resource) -> None:
    """Through `Key` in the root, through the parameter `KeyArn` in a context."""
    key = "Key.Arn" if resource.stack is root() else "KeyArn"

    assert key in set(references(resource.properties))
    assert "WithKey" in json.dumps(resource.properties)


def test_without_the_parameter_there_is_no_key() -> None:
    assert root().section("Parameters")["CustomerKey"]["Default"] == "false"
    assert root().section("Conditions")["WithKey"] == {"Fn::Equals": [{"Ref": "CustomerKey"}, "true"]}
    assert root().resources["Key"].body["Condition"] == "WithKey"
    for stack in context_stacks():
        assert stack.section("Conditions")["WithKey"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "KeyArn"}, ""]}]}


def test_the_key_can_be_used_through_our_services_of_our_account_alone() -> None:
    statements = {one["Sid"]: one for one in root().resources["Key"].properties["KeyPolicy"]["Statement"]}

    through = statements["ThroughServices"]["Condition"]["StringEquals"]
    assert through["kms:CallerAccount"] == {"Ref": "AWS::AccountId"}
    services = {one["Fn::Sub"].split(".")[0] for one in through["kms:ViaService"]}
    assert services == {"dynamodb", "s3", "secretsmanager", "sqs"}
    for name in ("EventsAndSchedules", "Logs"):
        assert statements[name]["Condition"], name
        assert "Service" in statements[name]["Principal"]


def test_backups_are_daily_kept_and_copied_where_a_vault_is_named() -> None:
    (stack,) = (one for one in stacks() if one.name == "recovery")
    (plan,) = stack.of_type("AWS::Backup::BackupPlan")
    (rule,) = plan.properties["BackupPlan"]["BackupPlanRule"]
    (selection,) = stack.of_type("AWS::Backup::BackupSelection")

    assert rule["ScheduleExpression"].startswith("cron(")
    assert rule["Lifecycle"] == {"DeleteAfterDays": {"Ref": "BackupDays"}}
    assert rule["CopyActions"]["Fn::If"][0] == "WithCopy"
    kept = set(references(selection.properties["BackupSelection"]["Resources"]))
    assert kept == {"TableArn", "ContentBucket", "AWS::Partition"}


def test_a_restored_table_takes_over_everywhere_by_parameter() -> None:
    for resource in root().of_type("AWS::Serverless::Application"):
        given = resource.properties["Parameters"]
        for name in {"TableName", "TableArn", "StreamArn"} & given.keys():
            assert given[name]["Fn::If"][0] == "IsRestored", f"{resource.name}.{name}"
