"""Nothing asynchronous fails into the void: queues for what could not be called, destinations for what gave up."""

from typing import Any

import pytest

from tools.checks.house import ASYNCHRONOUS, functions, is_asynchronous, root, schedules, stacks
from tools.checks.templates import FUNCTION, STATE_MACHINE, Resource

ASYNCHRONOUS_FUNCTIONS = [function for function in functions() if is_asynchronous(function)]
EVENT_SOURCES = [
    (resource, name, event)
    for stack in stacks()
    for resource in stack.of_type(FUNCTION, STATE_MACHINE)
    for name, event in (resource.properties.get("Events") or {}).items()
    if event["Type"] in ASYNCHRONOUS
]
STREAMS = [resource for stack in stacks() for resource in stack.of_type("AWS::Lambda::EventSourceMapping")]
TARGETS = [
    (rule, target)
    for stack in stacks()
    for rule in stack.of_type("AWS::Events::Rule")
    for target in rule.properties["Targets"]
]


def source_label(part: Any) -> str | None:
    return str(part) if isinstance(part, str | Resource) else None


@pytest.mark.parametrize("function", ASYNCHRONOUS_FUNCTIONS, ids=str)
def test_a_function_that_gives_up_says_so(function: Resource) -> None:
    given = function.properties["EventInvokeConfig"]

    assert given["MaximumRetryAttempts"] == 2
    assert given["DestinationConfig"]["OnFailure"] == {"Type": "SQS", "Destination": {"Ref": "FailureQueueArn"}}


@pytest.mark.parametrize(("resource", "name", "event"), EVENT_SOURCES, ids=source_label)
def test_a_call_that_fails_is_parked(resource: Resource, name: str, event: dict[str, Any]) -> None:
    given = event["Properties"]

    assert given["DeadLetterConfig"]["Arn"] == {"Ref": "FailureQueueArn"}, f"{resource.place}/{name}"
    assert given["RetryPolicy"]["MaximumRetryAttempts"] >= 1
    assert 60 <= given["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 86_400


def test_a_plain_rule_parks_too() -> None:
    for rule, target in TARGETS:
        assert "Arn" in target["DeadLetterConfig"], rule.place
        assert target["RetryPolicy"]["MaximumRetryAttempts"] >= 1


def test_a_plain_schedule_parks_too() -> None:
    for stack in stacks():
        for schedule in schedules(stack):
            assert "Arn" in schedule.properties["Target"]["DeadLetterConfig"]


@pytest.mark.parametrize("stream", STREAMS, ids=str)
def test_a_stream_reader_holds_on_for_23_hours_and_keeps_the_record(stream: Resource) -> None:
    """A stream keeps records for 24 hours; a bucket gets the record itself, a queue only where it was."""
    given = stream.properties

    assert given["MaximumRetryAttempts"] == -1
    assert given["MaximumRecordAgeInSeconds"] == 82_800
    assert given["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert given["BisectBatchOnFunctionError"] is True
    assert given["DestinationConfig"]["OnFailure"]["Destination"] == {
        "Fn::Sub": "arn:${AWS::Partition}:s3:::${FailureBucket}"
    }


def test_there_is_something_to_park() -> None:
    assert ASYNCHRONOUS_FUNCTIONS
    assert EVENT_SOURCES
    assert STREAMS


def test_only_the_failure_queue_has_no_queue_behind_it() -> None:
    queues = [queue for stack in stacks() for queue in stack.of_type("AWS::SQS::Queue")]

    assert [queue.name for queue in queues if "RedrivePolicy" not in queue.properties] == ["FailureQueue"]


def test_what_is_parked_waits_for_two_weeks() -> None:
    assert root().resources["FailureQueue"].properties["MessageRetentionPeriod"] == 1_209_600


def test_the_bus_keeps_what_it_carried() -> None:
    """Once-only marks outlive the archive: a replay must not repeat an effect."""
    (archive,) = root().of_type("AWS::Events::Archive")

    assert 1 <= archive.properties["RetentionDays"] <= 90
