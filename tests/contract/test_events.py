"""Who hears what: rules name events that exist, handlers hear what their rules send, samples are the real thing."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel.entry import Consumer
from lyceum.kernel.events import Envelope, Event
from tools.checks.handlers import endpoints, handler_module, loaded
from tools.checks.house import EVERY, Subscription, functions, operation_of, subscriptions
from tools.checks.layout import PACKAGE, ROOT
from tools.checks.templates import FUNCTION, STATE_MACHINE, Resource
from tools.generate import modules

SUBSCRIPTIONS = list(subscriptions())
OPERATIONS = loaded()
FOREIGN = {"aws.s3": {"Object Created"}}
"""Events of AWS that a rule may wait for."""


def event_classes() -> dict[str, type[Event]]:
    """Every event that some context declares, by name."""
    list(modules("events"))
    return {name: event for name, event in Event.registry.items() if event.__module__.startswith("lyceum.")}


EVENTS = event_classes()


def timer_contexts() -> dict[str, set[str]]:
    """Events that a timer tells, `assessment.AttemptDue` in the code of the one who sets it: name → contexts."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / PACKAGE).rglob("*.py"):
        for context, name in re.findall(r'"([a-z]+)\.([A-Z][A-Za-z]+Due)"', path.read_text()):
            found.setdefault(name, set()).add(context)
    return found


def tellers() -> dict[str, set[str]]:
    """Event → the contexts that tell it."""
    return {name: {event.context} for name, event in EVENTS.items()} | timer_contexts()


@pytest.mark.parametrize("subscription", SUBSCRIPTIONS, ids=lambda one: f"{one.place}:{one.name}")
def test_every_rule_waits_for_an_event_that_somebody_tells(subscription: Subscription) -> None:
    if subscription.source == EVERY:
        assert tellers()
    elif subscription.source in FOREIGN:
        assert subscription.name in FOREIGN[subscription.source]
    else:
        assert tellers().get(subscription.name) == {subscription.source}


@pytest.mark.parametrize("subscription", SUBSCRIPTIONS, ids=lambda one: f"{one.place}:{one.name}")
def test_every_rule_calls_something_of_ours(subscription: Subscription) -> None:
    assert subscription.target is not None
    assert subscription.target.type in {FUNCTION, STATE_MACHINE}


@pytest.mark.parametrize("event", list(EVENTS.values()), ids=lambda event: event.__name__)
def test_every_event_is_told_by_the_context_that_declares_it(event: type[Event]) -> None:
    # The kernel runs jobs on behalf of operations.
    is_of_jobs = event.context == "operations" and event.__module__ == "lyceum.kernel.jobs"

    assert is_of_jobs or re.fullmatch(rf"lyceum\.{event.context}\.([a-z_]+\.)?events", event.__module__)
    assert event.__doc__


def consumers(context: str, operation: str) -> list[Consumer[Any]]:
    return list(getattr(handler_module(context, operation).handler, "consumers", ()))


CONSUMERS = [(each, consumer) for each in OPERATIONS for consumer in consumers(*each)]


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_a_handler_hears_what_its_rules_send(context: str, operation: str) -> None:
    heard = {consumer.event for consumer in consumers(context, operation)}
    sent = {
        subscription.name
        for subscription in SUBSCRIPTIONS
        if subscription.target is not None
        and subscription.target.type == FUNCTION
        and operation_of(subscription.target) == (context, operation)
        and subscription.source not in FOREIGN
    }

    assert heard == sent


@pytest.mark.parametrize(("operation", "consumer"), CONSUMERS, ids=lambda part: getattr(part, "event", None))
def test_a_consumer_reads_only_what_the_event_has(operation: tuple[str, str], consumer: Consumer[Any]) -> None:
    """Contexts share no code, so nothing but this compares the two."""
    event = EVENTS.get(consumer.event)
    known = set(event.model_fields) if event is not None else {"id", "due"}
    demanded = {name for name, field in consumer.view.model_fields.items() if field.is_required()}

    assert demanded <= known, f"{operation} demands {demanded - known} of {consumer.event}"


