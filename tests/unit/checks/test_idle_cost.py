"""The idle bill: how often clocks fire, what stands there, what is refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from tools.checks.idle_cost import lines, runs_a_month, table, total, unpriced
from tools.checks.templates import Stack, parse

HEADER = "Resources:\n"


def stack(text: str) -> Stack:
    return Stack(Path("x.yaml"), parse(HEADER + text))


@pytest.mark.parametrize(
    ("expression", "runs"),
    [
        ("rate(1 minute)", 43_800),
        ("rate(5 minutes)", 8_760),
        ("rate(1 hour)", 730),
        ("rate(1 day)", 30),
        ("cron(0 3 * * ? *)", 30),
        ("cron(0 3 1 * ? *)", 1),
        ("cron(0,30 * * * ? *)", 1_460),
        ("cron(0/15 * * * ? *)", 2_920),
        ("cron(0 3 ? * MON *)", 4),
    ],
)
def test_a_clock_fires_so_often(expression: str, runs: int) -> None:
    assert runs_a_month(expression) == runs


def test_another_clock_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="neither rate nor cron"):
        runs_a_month("at(2026-11-22T00:00:00)")


def test_a_secret_costs_by_being_there() -> None:
    bill = lines([stack("  A: {Type: 'AWS::SecretsManager::Secret'}\n  B: {Type: 'AWS::SecretsManager::Secret'}\n")])

    assert total(bill) == Decimal("0.80")


def test_a_scheduled_function_is_billed_for_each_run() -> None:
    text = """
  A:
    Type: AWS::Serverless::Function
    Properties:
      Handler: x.y.handler
      MemorySize: 1024
      Events: {Clock: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 minute)}}}
"""
    bill = {line.what: line.monthly for line in lines([stack(text)])}

    assert bill["x.y.handler, scheduler"] == Decimal("0.0438")
    # 43,800 × (0.20/1e6 + 0.25 s × 1 GB × 0.0000133334)
    assert bill["x.y.handler, compute"].quantize(Decimal("0.0001")) == Decimal("0.1548")
    assert bill["x.y.handler, logs"] == Decimal("0.0219")
    assert "x.y.handler, traces" not in bill


@pytest.mark.parametrize("hourly", ["AWS::EC2::NatGateway", "AWS::RDS::DBInstance", "AWS::ElastiCache::CacheCluster"])
def test_an_hourly_price_is_refused(hourly: str) -> None:
    assert [resource.name for resource in unpriced([stack(f"  A: {{Type: '{hourly}'}}\n")])] == ["A"]


def test_the_table_ends_with_its_sum() -> None:
    bill = lines([stack("  A: {Type: 'AWS::SecretsManager::Secret'}\n")])

    assert table(bill).splitlines()[-1] == "| **idle, in all** | | **0.40** | |"
