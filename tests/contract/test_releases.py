"""A release takes over as its parameter says, and fits its stacks when it does so step by step."""

import re
from pathlib import Path
from typing import Any

import pytest
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tests.contract.test_limits import RESOURCES_A_STACK
from tools.checks.house import context_stacks, nested, root
from tools.checks.layout import ROOT
from tools.checks.templates import Stack
from tools.local_template import read_template

GRADUAL = {
    "GradualRelease": "true",
    "DeploymentType": "Canary10Percent5Minutes",
    "RollbackAlarm": "release",
    "SnapStart": "PublishedVersions",
}
WITH_FUNCTIONS = [stack for stack in nested() if stack.section("Globals")]


class Region:
    region_name = "eu-central-1"


def released(path: Path, **values: str) -> dict[str, Any]:
    """A template's resources after the SAM transform with these parameters."""
    template = read_template(path)
    template["Globals"]["Function"]["CodeUri"] = "s3://uploads/code"
    for resource in template["Resources"].values():
        if "DefinitionUri" in resource.get("Properties", {}):
            resource["Properties"]["DefinitionUri"] = "s3://uploads/definition"
    translator = Translator({}, Parser(), boto_session=Region())
    made: dict[str, Any] = translator.translate(template, parameter_values=values)["Resources"]
    translator.metrics.publish()  # it would complain at exit
    return made


def of_type(made: dict[str, Any], type_: str) -> dict[str, Any]:
    return {name: resource for name, resource in made.items() if resource["Type"] == type_}


@pytest.mark.parametrize("stack", WITH_FUNCTIONS, ids=lambda stack: stack.label)
def test_a_gradual_release_shifts_every_alias_and_heeds_the_alarm(stack: Stack) -> None:
    made = released(stack.path, **GRADUAL)
    groups = of_type(made, "AWS::CodeDeploy::DeploymentGroup")

    assert len(groups) == len(of_type(made, "AWS::Lambda::Alias")) == len(of_type(made, "AWS::Lambda::Function"))
    for group in groups.values():
        given = group["Properties"]
        assert given["AlarmConfiguration"]["Alarms"] == [{"Name": {"Ref": "RollbackAlarm"}}]
        assert "DEPLOYMENT_STOP_ON_ALARM" in given["AutoRollbackConfiguration"]["Events"]
        assert "Canary10Percent5Minutes" in str(given["DeploymentConfigName"])
    for alias in of_type(made, "AWS::Lambda::Alias").values():
        assert "CodeDeployLambdaAliasUpdate" in alias["UpdatePolicy"]
    assert len(made) <= RESOURCES_A_STACK


@pytest.mark.parametrize("stack", WITH_FUNCTIONS, ids=lambda stack: stack.label)
def test_all_at_once_makes_nothing_of_it(stack: Stack) -> None:
    made = released(stack.path)

    assert of_type(made, "AWS::CodeDeploy::DeploymentGroup") == {}
    assert all("UpdatePolicy" not in alias for alias in of_type(made, "AWS::Lambda::Alias").values())


def test_the_alarm_is_there_when_releases_are_gradual() -> None:
    conditions = root().section("Conditions")

    assert conditions["IsGradual"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "Deployment"}, "AllAtOnce"]}]}
    assert root().resources["ReleaseAlarm"].body["Condition"] == "IsGradual"
    for stack in context_stacks():
        assert stack.section("Globals")["Function"]["DeploymentPreference"]["Alarms"] == [{"Ref": "RollbackAlarm"}]


def test_the_ways_of_a_release_are_those_that_codedeploy_knows() -> None:
    known = re.compile(r"AllAtOnce|Canary10Percent(5|10|15|30)Minutes|Linear10PercentEvery(1Minute|(2|3|10)Minutes)")

    assert all(known.fullmatch(value) for value in root().section("Parameters")["Deployment"]["AllowedValues"])


def test_snapstart_is_a_parameter_and_old_versions_are_deleted_after_each_deployment() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert root().section("Parameters")["SnapStart"]["Default"] == "None"
    deploy = makefile.partition("\ndeploy:")[2].partition("\n\n")[0]
    assert deploy.index("deploy --config-env") < deploy.index("tools.old_versions")
