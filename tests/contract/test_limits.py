"""What AWS allows and what an idle month costs: counted in the templates as CloudFormation gets them."""

import copy
import json
import os
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from lyceum.kernel.table.items import DUE_SHARDS
from tools.checks.house import stacks
from tools.checks.idle_cost import (
    ALARM_METRIC,
    PRICES,
    READ_UNITS_A_RUN,
    is_there,
    lines,
    scheduled,
    table,
    total,
    unpriced,
)
from tools.checks.layout import ROOT
from tools.checks.templates import Stack
from tools.local_template import Place, Template, for_emulator, read_template

RESOURCES_A_STACK = 400
"""AWS refuses more than 500."""
PARAMETERS_A_STACK = 200
OUTPUTS_A_STACK = 200
BODY_BYTES = 1_000_000
"""A template in S3."""
IDLE_CEILING = 5
"""USD a month: "a few dollars while nobody learns" (HOUSE)."""


class Anywhere(defaultdict[str, str]):
    """Every file lies somewhere."""

    def __missing__(self, key: str) -> str:
        return f"anywhere/{key}"


def expanded(path: Path) -> Template:
    """A template after the SAM transform."""
    place = Place("bucket", "code", Anywhere())
    return for_emulator(read_template(path), folder=path.parent, place=place, nested=Anywhere(), region="eu-west-1")


@pytest.mark.parametrize("stack", stacks(), ids=lambda stack: stack.label)
def test_a_stack_is_far_from_its_limits(stack: Stack) -> None:
    template = expanded(stack.path)

    assert len(template["Resources"]) <= RESOURCES_A_STACK
    assert len(stack.section("Parameters")) <= PARAMETERS_A_STACK
    assert len(stack.section("Outputs")) <= OUTPUTS_A_STACK
    assert len(json.dumps(template)) <= BODY_BYTES


@pytest.mark.parametrize("stack", stacks(), ids=lambda stack: stack.label)
def test_nothing_has_an_hourly_price(stack: Stack) -> None:
    assert [resource.place for resource in unpriced([stack])] == []


@pytest.mark.parametrize("stack", stacks(), ids=lambda stack: stack.label)
def test_nothing_is_provisioned(stack: Stack) -> None:
    """What could be bought by the hour through a property."""
    text = stack.path.read_text()

    assert "ProvisionedConcurrency" not in text
    assert "ProvisionedThroughput" not in text
    assert "VpcConfig" not in text
    assert text.count("KmsMasterKeyId") == text.count("KmsMasterKeyId: !If [WithKey,")
    for table_ in stack.of_type("AWS::DynamoDB::Table"):
        assert table_.properties["BillingMode"] == "PAY_PER_REQUEST"


def test_an_alarm_is_priced_by_the_metrics_that_it_looks_at() -> None:
    (one, *_) = [alarm for stack in stacks() for alarm in stack.of_type("AWS::CloudWatch::Alarm") if is_there(alarm)]
    watched = sum("MetricStat" in query for query in one.properties["Metrics"])
    (line,) = lines([Stack(one.stack.path, {**one.stack.body, "Resources": {one.name: one.body}})])

    assert watched > 1
    assert line.monthly == watched * ALARM_METRIC


def test_what_the_defaults_leave_out_is_not_on_the_bill() -> None:
    left_out = {resource.name for stack in stacks() for resource in stack.resources.values() if not is_there(resource)}

    assert {"Key", "ReleaseAlarm"} <= left_out
    assert not {"Table", "Observability", "ApiErrorsAlarm"} & left_out


def test_idle_is_a_few_dollars(capsys: pytest.CaptureFixture[str]) -> None:
    bill = lines(stacks())
    with capsys.disabled():
        print(f"\n{table(bill)}")

    assert 0 < total(bill) <= IDLE_CEILING


def test_the_sweep_is_counted_with_its_shards() -> None:
    """An eventual query that finds nothing costs half a unit."""
    assert READ_UNITS_A_RUN["operations.sweep_timers.handler"] * 2 == DUE_SHARDS
    assert "operations.sweep_timers.handler" in {
        str(function.properties["Handler"]) for function, *_ in scheduled(stacks())
    }


