"""What lies parked on a stack: in its failure queue, and in its bucket of batches that were given up."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from lyceum.kernel.ids import new_id
from tests.e2e.deployed import Deployed
from tools.local_deploy import STACK
from tools.replay import place_of

PERMISSIONS = "States.Permissions"
"""The error of a task that its workflow may not call."""


class Parked:
    """Reads the failure queue, each message once, and lists the bucket."""

    def __init__(self, stack: Deployed) -> None:
        self.stack, self._sqs = stack, stack.aws("sqs")
        self.queue: str = stack.outputs["FailureQueueUrl"]

    def error(self, workflow: str, *, patience: float) -> str | None:
        """The error for which it parks a cause that no school can have; None where it parks nothing in time."""
        data = dict.fromkeys(("job", "attempt", "export"), "nothing")
        cause = {"id": new_id(), "detail": {"id": new_id(), "tenant": "#", "data": data}}
        states = self.stack.aws("stepfunctions")
        execution = states.start_execution(stateMachineArn=workflow, input=json.dumps(cause))["executionArn"]
        found = self._first(lambda body: body.get("execution") == execution, patience)
        return None if found is None else str(found["error"]["Error"])

    def by_a_rule(self, *, patience: float) -> bool:
        """Whether an event for a function that is gone is parked by its rule."""
        events, name = self.stack.aws("events"), f"gone-{new_id()}"
        bus = self.stack.outputs["BusName"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        region, account = arn.split(":")[3:5]
        gone = {
            "Id": "gone",
            "Arn": f"arn:aws:lambda:{region}:{account}:function:gone",
            "DeadLetterConfig": {"Arn": arn},
        }
        events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps({"source": [name]}))
        events.put_targets(Rule=name, EventBusName=bus, Targets=[gone])
        events.put_events(Entries=[{"EventBusName": bus, "Source": name, "DetailType": "Probe", "Detail": "{}"}])
        return self._first(lambda body: body.get("source") == name, patience) is not None

    def batches(self) -> list[str]:
        """Keys of the batches of a stream that were given up."""
        return [key for _, key in place_of(self.stack.aws, STACK).objects()]

    def more_batches(self, before: int, *, patience: float) -> bool:
        """Whether there are more than before in time: where a right lacks none come, so no wait can be for one."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if len(self.batches()) > before:
                return True
            time.sleep(0.5)
        return False

    def _first(self, wanted: Callable[[dict[str, Any]], bool], patience: float) -> dict[str, Any] | None:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = next(filter(wanted, self._received()), None)
            if found is not None:
                return found
        return None

    def _received(self) -> Iterator[dict[str, Any]]:
        answer = self._sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        for message in answer.get("Messages", []):
            self._sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
            yield json.loads(message["Body"])
