"""What is parked is shown with its reason, corrected and sent again."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel import observe
from lyceum.kernel.relay import envelopes
from tests.faults.house import House, handler_of
from tests.faults.lives import Life
from tools.local_stack import client
from tools.parked import Place, of_message, of_object
from tools.replay import replay

pytestmark = [pytest.mark.store, pytest.mark.timeout(300)]

RELAY = "arn:aws:lambda:us-east-1:000000000000:function:relay"


@dataclass
class Functions:
    """Stands for Lambda: calls handlers of this process by the name at the end of their ARN."""

    called: list[str] = field(default_factory=list)

    def invoke(self, **given: Any) -> dict[str, Any]:
        name, payload = given["FunctionName"], given["Payload"]
        self.called.append(name)
        operation = "operations.publish_events" if name == RELAY else name.rpartition(":")[2]
        answer: dict[str, Any] = {}
        try:
            said = handler_of(operation)(json.loads(payload), None)
        except Exception as error:  # noqa: BLE001 - as Lambda reports it
            said, answer = (
                {"errorType": type(error).__name__, "errorMessage": str(error)},
                {"FunctionError": "Unhandled"},
            )
        return {**answer, "Payload": _Body(json.dumps(said).encode())}


@dataclass
class _Body:
    content: bytes

    def read(self) -> bytes:
        return self.content


@pytest.fixture
def place(house: House, emulator: str) -> Place:
    bucket = f"parked-{house.stage.buckets[0]}"
    client("s3", emulator).create_bucket(Bucket=bucket)
    functions = Functions()

    def aws(service: str) -> Any:
        return functions if service == "lambda" else client(service, emulator)

    return Place(aws, house.failures, bucket, RELAY)


def poisoned(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose first event lost its name."""
    broken: dict[str, Any] = json.loads(json.dumps(record, default=str))
    del broken["dynamodb"]["NewImage"]["events"]["L"][0]["M"]["n"]
    return broken


def test_a_poisoned_event_is_parked_corrected_and_told(
    life: Life, house: House, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    counted: list[str] = []
    count: Callable[..., None] = observe.count

    def heard(name: str, value: int = 1) -> None:
        counted.append(name)
        count(name, value)

    monkeypatch.setattr(observe, "count", heard)
    record = next(record for record in house.history if envelopes(record))
    (told, *_) = envelopes(record)
    house.stage.begin()
    assert handler_of("operations.publish_events")({"Records": [poisoned(record)]}, None) == {"batchItemFailures": []}
    assert "EventsParked" in counted

    assert replay(place, tmp_path) == 0
    (file,) = tmp_path.iterdir()
    shown = capsys.readouterr().out
    assert "ValidationError" in shown
    assert str(file) in shown

    # Sent as it is, it is parked again, and this piece is done with.
    assert replay(place, tmp_path, send="all") == 0
    assert replay(place, tmp_path) == 0
    (file,) = tmp_path.iterdir()
    parked = json.loads(file.read_text())
    event = parked["payload"]["Records"][0]["dynamodb"]["NewImage"]["events"]["L"][0]["M"]
    event["n"] = {"S": told.name}
    file.write_text(json.dumps(parked))
    assert replay(place, tmp_path, send=parked["id"]) == 0
    assert told.id in house.stage.picture([], frozenset()).on_bus
    assert list(tmp_path.iterdir()) == []
    capsys.readouterr()
    assert replay(place, tmp_path) == 0
    assert "Nothing is parked." in capsys.readouterr().out


def test_what_a_consumer_refuses_stays_parked(house: House, life: Life, place: Place, tmp_path: Path) -> None:
    """As Lambda parks it after the third try: with the event, who refused it, and why."""
    event: dict[str, Any] = {"detail": {"id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "name": "LearnerLeft", "version": 1}}
    event["detail"] |= {
        "context": "enrollment",
        "tenant": life.tenant,
        "actor": "system",
        "at": "2026-11-22T12:00:00Z",
        "rev": 1,
    }
    event["detail"] |= {"aggregate": "a|b", "data": {}}
    body = {
        "requestContext": {"functionArn": "arn:aws:lambda:r:0:function:learning.open_access"},
        "requestPayload": event,
        "responsePayload": {"errorType": "UnknownEvent", "errorMessage": "Unknown event"},
    }
    place.aws("sqs").send_message(QueueUrl=place.queue, MessageBody=json.dumps(body))
    assert replay(place, tmp_path, send="all") == 1
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text())["why"] == "UnknownEvent: Unknown event"
    enrolled = next(one for record in house.history for one in envelopes(record) if one.name == "LearnerEnrolled")
    corrected = {"payload": {"detail": json.loads(enrolled.model_dump_json())}}
    file.write_text(json.dumps(json.loads(file.read_text()) | corrected))
    assert replay(place, tmp_path, send="all") == 0


def test_every_kind_of_piece_is_understood() -> None:
    rule = of_message("1", '{"detail": {}}', {"TARGET_ARN": "arn:f", "ERROR_CODE": "NO_PERMISSIONS"}, RELAY)
    assert (rule.target, rule.why, rule.payload) == ("arn:f", "NO_PERMISSIONS", {"detail": {}})
    body = {
        "execution": "arn:aws:states:r:0:execution:Import:e1",
        "input": {"detail": 1},
        "error": {"Error": "X", "Cause": "y"},
    }
    workflow = of_message("2", json.dumps(body), {}, RELAY)
    assert (workflow.target, workflow.payload) == ("arn:aws:states:r:0:stateMachine:Import", {"detail": 1})
    context = {"functionArn": "arn:relay", "condition": "RetryAttemptsExhausted"}
    batch = of_object("a/b", {"requestContext": context, "payload": '{"Records": []}'})
    assert (batch.target, batch.why, batch.payload) == ("arn:relay", "RetryAttemptsExhausted", {"Records": []})
