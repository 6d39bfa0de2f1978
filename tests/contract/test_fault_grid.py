"""Every operation that writes has its row in tests/faults/grid.csv, and no row is of an operation that is gone."""

import csv
from collections.abc import Callable, Iterator

import pytest

from tests.faults.grid import FAULTS, FILE, Row, rows
from tests.faults.house import consumers, functions_by_route, handler_of
from tools.checks.house import function_behind, functions, gateway_routes, operation_of, stacks
from tools.checks.templates import Resource, Value

HOW = (
    "add `{0},{1},<who repeats>,<what it counts>,<an expectation for each fault>` to tests/faults/grid.csv, and let"
    " tests/faults/life.py do it once; docs/operations/faults.md says how"
)

READS_THAT_WRITE = {"GET /v1/{tenant}/courses/{course}/outline"}
"""It opens a course that the enrollment's event has not reached yet."""

OUTSIDE = FILE.with_name("outside_the_main_job.csv")

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


def outside() -> set[tuple[str, str]]:
    """Operations outside the main job, whose rows are still owed."""
    with OUTSIDE.open(newline="", encoding="utf-8") as file:
        return {(line["operation"], line["asked"]) for line in csv.DictReader(file)}


def test_every_operation_has_its_row() -> None:
    listed = {row.place for row in rows()} | outside()
    missing = sorted(set(needed()) - listed)
    assert not missing, "\n".join(f"{place[0]} has no row of faults: {HOW.format(*place)}" for place in missing)


def test_no_row_is_of_something_that_is_gone() -> None:
    gone = sorted({row.place for row in rows()} - set(needed()))
    assert not gone, f"take these rows out of tests/faults/grid.csv: {gone}"


def test_what_is_outside_the_main_job_is_there_and_has_no_row() -> None:
    assert outside() <= set(needed())
    assert not outside() & {row.place for row in rows()}


def test_no_row_stands_there_twice() -> None:
    places = [row.place for row in rows()]
    assert len(places) == len(set(places))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.operation} {row.asked}")
def test_every_cell_says_something(row: Row) -> None:
    assert row.expected.keys() == FAULTS.keys()
    for fault in FAULTS.values():
        expected = row.expectation(fault)
        assert expected.first <= {"well", "busy", "repeat", "-"}, (row.place, fault.name, expected.first)
        assert expected.last, (row.place, fault.name)
