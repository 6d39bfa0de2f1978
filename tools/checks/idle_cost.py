"""What the templates cost in a month in which nobody learns, computed from the templates.

What parameters leave out by default (a key of one's own, backups) is not counted; alarms, which are there by default,
are.

Prices are AWS's public list prices in USD for US East (N. Virginia), on demand, without any free tier; the pricing page
stands beside each. A region in Europe or Asia is some 5 to 25 % dearer. A resource type that is not in `PRICES` is
either not priced here yet or has an hourly price, which the house refuses.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tools.checks.layout import ROOT
from tools.checks.templates import FUNCTION, Resource, Stack, Value, load_all

MINUTES_A_MONTH = 43_800
"""365 days / 12."""
MILLION = Decimal(1_000_000)

INVOCATION = Decimal("0.20") / MILLION
GIGABYTE_SECOND = Decimal("0.0000133334")
"""Lambda on arm64, first tier."""
SCHEDULED = Decimal("1.00") / MILLION
"""EventBridge Scheduler, per invocation."""
READ_UNIT = Decimal("0.125") / MILLION
"""DynamoDB on demand, per read request unit."""
TRACE = Decimal("5.00") / MILLION
"""X-Ray, per trace recorded; one in each second is."""
LOG_GIGABYTE = Decimal("0.50")
"""CloudWatch Logs, per GB taken in."""
ALARM_METRIC = Decimal("0.10")
"""CloudWatch, per alarm and month for each metric that it looks at."""

SECONDS_A_RUN = Decimal("0.25")
"""Assumed duration of a scheduled run that finds nothing to do."""
LOG_BYTES_A_RUN = 1_000
"""Assumed: Lambda's own lines and one of ours."""
READ_UNITS_A_RUN = {"operations.sweep_timers.handler": Decimal(16), "compliance.seal_audit.handler": Decimal(4)}
"""The sweep asks each of 32 timer shards once, the sealer each of 8; an eventual query that finds nothing counts half a
unit."""


@dataclass(frozen=True)
class Price:
    """What a resource costs by being there."""

    monthly: Decimal
    page: str
    """The pricing page, below aws.amazon.com."""
    use: str = ""
    """What it costs when it is used; empty where it never costs anything."""
    free: int = 0
    """How many an account has for nothing, not only in its first year."""


def _free(page: str, use: str = "") -> Price:
    return Price(Decimal(0), page, use)


_LAMBDA = "lambda/pricing"
_API = "api-gateway/pricing"
_EVENTS = "eventbridge/pricing"
_S3 = "s3/pricing"
_COGNITO = "cognito/pricing"
_WATCH = "cloudwatch/pricing"

