"""The templates as the emulator takes them: read, with nested SAM templates transformed. Pure: no network."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse

type Template = dict[str, Any]


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
