"""Nobody may more than they need: without any one statement of its role, a function cannot do its work."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from lyceum.kernel.ids import new_id
from tests.e2e.deployed import Deployed
from tests.e2e.policies.calls import Calls, Refused, Scenario
from tests.e2e.policies.parked import PERMISSIONS, Parked
from tests.e2e.policies.roles import Role, workflow_roles
from tests.e2e.policies.scenarios import evict, scenarios
from tools.demo.api import until

pytestmark = [pytest.mark.e2e, pytest.mark.security, pytest.mark.slow, pytest.mark.timeout(1800)]

READING = {"dynamodb:DescribeStream+dynamodb:GetRecords+dynamodb:GetShardIterator", "dynamodb:ListStreams"}
PARKING = {"s3:PutObject", "s3:ListBucket"}
"""With which Lambda parks, in a bucket, the records that a reader gave up after 23 hours."""
BY_LAMBDA = READING | PARKING
"""Rights of stream readers that Lambda itself uses in the function's name."""

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
    yield {
        name: numbers.pop(0)
        for name, numbers in left.items()
        if numbers and is_remembered(known[name].statements[numbers[0]])
    }
    while any(left.values()):
        yield {name: numbers.pop(0) for name, numbers in left.items() if numbers}


def test_without_any_one_statement_something_fails(calls: Calls, known_roles: dict[str, Role]) -> None:
    """One statement is taken from every role at once: each function is called alone, so each answers for its own."""
    work = scenarios(calls)
    assert work.keys() == known_roles.keys()

    refused: dict[str, str] = {}
    try:
        for number, removed in enumerate(rounds(known_roles)):
            if number == 0:
                evict(calls, removed)
            refused |= without(removed, work, known_roles)
    finally:  # others use the same platform
        for role in known_roles.values():
            role.restore()
    failed = {operation: why for operation, scenario in work.items() if (why := refusal(scenario))}

    print(f"{len(refused)} statements of {len(known_roles)} roles")
    assert failed == {}  # with everything that they are given, all of them can
    assert [statement for statement, why in refused.items() if not why] == []


@pytest.mark.parametrize("operation", STREAM_READERS)
def test_stream_readers_have_what_lambda_reads_with(known_roles: dict[str, Role], operation: str) -> None:
    assert {label(statement) for statement in known_roles[operation].statements} >= BY_LAMBDA


def test_a_workflow_does_nothing_without_either_of_its_rights(own_stack: Deployed) -> None:
    """Each of them, given a cause that its first task cannot read, calls that task and parks the cause."""
    parked = Parked(own_stack)
    known = workflow_roles(own_stack)
    assert len(known) >= 2
    for workflow, role in known.items():
        assert parked.error(role.function, patience=20) not in (None, PERMISSIONS), workflow
        for number, statement in enumerate(role.statements):
            role.without(number)
            calls = label(statement) == "lambda:InvokeFunction"
            why = parked.error(role.function, patience=20 if calls else 4)
            print(f"{workflow} without {label(statement)}: {why or 'nothing is parked'}")
            assert why == (PERMISSIONS if calls else None), f"{workflow}: {label(statement)}"
        role.restore()


@pytest.mark.parametrize(
    ("operation", "right"), [(name, right) for name in STREAM_READERS for right in sorted(READING)]
)
def test_a_stream_reader_reads_nothing_without_either_of_its_rights(
    own_stack: Deployed, known_roles: dict[str, Role], operation: str, right: str
) -> None:
    role = known_roles[operation]
    (number,) = (place for place, statement in enumerate(role.statements) if label(statement) == right)

    def has_read() -> bool:
        state = reader_of(own_stack, role)["LastProcessingResult"]
        return bool(state.startswith("OK"))

    write_something(own_stack)
    until(has_read, what="the reader at work", seconds=60)
    role.without(number)
    write_something(own_stack)
    until(lambda: not has_read(), what="the reader refused", seconds=60)
    role.restore()
    until(has_read, what="the reader at work again", seconds=60)


@pytest.mark.parametrize("operation", STREAM_READERS)
def test_what_a_stream_reader_gave_up_is_parked_with_both_rights_alone(
    own_stack: Deployed, known_roles: dict[str, Role], operation: str
) -> None:
    """A reader that may not read fails each time: after a second, instead of 23 hours, it is given up."""
    role, parked = known_roles[operation], Parked(own_stack)
    idle = [one for one in role.statements if label(one) not in READING]
    patient = reader_of(own_stack, role)
    hasten(own_stack, patient, 1)
    try:
        for lacking in (None, *sorted(PARKING)):
            role.keep(*(one for one in idle if label(one) != lacking))
            before = len(parked.batches())
            write_something(own_stack)
            came = parked.more_batches(before, patience=20 if lacking is None else 5)
            print(f"{operation} without {lacking}: {'parked' if came else 'lost'}")
            assert came == (lacking is None), lacking
    finally:
        role.restore()
        hasten(own_stack, patient, patient["MaximumRecordAgeInSeconds"])


def hasten(stack: Deployed, reader: Mapping[str, Any], seconds: int) -> None:
    """Have a stream reader give up so soon."""
    stack.aws("lambda").update_event_source_mapping(UUID=reader["UUID"], MaximumRecordAgeInSeconds=seconds)


def write_something(stack: Deployed) -> None:
    """A record in the table's stream, of which nobody makes anything."""
    item = {"PK": {"S": "NOTHING"}, "SK": {"S": new_id()}}
    stack.aws("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=item)


def reader_of(stack: Deployed, role: Role) -> dict[str, Any]:
    """The event source mapping of a stream reader."""
    name, functions = role.function.split(":function:")[1].split(":")[0], stack.aws("lambda")
    (reader,) = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    return dict(reader)


def test_a_rule_parks_nothing_in_a_queue_that_does_not_let_it(own_stack: Deployed) -> None:
    parked, sqs = Parked(own_stack), own_stack.aws("sqs")
    queue = {"QueueUrl": parked.queue}
    policy = sqs.get_queue_attributes(**queue, AttributeNames=["Policy"])["Attributes"]["Policy"]
    (statement,) = json.loads(policy)["Statement"]
    others = {**statement, "Principal": {"Service": "sns.amazonaws.com"}}
    taken = json.dumps({"Version": "2012-10-17", "Statement": [others]})

    assert parked.by_a_rule(patience=10)
    sqs.set_queue_attributes(**queue, Attributes={"Policy": taken})
    assert not parked.by_a_rule(patience=3)
    sqs.set_queue_attributes(**queue, Attributes={"Policy": policy})
    assert parked.by_a_rule(patience=10)