PRICES: dict[str, Price] = {
    "AWS::ApiGatewayV2::Api": _free(_API, "1.00 per million requests"),
    "AWS::ApiGatewayV2::Authorizer": _free(_API),
    "AWS::ApiGatewayV2::Integration": _free(_API),
    "AWS::ApiGatewayV2::Route": _free(_API),
    "AWS::ApiGatewayV2::Stage": _free(_API),
    "AWS::Backup::BackupPlan": _free("backup/pricing"),
    "AWS::Backup::BackupSelection": _free("backup/pricing"),
    "AWS::Backup::BackupVault": _free("backup/pricing", "0.10 per GB and month of the table, 0.05 of the content"),
    "AWS::Budgets::Budget": _free("aws-cost-management/aws-budgets/pricing"),
    "AWS::CE::AnomalyMonitor": _free("aws-cost-management/pricing"),
    "AWS::CE::AnomalySubscription": _free("aws-cost-management/pricing"),
    "AWS::CloudWatch::Alarm": Price(ALARM_METRIC, _WATCH, "per metric that it looks at"),
    "AWS::CloudWatch::CompositeAlarm": Price(Decimal("0.50"), _WATCH),
    "AWS::CloudWatch::Dashboard": Price(Decimal("3.00"), _WATCH, free=3),
    "AWS::Cognito::UserPool": _free(_COGNITO, "0.015 per active person and month above 10,000"),
    "AWS::Cognito::UserPoolClient": _free(_COGNITO),
    "AWS::Cognito::UserPoolIdentityProvider": _free(_COGNITO),
    "AWS::Cognito::UserPoolDomain": _free(_COGNITO),
    "AWS::DynamoDB::Table": _free("dynamodb/pricing", "0.625 per million writes, 0.125 reads, 0.25 per GB and month"),
    "AWS::Events::Archive": _free(_EVENTS, "0.10 per GB archived, 0.023 per GB and month"),
    "AWS::Events::EventBus": _free(_EVENTS, "1.00 per million events"),
    "AWS::Events::EventBusPolicy": _free(_EVENTS),
    "AWS::Events::Rule": _free(_EVENTS),
    "AWS::IAM::Role": _free("iam"),
    "AWS::KMS::Key": Price(Decimal("1.00"), "kms/pricing", "0.03 per 10,000 uses"),
    "AWS::Lambda::EventInvokeConfig": _free(_LAMBDA),
    "AWS::Lambda::EventSourceMapping": _free(_LAMBDA),
    "AWS::Lambda::LayerVersionPermission": _free(_LAMBDA),
    "AWS::Lambda::Permission": _free(_LAMBDA),
    "AWS::Logs::LogGroup": _free(_WATCH, "0.50 per GB taken in, 0.03 per GB and month"),
    "AWS::Logs::MetricFilter": _free(_WATCH, "0.30 per metric and month while it has values"),
    "AWS::Logs::QueryDefinition": _free(_WATCH),
    "AWS::S3::Bucket": _free(_S3, "0.023 per GB and month, 0.005 per 1,000 writes"),
    "AWS::S3::BucketPolicy": _free(_S3),
    "AWS::SES::ConfigurationSet": _free("ses/pricing"),
    "AWS::SES::EmailIdentity": _free("ses/pricing", "0.10 per 1,000 messages"),
    "AWS::SNS::Subscription": _free("sns/pricing"),
    "AWS::SNS::Topic": _free("sns/pricing", "0.50 per million requests"),
    "AWS::SNS::TopicPolicy": _free("sns/pricing"),
    "AWS::SQS::Queue": _free("sqs/pricing", "0.40 per million requests"),
    "AWS::SQS::QueuePolicy": _free("sqs/pricing"),
    "AWS::SSM::Parameter": _free("systems-manager/pricing"),
    "AWS::Scheduler::Schedule": _free(_EVENTS, "1.00 per million invocations"),
    "AWS::Scheduler::ScheduleGroup": _free(_EVENTS),
    "AWS::SecretsManager::Secret": Price(Decimal("0.40"), "secrets-manager/pricing", "0.05 per 10,000 reads"),
    "AWS::Serverless::Application": _free("cloudformation/pricing"),
    "AWS::Serverless::Function": _free(_LAMBDA, "0.20 per million calls, 0.0000133334 per GB-second"),
    "AWS::Serverless::LayerVersion": _free(_LAMBDA),
    "AWS::Serverless::StateMachine": _free("step-functions/pricing", "0.025 per 1,000 transitions"),
}


@dataclass(frozen=True)
class Line:
    """One line of the bill."""

    what: str
    how: str
    """The arithmetic."""
    monthly: Decimal
    page: str


def unpriced(stacks: Iterable[Stack]) -> list[Resource]:
    """Resources of a type that the house has not admitted."""
    return [resource for stack in stacks for resource in stack.resources.values() if resource.type not in PRICES]


def runs_a_month(expression: str) -> int:
    """How often `rate(…)` or `cron(…)` fires in a month of 43,800 minutes. Raises ValueError for anything else."""
    if match := re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression):
        return MINUTES_A_MONTH // (int(match[1]) * {"minute": 1, "hour": 60, "day": 1440}[match[2]])
    if match := re.fullmatch(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)", expression):
        minutes, hours = _values(match[1], 60), _values(match[2], 24)
        days = Decimal(365) / 12
        if match[3] not in {"*", "?"}:
            days = Decimal(_values(match[3], 31))
        elif match[5] not in {"*", "?"}:
            days = days * _values(match[5], 7) / 7
        return int(minutes * hours * days)
    raise ValueError(f"neither rate nor cron: {expression}")


