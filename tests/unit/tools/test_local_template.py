"""The templates as the emulator takes them."""

from pathlib import Path
from typing import Any

import pytest

from tools.local_stack import REPOSITORY
from tools.local_template import API_ID, Place, Template, for_emulator, read_template, table_definition

PLACE = Place("bucket", "code-1.zip", {"layers/lyceum": "lyceum-1.zip"})
CONTEXT = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Bus: {Type: String}}
Globals: {Function: {Runtime: python3.13, CodeUri: ../functions/, AutoPublishAlias: live}}
Resources:
  EnrollFunction:
    Type: AWS::Serverless::Function
    Properties: {Handler: enrollment.enroll.handler}
  Import:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: workflows/import.asl.yaml
      DefinitionSubstitutions: {Enroll: !Ref EnrollFunctionAliaslive}
"""
ROOT = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: lyceum, ProtocolType: HTTP}}
  Lyceum: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layers/lyceum}}
  Enrollment:
    Type: AWS::Serverless::Application
    Properties: {Location: infra/enrollment.yaml, Parameters: {Layer: !Ref Lyceum}}
"""


def transformed(tmp_path: Path, text: str, place: Place = PLACE) -> Template:
    file = tmp_path / "template.yaml"
    file.write_text(text)
    (tmp_path / "workflows").mkdir(exist_ok=True)
    (tmp_path / "workflows/import.asl.yaml").write_text("{StartAt: Done, States: {Done: {Type: Succeed}}}")
    nested = {"infra/enrollment.yaml": "http://localhost/enrollment.json"}
    return for_emulator(read_template(file), folder=tmp_path, place=place, nested=nested, region="us-east-1")


def of_type(template: Template, kind: str) -> list[dict[str, Any]]:
    return [resource for resource in template["Resources"].values() if resource["Type"] == kind]


def test_a_function_finds_its_code_where_it_was_uploaded(tmp_path: Path) -> None:
    function = of_type(transformed(tmp_path, CONTEXT), "AWS::Lambda::Function")[0]["Properties"]
    assert function["Code"] == {"S3Bucket": "bucket", "S3Key": "code-1.zip"}
    assert function["Handler"] == "enrollment.enroll.handler"


def test_new_code_is_a_new_version(tmp_path: Path) -> None:
    def version(code: str) -> set[str]:
        template = transformed(tmp_path, CONTEXT, Place("bucket", code, {}))
        return {name for name, body in template["Resources"].items() if body["Type"] == "AWS::Lambda::Version"}

    assert len(version("code-1.zip")) == 1
    assert version("code-1.zip") != version("code-2.zip")


def test_a_workflow_carries_its_definition(tmp_path: Path) -> None:
    workflow = of_type(transformed(tmp_path, CONTEXT), "AWS::StepFunctions::StateMachine")[0]["Properties"]
    assert "Succeed" in str(workflow["DefinitionString"])
    assert workflow["DefinitionSubstitutions"] == {"Enroll": {"Ref": "EnrollFunctionAliaslive"}}


def test_the_root_refers_to_uploaded_templates_and_has_a_lasting_address(tmp_path: Path) -> None:
    template = transformed(tmp_path, ROOT)
    stack = of_type(template, "AWS::CloudFormation::Stack")[0]["Properties"]
    assert stack["TemplateURL"] == "http://localhost/enrollment.json"
    assert list(stack["Parameters"]) == ["Layer"]
    assert of_type(template, "AWS::ApiGatewayV2::Api")[0]["Properties"]["Tags"]["ms-custom-id"] == API_ID


def test_the_table_is_the_template_s() -> None:
    definition = table_definition(REPOSITORY / "template.yaml")
    indexes = {index["IndexName"]: index["Projection"] for index in definition.create["GlobalSecondaryIndexes"]}
    assert indexes == {
        "GSI1": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["card"]},
        "GSI2": {"ProjectionType": "KEYS_ONLY"},
    }
    assert definition.create["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert definition.time_to_live == {"AttributeName": "ttl", "Enabled": True}


@pytest.mark.store
def test_the_fixture_s_table_is_like_it(table: str, emulator: str) -> None:
    from tools.local_stack import client

    found = client("dynamodb", emulator).describe_table(TableName=table)["Table"]
    assert {index["IndexName"] for index in found["GlobalSecondaryIndexes"]} == {"GSI1", "GSI2"}