def test_prices_name_the_page_they_stand_on() -> None:
    assert all(price.page and not price.page.startswith("http") for price in PRICES.values())


# ── the layout carries two hundred functions ──────────────────────────────────────────────────────────────────────────

CONTEXTS, FUNCTIONS_EACH, ROUTES_EACH = 20, 10, 3
METHODS = ("GET", "PUT", "DELETE")
PARTS = ("Function", "Integration", "Permission")


def grown_context(exemplar: Template, context: int) -> Template:
    """The exemplar's stack with ten functions of three routes each in place of its own."""
    resources: dict[str, Any] = {"Log": exemplar["Resources"]["Log"]}
    for number in range(FUNCTIONS_EACH):
        name = f"C{context}Operation{number}"
        for part in PARTS:
            resources[f"{name}{part}"] = renamed(exemplar["Resources"][f"Enroll{part}"], name)
        for method in METHODS:
            route = renamed(exemplar["Resources"]["EnrollRoute"], name)
            route["Properties"]["RouteKey"] = f"{method} /v1/{{tenant}}/c{context}/operations{number}"
            resources[f"{name}{method.capitalize()}Route"] = route
    return {**exemplar, "Resources": resources}


def renamed(resource: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(resource).replace("EnrollFunction", f"{name}Function"))
    return json.loads(json.dumps(found).replace("EnrollIntegration", f"{name}Integration")) if found else found


def grown_root(root: Template) -> Template:
    """The root with twenty contexts in place of its own; sign-in stays, since the pool refers to it."""
    grown = copy.deepcopy(root)
    application = grown["Resources"]["Enrollment"]
    for name, resource in list(grown["Resources"].items()):
        if resource["Type"] == "AWS::Serverless::Application" and name != "SignIn":
            del grown["Resources"][name]
    for context in range(CONTEXTS):
        place = copy.deepcopy(application)
        place["Properties"]["Location"] = f"infra/c{context}.yaml"
        place["Properties"]["Parameters"]["Context"] = f"c{context}"
        grown["Resources"][f"C{context}"] = place
    return grown


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 functions with 600 routes, written from the exemplar."""
    folder = tmp_path_factory.mktemp("grown")
    (folder / "infra").mkdir()
    exemplar = read_template(ROOT / "infra/enrollment.yaml")
    for context in range(CONTEXTS):
        (folder / f"infra/c{context}.yaml").write_text(yaml.safe_dump(plain(grown_context(exemplar, context))))
    root = read_template(ROOT / "template.yaml")
    (folder / "template.yaml").write_text(yaml.safe_dump(plain(grown_root(root))))
    (folder / "infra/sign_in.yaml").write_text((ROOT / "infra/sign_in.yaml").read_text())
    return folder


def plain(template: Template) -> dict[str, Any]:
    """Without YAML's anchors and the parser's own kinds of map."""
    found: dict[str, Any] = json.loads(json.dumps(template, default=str))
    return found


def test_the_grown_house_is_as_large_as_it_says(grown: Path) -> None:
    templates = [read_template(path) for path in sorted((grown / "infra").glob("c*.yaml"))]
    types = [resource["Type"] for template in templates for resource in template["Resources"].values()]

    assert types.count("AWS::Serverless::Function") == 200
    assert types.count("AWS::ApiGatewayV2::Route") == 600


def test_the_grown_house_fits_its_stacks(grown: Path) -> None:
    sizes = [len(expanded(path)["Resources"]) for path in [grown / "template.yaml", *(grown / "infra").glob("*.yaml")]]

    assert max(sizes) <= RESOURCES_A_STACK
    assert sum(sizes) > 1_500


SAM = ROOT / ".venv-sam/bin/sam"


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not SAM.exists(), reason="the SAM command line is not installed (.venv-sam)")
def test_the_grown_house_passes_sam_validate(grown: Path) -> None:
    environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-1", "SAM_CLI_TELEMETRY": "0"}
    for path in [grown / "template.yaml", *sorted((grown / "infra").glob("c*.yaml"))]:
        found = subprocess.run(
            [SAM, "validate", "--template", path],
            env=environment,
            cwd=grown,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, f"{path.name}: {found.stdout}{found.stderr}"
