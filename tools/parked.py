"""What could not be handled lies parked: what each piece is, why it lies there, and who has to get it again."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

type Wire = dict[str, Any]

_SECONDS_TO_WORK = 60
"""How long nobody else sees the messages that are looked at."""


class Clients(Protocol):
    """AWS clients by service, of the local stack or of an account."""

    def __call__(self, service: str) -> Any:
        """One client."""


@dataclass
class Parked:
    """One parked piece, as it is written into a file for people to read and correct."""

    id: str
    why: str
    target: str
    """ARN of the function that gets `payload` again, or of the state machine that starts with it anew."""
    payload: Any
    """The part to correct."""

    def write(self, folder: Path) -> Path:
        """Write it down; a file that is there already, maybe corrected, stays."""
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f"{self.id}.json"
        if not place.exists():
            place.write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return place


def read(place: Path) -> Parked:
    """A file as it is now. Raises ValueError where it is no parked piece any more."""
    found = json.loads(place.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or found.keys() != {"id", "why", "target", "payload"}:
        raise ValueError(f"{place} has to keep id, why, target and payload")
    return Parked(**found)


@dataclass(frozen=True)
class Place:
    """Where a stack parks things."""

    aws: Clients
    queue: str
    bucket: str
    relay: str
    """ARN of the function that reads the table's stream."""

    def messages(self) -> Iterator[tuple[Parked, str]]:
        """What lies in the queue, with the receipt that takes it out; nobody else sees it for a minute."""
        sqs = self.aws("sqs")
        wanted: Wire = {"MaxNumberOfMessages": 10, "VisibilityTimeout": _SECONDS_TO_WORK}
        while found := sqs.receive_message(QueueUrl=self.queue, MessageAttributeNames=["All"], **wanted).get(
            "Messages"
        ):
            for message in found:
                given = {
                    name: value.get("StringValue", "") for name, value in message.get("MessageAttributes", {}).items()
                }
                yield of_message(message["MessageId"], message["Body"], given, self.relay), message["ReceiptHandle"]

    def objects(self) -> Iterator[tuple[Parked, str]]:
        """What lies in the bucket, with its key: batches of the stream that failed to the end."""
        s3 = self.aws("s3")
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
            for entry in page.get("Contents", []):
                body = json.loads(s3.get_object(Bucket=self.bucket, Key=entry["Key"])["Body"].read())
                yield of_object(entry["Key"], body), entry["Key"]

    def release(self, receipt: str) -> None:
        """Let others see a message again."""
        self.aws("sqs").change_message_visibility(QueueUrl=self.queue, ReceiptHandle=receipt, VisibilityTimeout=0)

    def take_out(self, *, receipt: str = "", key: str = "") -> None:
        """It was handled: it goes."""
        if receipt:
            self.aws("sqs").delete_message(QueueUrl=self.queue, ReceiptHandle=receipt)
        if key:
            self.aws("s3").delete_object(Bucket=self.bucket, Key=key)

    def send(self, parked: Parked) -> str | None:
        """Have it handled now; why it failed again, or None. Who gets it does nothing twice."""
        if ":stateMachine:" in parked.target:
            self.aws("stepfunctions").start_execution(stateMachineArn=parked.target, input=json.dumps(parked.payload))
            return None
        answer = self.aws("lambda").invoke(FunctionName=parked.target, Payload=json.dumps(parked.payload).encode())
        said = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            return f"{said.get('errorType')}: {str(said.get('errorMessage'))[:300]}"
        if isinstance(said, dict) and said.get("batchItemFailures"):
            return "the bus did not take it; try again later"
        return None


def of_message(id: str, body: str, attributes: Mapping[str, str], relay: str) -> Parked:
    """What a message of the failure queue is."""
    found: Wire = json.loads(body)
    if "requestPayload" in found:  # Lambda: the function was called and failed each time
        error = found.get("responsePayload") or {}
        why = f"{error.get('errorType')}: {str(error.get('errorMessage'))[:300]}"
        return Parked(id, why, found["requestContext"]["functionArn"], found["requestPayload"])
    if "execution" in found:  # a workflow that met what it has no answer to
        error = found.get("error") or {}
        machine = found["execution"].replace(":execution:", ":stateMachine:").rpartition(":")[0]
        return Parked(id, f"{error.get('Error')}: {str(error.get('Cause'))[:300]}", machine, found["input"])
    if "dynamodb" in found:  # the relay: a record that cannot be read
        return Parked(id, attributes.get("reason", "unknown"), relay, {"Records": [found]})
    # EventBridge: the function could not be called at all
    why = attributes.get("ERROR_CODE") or attributes.get("ERROR_MESSAGE") or "could not be delivered"
    return Parked(id, why, attributes.get("TARGET_ARN", ""), found)


def of_object(key: str, body: Wire) -> Parked:
    """What an object of the failure bucket is: Lambda's record of a batch that it gave up, the batch inside."""
    payload = body["payload"]
    batch = json.loads(payload) if isinstance(payload, str) else payload
    id = base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")[-80:]
    context = body["requestContext"]
    return Parked(id, str(context.get("condition", "unknown")), context["functionArn"], batch)
