"""The templates as the emulator takes them: read, with nested SAM templates transformed. Pure: no network.

The emulator runs the SAM transform on a root template but not on nested ones, so both are transformed here, by the
same library that CloudFormation's transform is made of. Nothing else of a template is changed, except where its files
lie and the id of the API, which is fixed so that its address stays the same from one start to the next.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# A flag of the transform that none of our templates needs: it would be told for every function.
logging.getLogger("samtranslator.feature_toggle").setLevel(logging.ERROR)

type Template = dict[str, Any]

API_ID = "lyceum"
_NESTED = "AWS::Serverless::Application"


@dataclass(frozen=True, slots=True)
class Place:
    """Where uploaded files lie: a bucket and the keys of the code and of each layer's folder."""

    bucket: str
    code: str
    layers: Mapping[str, str]

    def address(self, key: str) -> str:
        """The `s3://` address of a key."""
        return f"s3://{self.bucket}/{key}"


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """Arguments for CreateTable (without the name) and for UpdateTimeToLive."""

    create: dict[str, Any]
    time_to_live: dict[str, Any]


def read_template(path: Path) -> Template:
    """A template with its short intrinsics (`!Ref`) spelled out."""
    template: Template = yaml_parse(path.read_text())
    return template


def table_definition(path: Path) -> TableDefinition:
    """The table of the root template, without what the emulator and DynamoDB Local know only as a later call."""
    properties = read_template(path)["Resources"]["Table"]["Properties"]
    taken = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    stream = {"StreamEnabled": True, **properties["StreamSpecification"]}
    return TableDefinition(
        create={**{name: properties[name] for name in taken}, "StreamSpecification": stream},
        time_to_live=dict(properties["TimeToLiveSpecification"]),
    )


def nested_templates(root: Template) -> list[str]:
    """The files of the nested stacks, as the root names them."""
    return [
        resource["Properties"]["Location"] for resource in root["Resources"].values() if resource["Type"] == _NESTED
    ]


def for_emulator(template: Template, *, folder: Path, place: Place, nested: Mapping[str, str], region: str) -> Template:
    """The template after the SAM transform, with files at `place` and nested templates at their uploaded addresses.

    folder: where the template's relative paths start. nested: template file → address.
    """
    _place_globals(template, place)
    for resource in template["Resources"].values():
        _place_files(resource, folder=folder, place=place, nested=nested)
    if "Transform" not in template:
        return template
    translator = Translator({}, Parser(), boto_session=_Region(region))
    transformed: Template = translator.translate(template, parameter_values=_defaults(template))
    translator.metrics.publish()  # it would complain at exit
    return transformed


def _place_globals(template: Template, place: Place) -> None:
    function = template.get("Globals", {}).get("Function", {})
    if "CodeUri" in function:
        function["CodeUri"] = place.address(place.code)


def _place_files(resource: dict[str, Any], *, folder: Path, place: Place, nested: Mapping[str, str]) -> None:
    properties = resource.get("Properties", {})
    match resource["Type"]:
        case "AWS::Serverless::Function" if "CodeUri" in properties:
            properties["CodeUri"] = place.address(place.code)
        case "AWS::Serverless::LayerVersion":
            properties["ContentUri"] = place.address(place.layers[properties["ContentUri"]])
        case "AWS::Serverless::StateMachine" if isinstance(properties.get("DefinitionUri"), str):
            properties["Definition"] = yaml.safe_load((folder / properties.pop("DefinitionUri")).read_text())
        case "AWS::Serverless::Application":
            resource["Type"] = "AWS::CloudFormation::Stack"
            resource["Properties"] = {
                "TemplateURL": nested[properties["Location"]],
                "Parameters": properties.get("Parameters", {}),
            }
        case "AWS::ApiGatewayV2::Api":
            properties["Tags"] = {**properties.get("Tags", {}), "ms-custom-id": API_ID}


def _defaults(template: Template) -> dict[str, Any]:
    parameters = template.get("Parameters", {})
    return {name: declared["Default"] for name, declared in parameters.items() if "Default" in declared}


@dataclass(frozen=True, slots=True)
class _Region:
    """What the translator asks of a boto3 session: only the region."""

    region_name: str
