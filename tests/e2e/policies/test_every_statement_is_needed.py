"""Nobody may more than they need: without any one statement of its role, a function cannot do its work."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.e2e.policies.roles import Role
from tests.e2e.policies.scenarios import Calls, Refused, Scenario, evict, scenarios

pytestmark = [pytest.mark.e2e, pytest.mark.security, pytest.mark.slow, pytest.mark.timeout(900)]

BY_LAMBDA = {
    "dynamodb:DescribeStream+dynamodb:GetRecords+dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "s3:PutObject",
    "s3:ListBucket",
}
"""Rights of stream readers that Lambda itself uses in the function's name; the emulator's reader asks no policy."""

STREAM_READERS = ("insight.roll_up", "operations.publish_events")


def label(statement: Mapping[str, Any]) -> str:
    action = statement["Action"]
    return "+".join(sorted([action] if isinstance(action, str) else action))


def used_by_lambda(operation: str, statement: Mapping[str, Any]) -> bool:
    return operation in STREAM_READERS and label(statement) in BY_LAMBDA


def refusal(scenario: Scenario) -> str | None:
    """Why it did not succeed."""
    try:
        scenario()
    except Refused as refused:
        return str(refused)
    return None


def is_remembered(statement: Mapping[str, Any]) -> bool:
    """A secret is read once by each worker, and then remembered."""
    return label(statement) == "secretsmanager:GetSecretValue"


def without(
    removed: Mapping[str, int], work: Mapping[str, Scenario], known: Mapping[str, Role]
) -> Iterator[tuple[str, str]]:
    """Take one statement from each of these roles; what each function then cannot do."""
    for operation, role in known.items():
        if operation in removed:
            role.without(removed[operation])
        else:
            role.restore()
    for operation, number in removed.items():
        name = label(known[operation].statements[number])
        why = refusal(work[operation])
        print(f"{operation} without {name}: {why}")
        yield f"{operation}: {name}", why or ""


def rounds(known: Mapping[str, Role]) -> Iterator[dict[str, int]]:
    """Operation → number of the statement to take; all roles at once, what is remembered first."""
    left = {
        operation: sorted(
            (number for number, one in enumerate(role.statements) if not used_by_lambda(operation, one)),
            key=lambda number, role=role: not is_remembered(role.statements[number]),  # type: ignore[misc]
        )
        for operation, role in known.items()
    }
    yield {name: numbers.pop(0) for name, numbers in left.items() if is_remembered(known[name].statements[numbers[0]])}
    while any(left.values()):
        yield {name: numbers.pop(0) for name, numbers in left.items() if numbers}


def test_without_any_one_statement_something_fails(calls: Calls, known_roles: dict[str, Role]) -> None:
    """One statement is taken from every role at once: each function is called alone, so each answers for its own."""
    work = scenarios(calls)
    assert work.keys() == known_roles.keys()

    refused: dict[str, str] = {}
    for number, removed in enumerate(rounds(known_roles)):
        if number == 0:
            evict(calls, removed)
        refused |= without(removed, work, known_roles)
    for role in known_roles.values():
        role.restore()
    failed = {operation: why for operation, scenario in work.items() if (why := refusal(scenario))}

    print(f"{len(refused)} statements of {len(known_roles)} roles")
    assert failed == {}  # with everything that they are given, all of them can
    assert [statement for statement, why in refused.items() if not why] == []


@pytest.mark.parametrize("operation", STREAM_READERS)
def test_stream_readers_have_what_lambda_reads_with(known_roles: dict[str, Role], operation: str) -> None:
    assert {label(statement) for statement in known_roles[operation].statements} >= BY_LAMBDA
