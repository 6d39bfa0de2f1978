"""A queue that hears everything that goes over a deployed stack's bus."""

import json
from collections import defaultdict
from typing import Any

from tests.e2e.deployed import Deployed


class Tap:
    """A queue that hears everything that goes over the bus."""

    def __init__(self, stack: Deployed) -> None:
        self._sqs, self.events = stack.aws("sqs"), defaultdict[str, list[dict[str, Any]]](list)
        self._queue = self._sqs.create_queue(QueueName="tap")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"][
            "QueueArn"
        ]
        bus, rules = stack.outputs["BusName"], stack.aws("events")
        rules.put_rule(Name="tap", EventBusName=bus, EventPattern=json.dumps({"source": [{"prefix": "lyceum."}]}))
        rules.put_targets(Rule="tap", EventBusName=bus, Targets=[{"Id": "tap", "Arn": arn}])

    def read(self) -> dict[str, list[dict[str, Any]]]:
        """Detail type → events so far."""
        while found := self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                event = json.loads(message["Body"])
                self.events[event["detail-type"]].append(event)
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        return self.events
