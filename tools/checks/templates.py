"""Templates as data: CloudFormation's short tags in their long form, resources with the lines they stand on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tools.checks.layout import ROOT, templates

type Value = Any
"""What a template's YAML holds: texts, numbers, lists, maps; an intrinsic function is a map with one key."""

FUNCTION = "AWS::Serverless::Function"
STATE_MACHINE = "AWS::Serverless::StateMachine"
NESTED = "AWS::Serverless::Application"
ROUTE = "AWS::ApiGatewayV2::Route"
INTEGRATION = "AWS::ApiGatewayV2::Integration"


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's tags."""


def _construct_tag(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Value]:
    value: Value
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = str(value).split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    else:
        raise TypeError(f"an unknown kind of YAML node: {node}")
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _construct_tag)
# A date such as 2012-10-17 is a text in CloudFormation.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str) -> dict[str, Value]:
    """A template's text as a map, intrinsic functions in their long form."""
    loaded: dict[str, Value] = yaml.load(text, Loader=_Loader)  # nosec B506 # a SafeLoader
    return loaded


@dataclass(frozen=True)
class Resource:
    """One resource of a stack."""

    name: str
    type: str
    body: dict[str, Value]
    stack: "Stack"
    line: int

    @property
    def properties(self) -> dict[str, Value]:
        """Its properties."""
        found: dict[str, Value] = self.body.get("Properties") or {}
        return found

    @property
    def place(self) -> str:
        """`infra/enrollment.yaml:68 EnrollFunction`, for messages."""
        return f"{self.stack.label}:{self.line} {self.name}"

    def __str__(self) -> str:
        return self.place


@dataclass(frozen=True)
class Stack:
    """A template."""

    path: Path
    body: dict[str, Value]
    lines: dict[str, int] = field(default_factory=dict)
    """Resource name → line."""

    @property
    def label(self) -> str:
        """Its path below the repository."""
        return self.path.relative_to(ROOT).as_posix() if self.path.is_relative_to(ROOT) else self.path.as_posix()

    @property
    def name(self) -> str:
        """`enrollment`, `template`: the file's name."""
        return self.path.stem

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Its resources by logical id."""
        return {
            name: Resource(name, str(body["Type"]), body, self, self.lines.get(name, 0))
            for name, body in (self.body.get("Resources") or {}).items()
        }

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Its resources of some types."""
        return (resource for resource in self.resources.values() if resource.type in types)

    def section(self, name: str) -> dict[str, Value]:
        """`Parameters`, `Globals`, `Outputs`, …; empty where it is absent."""
        found: dict[str, Value] = self.body.get(name) or {}
        return found


def _resource_lines(text: str) -> dict[str, int]:
    node = yaml.compose(text, Loader=_Loader)
    if not isinstance(node, yaml.MappingNode):
        return {}
    for key, value in node.value:
        if key.value == "Resources" and isinstance(value, yaml.MappingNode):
            return {name.value: name.start_mark.line + 1 for name, _ in value.value}
    return {}


def load(path: Path) -> Stack:
    """The template in a file."""
    text = path.read_text(encoding="utf-8")
    return Stack(path, parse(text), _resource_lines(text))


def load_all(root: Path = ROOT) -> list[Stack]:
    """The root template, then every nested stack."""
    return [load(path) for path in templates(root)]


def references(value: Value) -> Iterator[str]:
    """Every name that `Ref`, `GetAtt` or `${…}` in a `Sub` mentions, `GetAtt` as `Name.Attribute`."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _named_by(key, part)
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def _named_by(key: str, part: Value) -> Iterator[str]:
    if key == "Ref":
        yield str(part)
    elif key == "Fn::GetAtt":
        yield ".".join(part)
    elif key == "Fn::Sub":
        text = part if isinstance(part, str) else part[0]
        yield from substituted(text)


def substituted(text: str) -> list[str]:
    """The names in `${…}` of a text, without `${!literal}`."""
    return [part.split("}", 1)[0] for part in text.split("${")[1:] if not part.startswith("!")]


def as_list(value: Value) -> list[Value]:
    """A value that may stand alone or in a list, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def alternatives(value: Value) -> Iterator[Value]:
    """What a value may be: both sides of each `If`, without `AWS::NoValue`."""
    if isinstance(value, dict) and set(value) == {"Fn::If"}:
        for side in value["Fn::If"][1:]:
            yield from alternatives(side)
    elif value != {"Ref": "AWS::NoValue"}:
        yield value


def possible(values: Value) -> list[Value]:
    """Everything that a list, or a value that stands alone, may hold under any condition."""
    return [found for value in as_list(values) for found in alternatives(value)]
