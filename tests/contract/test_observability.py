"""Alarms, runbooks and metrics say the same: each alarm has its runbook, and looks at what the code really tells."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.kernel.jobs import JOBS
from tools.checks.house import root, stacks
from tools.checks.layout import PACKAGE, ROOT
from tools.checks.templates import Resource, references

ALARMS = [alarm for stack in stacks() for alarm in stack.of_type("AWS::CloudWatch::Alarm")]
FOR_PEOPLE = [alarm for alarm in ALARMS if alarm.stack.name == "observability"]
RUNBOOKS = (ROOT / "docs/operations/alarms.md").read_text(encoding="utf-8")
SERVICES = {"AWS/ApiGateway", "AWS/DynamoDB", "AWS/Lambda", "AWS/SQS"}
OWN = "Lyceum"
(OBSERVABILITY,) = (stack for stack in stacks() if stack.name == "observability")


def told() -> dict[str, set[str]]:
    """Counter → the contexts whose code counts it, from every `observe.count("…")`."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / PACKAGE).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"observe.count", "count"} and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    found.setdefault(name.value, set()).add(path.relative_to(ROOT / PACKAGE).parts[0])
    return found


TOLD = told()
WITH_JOBS = {name.partition(".")[0] for name in JOBS} | {"operations"}
"""Contexts whose functions do jobs, or watch over them."""


def watched(alarm: Resource) -> Iterator[dict[str, Any]]:
    """The metrics that an alarm looks at."""
    given = alarm.properties
    if "MetricName" in given:
        yield given
    for query in given.get("Metrics", []):
        if "MetricStat" in query:
            yield query["MetricStat"]["Metric"]


def service(metric: dict[str, Any]) -> str:
    (dimension,) = metric["Dimensions"]
    assert dimension["Name"] == "service"  # Powertools' only dimension
    return str(dimension["Value"])


def section(alarm: Resource) -> str:
    found = re.search(r"\(docs/operations/alarms\.md#([a-z-]+)\)", alarm.properties["AlarmDescription"])
    assert found is not None, alarm.place
    return found[1]


def headings() -> set[str]:
    return {line[3:].lower().replace(" ", "-") for line in RUNBOOKS.splitlines() if line.startswith("## ")}


@pytest.mark.parametrize("alarm", FOR_PEOPLE, ids=str)
def test_every_alarm_names_its_runbook(alarm: Resource) -> None:
    assert section(alarm) in headings()


def test_every_runbook_belongs_to_something_that_tells() -> None:
    of_money = {"budget", "unusual-cost"}

    assert headings() == {section(alarm) for alarm in FOR_PEOPLE} | of_money
    assert {"Budget", "CostSubscription"} <= OBSERVABILITY.resources.keys()


@pytest.mark.parametrize("name", sorted(headings()))
def test_a_runbook_says_what_it_means_and_what_to_do(name: str) -> None:
    (text,) = [part for part in RUNBOOKS.split("\n## ")[1:] if part.splitlines()[0].lower().replace(" ", "-") == name]

    for part in ("**Means.**", "**Look.**", "**Do.**"):
        assert part in text, name


def test_there_is_an_alarm_for_each_kind() -> None:
    assert {section(alarm) for alarm in FOR_PEOPLE} == {
        "api-errors",
        "api-latency",
        "events-parked",
        "failure-queue",
        "function-errors",
        "function-throttles",
        "jobs-fail",
        "stream-age",
        "table-throttles",
    }


@pytest.mark.parametrize("alarm", ALARMS, ids=str)
def test_an_alarm_looks_at_what_somebody_tells(alarm: Resource) -> None:
    metrics = list(watched(alarm))

    assert metrics
    for metric in metrics:
        if metric["Namespace"] != OWN:
            assert metric["Namespace"] in SERVICES
            continue
        tellers = TOLD[metric["MetricName"]]
        assert service(metric) in tellers | (WITH_JOBS if "kernel" in tellers else set())


def test_jobs_are_watched_in_every_context_that_has_one() -> None:
    (alarm,) = [one for one in FOR_PEOPLE if section(one) == "jobs-fail"]

    assert {service(metric) for metric in watched(alarm)} == WITH_JOBS


def test_an_alarm_of_our_own_counter_that_nobody_counts_is_seen() -> None:
    assert "EventsParked" in TOLD
    assert "NeverCounted" not in TOLD


@pytest.mark.parametrize("alarm", FOR_PEOPLE, ids=str)
def test_an_alarm_tells_the_topic_and_its_end_too(alarm: Resource) -> None:
    given = alarm.properties

    assert given["AlarmActions"] == given["OKActions"] == [{"Ref": "AlarmTopic"}]
    assert given["TreatMissingData"] == "notBreaching"


@pytest.mark.parametrize("alarm", FOR_PEOPLE, ids=str)
def test_a_threshold_is_a_parameter_with_a_default(alarm: Resource) -> None:
    name = alarm.properties["Threshold"]["Ref"]

    assert name in OBSERVABILITY.section("Parameters")
    assert "Default" in root().section("Parameters")[name]


@pytest.mark.parametrize("alarm", ALARMS, ids=str)
def test_alarms_are_by_kind_and_not_by_function(alarm: Resource) -> None:
    """Ten cents each: with hundreds of functions, one for each would cost more than all the rest."""
    functions = [
        dimension
        for metric in watched(alarm)
        for dimension in metric.get("Dimensions", [])
        if dimension["Name"] == "FunctionName"
    ]

    assert len(functions) <= 2  # the two readers of the table's stream


def test_the_topic_is_open_to_those_who_tell_and_to_nobody_else() -> None:
    (policy,) = OBSERVABILITY.of_type("AWS::SNS::TopicPolicy")
    (statement,) = policy.properties["PolicyDocument"]["Statement"]

    assert statement["Action"] == "sns:Publish"
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_counters_on_the_dashboard_are_told() -> None:
    (dashboard,) = OBSERVABILITY.of_type("AWS::CloudWatch::Dashboard")
    body = str(dashboard.properties["DashboardBody"]["Fn::Sub"])
    shown = set(re.findall(r'MetricName=\\"(\w+)\\"', body))

    assert shown
    assert shown <= TOLD.keys()
    assert {name for name in references(dashboard.properties) if not name.startswith("AWS::")} <= set(
        OBSERVABILITY.section("Parameters")
    )


ENDS = [group for stack in stacks() for group in stack.of_type("AWS::Logs::LogGroup")]


@pytest.mark.parametrize("group", ENDS, ids=str)
def test_every_log_ends(group: Resource) -> None:
    assert group.properties["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_nothing_logs_where_logs_do_not_end() -> None:
    """What AWS would make a group for by itself: functions, the API's access log, workflows."""
    for stack in stacks():
        for machine in stack.of_type("AWS::Serverless::StateMachine"):
            for destination in references(machine.properties.get("Logging")):
                assert stack.resources[destination.split(".")[0]].type == "AWS::Logs::LogGroup"
    (stage,) = root().of_type("AWS::ApiGatewayV2::Stage")
    (group,) = references(stage.properties["AccessLogSettings"]["DestinationArn"])
    assert root().resources[group.split(".")[0]] in ENDS