def _values(part: str, all_of_them: int) -> int:
    """How many values one part of a cron expression stands for."""
    if part == "*":
        return all_of_them
    if "/" in part:
        return -(-all_of_them // int(part.split("/")[1]))
    return part.count(",") + 1


def scheduled(stacks: Iterable[Stack]) -> Iterator[tuple[Resource, str, int]]:
    """`(function, expression, runs a month)` of everything that a clock starts."""
    for stack in stacks:
        for function in stack.of_type(FUNCTION):
            for event in (function.properties.get("Events") or {}).values():
                if event["Type"] in {"Schedule", "ScheduleV2"}:
                    given: dict[str, Value] = event["Properties"]
                    expression = str(given.get("ScheduleExpression") or given["Schedule"])
                    yield function, expression, runs_a_month(expression)


def lines(stacks: Iterable[Stack]) -> list[Line]:
    """The bill of a month without learners, by the parameters' defaults."""
    stacks = list(stacks)
    counted: Counter[str] = Counter()
    for stack in stacks:
        for resource in stack.resources.values():
            if is_there(resource):
                counted[resource.type] += _priced_parts(resource)
    standing = [_standing(name, count) for name, count in sorted(counted.items()) if name in PRICES]
    by_clock = [line for found in scheduled(stacks) for line in _run_lines(*found)]
    return [*(line for line in standing if PRICES[line.what].monthly), *by_clock]


def _standing(name: str, count: int) -> Line:
    price = PRICES[name]
    how = f"{count} × {price.monthly}" + (f", the first {price.free} for nothing" if price.free else "")
    return Line(name, how, max(0, count - price.free) * price.monthly, price.page)


def _priced_parts(resource: Resource) -> int:
    """An alarm is priced by the metrics that it looks at, everything else by being there."""
    if resource.type == "AWS::CloudWatch::Alarm":
        return sum("MetricStat" in query for query in resource.properties.get("Metrics", [])) or 1
    return 1


def is_there(resource: Resource) -> bool:
    """Whether the parameters' defaults bring a resource about; in a nested stack, whatever does not depend on one."""
    named = resource.body.get("Condition")
    return named is None or _holds({"Condition": named}, resource.stack)


def _holds(condition: Value, stack: Stack) -> bool:
    ((kind, given),) = condition.items()
    match kind:
        case "Condition":
            return _holds(stack.section("Conditions")[given], stack)
        case "Fn::Not":
            return not _holds(given[0], stack)
        case "Fn::And":
            return all(_holds(each, stack) for each in given)
        case "Fn::Or":
            return any(_holds(each, stack) for each in given)
        case "Fn::Equals":
            left, right = (_default(value, stack) for value in given)
            return left == right
    raise ValueError(f"an unknown condition: {kind}")


def _default(value: Value, stack: Stack) -> str:
    if isinstance(value, dict):
        return str(stack.section("Parameters")[value["Ref"]].get("Default", ""))
    return str(value)


def _run_lines(function: Resource, expression: str, runs: int) -> Iterator[Line]:
    defaults = function.stack.section("Globals").get("Function", {})
    memory = Decimal(function.properties.get("MemorySize", defaults.get("MemorySize", 128))) / 1024
    handler = str(function.properties["Handler"])
    yield Line(f"{handler}, scheduler", f"{expression}: {runs:,} runs", runs * SCHEDULED, _EVENTS)
    yield Line(
        f"{handler}, compute",
        f"{runs:,} × {SECONDS_A_RUN} s × {memory} GB",
        runs * (INVOCATION + SECONDS_A_RUN * memory * GIGABYTE_SECOND),
        _LAMBDA,
    )
    yield Line(
        f"{handler}, logs", f"{runs:,} × {LOG_BYTES_A_RUN} bytes", runs * LOG_BYTES_A_RUN * LOG_GIGABYTE / 10**9, _WATCH
    )
    if function.properties.get("Tracing", defaults.get("Tracing")) == "Active":
        yield Line(f"{handler}, traces", f"{runs:,} traces", runs * TRACE, "xray/pricing")
    if units := READ_UNITS_A_RUN.get(handler):
        yield Line(f"{handler}, table", f"{runs:,} × {units} read units", runs * units * READ_UNIT, "dynamodb/pricing")


def total(bill: Iterable[Line]) -> Decimal:
    """USD a month, in cents."""
    return sum((line.monthly for line in bill), Decimal(0)).quantize(Decimal("0.01"))


def table(bill: list[Line]) -> str:
    """The bill as a Markdown table, for the README."""
    head = ["| what | how many | USD a month | price list |", "|---|---|---:|---|"]
    rows = [f"| {line.what} | {line.how} | {line.monthly:.3f} | aws.amazon.com/{line.page} |" for line in bill]
    return "\n".join([*head, *rows, f"| **idle, in all** | | **{total(bill)}** | |"])


if __name__ == "__main__":
    print(table(lines(load_all(ROOT))))
