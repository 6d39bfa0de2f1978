"""Every operation that writes has its row in tests/faults/grid.csv, and no row is of an operation that is gone."""

import re
from collections.abc import Callable, Iterator

import pytest

from lyceum.kernel.errors import DomainError
from tests.faults.calls import READS, WRITES
from tests.faults.grid import FAULTS, OUTSIDE, Row, rows
from tests.faults.house import consumers, functions_by_route, handler_of
from tests.faults.lives import LIVES
from tools.checks.house import function_behind, functions, gateway_routes, operation_of, stacks
from tools.checks.templates import Resource, Value

HOW = (
    "add `{0},{1},<life>,<who repeats>,<what it counts>,<an expectation for each fault>` to tests/faults/grid.csv, and"
    " let that life of tests/faults/lives do it once; docs/operations/faults.md says how"
)

READS_THAT_WRITE = {"GET /v1/{tenant}/courses/{course}/outline"}
"""It opens a course that the enrollment's event has not reached yet."""

MAPPING = "AWS::Lambda::EventSourceMapping"


def needed() -> Iterator[tuple[str, str]]:
    """Operation and what it is asked for: routes that are no reads, events by consumer, tasks, streams, schedules."""
    for route, operation in functions_by_route().items():
        if not route.startswith("GET ") or route in READS_THAT_WRITE:
            yield operation, route
    for event, operations in consumers().items():
        for operation in operations:
            yield operation, event
    yield from _asked_otherwise()


def _asked_otherwise() -> Iterator[tuple[str, str]]:
    """Functions that are neither behind a route nor hear the bus."""
    routed = {operation_of(route.function) for route in gateway_routes() if route.function is not None}
    for function in functions():
        asked = _asked(function)
        if operation_of(function) not in routed and asked:
            yield ".".join(operation_of(function)), asked


def _asked(function: Resource) -> str | None:
    operation = ".".join(operation_of(function))
    if operation in _behind(MAPPING, lambda mapping: mapping.properties["FunctionName"]):
        return "stream"
    scheduled = _behind("AWS::Scheduler::Schedule", lambda schedule: schedule.properties["Target"].get("Arn"))
    if operation in scheduled or _kinds(function) & {"Schedule", "ScheduleV2"}:
        return "schedule"
    return "task" if hasattr(handler_of(operation), "input") else None


def _kinds(function: Resource) -> set[str]:
    return {event["Type"] for event in (function.properties.get("Events") or {}).values()}


def _behind(kind: str, refers: Callable[[Resource], Value]) -> set[str]:
    """The operations that resources of a kind refer to."""
    found = (function_behind(stack, refers(one)) for stack in stacks() for one in stack.of_type(kind))
    return {".".join(operation_of(function)) for function in found if function is not None}


def test_every_operation_has_its_row() -> None:
    missing = sorted(set(needed()) - {row.place for row in rows()})
    assert not missing, "\n".join(f"{place[0]} has no row of faults: {HOW.format(*place)}" for place in missing)


NOT_STRUCK = {
    "ConditionCheckItem": "a part of a transaction",
    "DescribeStream": "Lambda's, which reads the stream for us",
    "DescribeTable": "the status page's, which says what it was told",
    "GetRecords": "Lambda's",
    "GetShardIterator": "Lambda's",
    "ListBucket": "so that S3 says of an object that it is not there",
    "ListStreams": "Lambda's",
}
"""What policies allow and no fault strikes, each with the reason."""


def allowed() -> set[str]:
    """What functions may ask of AWS, by the action's name."""
    texts = (stack.path.read_text(encoding="utf-8") for stack in stacks())
    services = "cognito-idp|dynamodb|events|s3|secretsmanager|ses|sqs|states"
    return {found for text in texts for found in re.findall(rf"\b(?:{services}):([A-Z][A-Za-z]+)", text)}


def test_every_call_that_a_policy_allows_is_struck_or_known() -> None:
    """Else a new call beside the table would have no faults: those of writes strike what WRITES names."""
    assert allowed() <= WRITES | READS | NOT_STRUCK.keys()


def test_what_is_written_beside_the_table_is_struck_every_day() -> None:
    cells = {(*row.place, fault): row.expected[fault] for row in rows() for fault in row.expected}
    assert {cell: cells.get(cell, "-") for cell in OUTSIDE if cells.get(cell, "-") == "-"} == {}
    assert set(OUTSIDE.values()) == {"SendEmail", "PutObject", "SendTaskSuccess", "PutEvents"}


def test_no_row_is_of_something_that_is_gone() -> None:
    gone = sorted({row.place for row in rows()} - set(needed()))
    assert not gone, f"take these rows out of tests/faults/grid.csv: {gone}"


def test_no_row_stands_there_twice() -> None:
    places = [row.place for row in rows()]
    assert len(places) == len(set(places))


def refusals() -> set[str]:
    """Names under which a task or a schedule may refuse, beside being busy."""
    return {error.__name__ for error in DomainError.named()}


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.operation} {row.asked}")
def test_every_cell_says_something(row: Row) -> None:
    assert row.life in LIVES
    assert row.expected.keys() == FAULTS.keys()
    for fault in FAULTS.values():
        expected = row.expectation(fault)
        assert expected.first <= {"well", "busy", "repeat", "-"} | refusals(), (row.place, fault.name, expected.first)
        assert expected.last, (row.place, fault.name)