@pytest.mark.parametrize("event", list(EVENTS.values()), ids=lambda event: event.__name__)
def test_an_event_hides_nothing_of_its_envelope(event: type[Event]) -> None:
    """A field called `version` would take the place of the schema's version."""
    assert set(event.model_fields) & set(dir(Event)) == set()


@pytest.mark.parametrize("event", list(EVENTS.values()), ids=lambda event: event.__name__)
def test_an_event_carries_no_personal_data(event: type[Event]) -> None:
    """Ids, states, numbers and instants (rule 6)."""
    personal = re.compile(r"(^|_)(name|email|mail|address|phone|answer|answers|response|text|title|token)($|_)")

    assert [name for name in event.model_fields if personal.search(name)] == []


# ── sample events ─────────────────────────────────────────────────────────────────────────────────────────────────────


def sample(context: str, operation: str) -> dict[str, Any]:
    path = ROOT / "events" / context / f"{operation}.json"
    if not path.exists():
        pytest.skip("no sample event; test_functions.py says so")
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


@pytest.mark.parametrize("each", [each for each in OPERATIONS if endpoints(handler_module(*each))], ids=".".join)
def test_a_sample_request_fits_a_route(each: tuple[str, str]) -> None:
    event = sample(*each)
    keys = {endpoint.key for endpoint in endpoints(handler_module(*each))}
    method, path = event["routeKey"].split(" ")
    pattern = re.sub(r"\\\{(\w+)\\\+\\\}|\\\{(\w+)\\\}", r"(?P<\1\2>.+)", re.escape(path))
    matched = re.fullmatch(pattern, event["rawPath"])

    assert event["version"] == "2.0"
    assert event["routeKey"] in keys
    assert event["requestContext"]["http"]["method"] == method
    assert matched is not None
    assert matched.groupdict() == (event.get("pathParameters") or {})


@pytest.mark.parametrize("each", [each for each in OPERATIONS if consumers(*each)], ids=".".join)
def test_a_sample_event_is_one_that_the_bus_could_carry(each: tuple[str, str]) -> None:
    event = sample(*each)
    envelope = Envelope.model_validate(event["detail"])
    by_name = {consumer.event: consumer for consumer in consumers(*each)}
    consumer = by_name.get(event["detail-type"]) or by_name[EVERY]

    assert event["source"] == f"lyceum.{envelope.context}"
    assert event["detail-type"] == envelope.name
    assert tellers()[envelope.name] == {envelope.context}
    if envelope.name in EVENTS:
        assert set(envelope.data) <= set(EVENTS[envelope.name].model_fields)
        EVENTS[envelope.name].model_validate(envelope.data)
    assert envelope.about(consumer.view)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "events").glob("*/*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_sample_event_names_no_real_account(path: Path) -> None:
    accounts = set(re.findall(r"(?<![\w-])\d{12}(?![\w-])", path.read_text()))

    assert accounts <= {"123456789012", "000000000000", "111122223333"}


@pytest.mark.parametrize(
    "each", [each for each in OPERATIONS if hasattr(handler_module(*each).handler, "input")], ids=".".join
)
def test_a_sample_task_is_one_that_the_workflow_could_send(each: tuple[str, str]) -> None:
    event = sample(*each)

    assert handler_module(*each).handler.input.model_validate(event)


def test_instants_in_envelopes_are_utc() -> None:
    envelope = Envelope.model_validate(
        {
            "id": "01JD0000000000000000000000",
            "name": "X",
            "version": 1,
            "context": "x",
            "tenant": "",
            "actor": "system",
            "at": "2026-11-22T09:30:00+07:00",
            "rev": 1,
            "aggregate": "A|B",
            "data": {},
        }
    )

    assert envelope.at == datetime.fromisoformat("2026-11-22T02:30:00+00:00")


def streams() -> list[Resource]:
    return [
        resource
        for function in functions()
        for resource in function.stack.of_type("AWS::Lambda::EventSourceMapping")
        if f"{function.name}Alias" in str(resource.properties["FunctionName"])
    ]


def test_the_table_has_no_more_than_two_readers() -> None:
    """A third reader of a DynamoDB stream throttles the others."""
    assert len(streams()) <= 2
