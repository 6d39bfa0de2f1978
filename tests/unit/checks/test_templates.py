"""Reading templates: tags in their long form, lines, references."""

from pathlib import Path

import pytest

from tools.checks.templates import as_list, load, parse, possible, references, substituted

TEMPLATE = """
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  TableArn: {Type: String}
Resources:
  First:
    Type: AWS::Logs::LogGroup
    Condition: OnAws

  Second:
    Type: AWS::SQS::Queue
    Properties:
      Name: !Sub ${AWS::StackName}-${First}
      Arn: !GetAtt First.Arn
      Both: !If [OnAws, !Ref First, !Ref TableArn]
      Old: 2012-10-17
"""


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("a: !Ref Table", {"Ref": "Table"}),
        ("a: !GetAtt Table.Arn", {"Fn::GetAtt": ["Table", "Arn"]}),
        ("a: !GetAtt Catalog.Outputs.WriteArn", {"Fn::GetAtt": ["Catalog", "Outputs.WriteArn"]}),
        ("a: !Sub '${Table}/x'", {"Fn::Sub": "${Table}/x"}),
        ("a: !Sub ['${T}', {T: !Ref Table}]", {"Fn::Sub": ["${T}", {"T": {"Ref": "Table"}}]}),
        ("a: !Condition OnAws", {"Condition": "OnAws"}),
        ("a: !Not [!Equals [!Ref Stage, local]]", {"Fn::Not": [{"Fn::Equals": [{"Ref": "Stage"}, "local"]}]}),
        ("a: 2012-10-17", "2012-10-17"),
    ],
)
def test_a_short_tag_is_its_long_form(text: str, long: object) -> None:
    assert parse(text) == {"a": long}


def test_a_tag_cannot_run_code() -> None:
    assert parse("a: !python/object/apply:os.getcwd []") == {"a": {"Fn::python/object/apply:os.getcwd": []}}


def test_resources_know_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(TEMPLATE)
    stack = load(path)

    assert [resource.line for resource in stack.resources.values()] == [6, 10]
    assert stack.resources["Second"].place.endswith("x.yaml:10 Second")
    assert [resource.name for resource in stack.of_type("AWS::SQS::Queue")] == ["Second"]
    assert stack.resources["First"].properties == {}
    assert stack.section("Outputs") == {}


def test_references_are_found_at_every_depth(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(TEMPLATE)

    assert set(references(load(path).body["Resources"])) == {"AWS::StackName", "First", "First.Arn", "TableArn"}


def test_literals_in_a_substitution_are_no_names() -> None:
    assert substituted("${A}/${!b}/${C.D}") == ["A", "C.D"]


@pytest.mark.parametrize(("value", "listed"), [(None, []), ("a", ["a"]), (["a", "b"], ["a", "b"])])
def test_what_may_stand_alone_is_a_list(value: object, listed: list[str]) -> None:
    assert as_list(value) == listed


def test_both_sides_of_a_condition_are_possible() -> None:
    template = parse("a: [!If [X, one, !Ref AWS::NoValue], !If [X, !If [Y, two, three], four], five]")

    assert possible(template["a"]) == ["one", "two", "three", "four", "five"]
    assert possible(None) == []
