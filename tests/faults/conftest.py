"""A school that has lived once, with what stood before each of its steps; microburst between it and the emulator."""

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from lyceum.kernel import clock
from lyceum.kernel.settings import settings
from tests.faults.calls import Tap, tapped
from tests.faults.house import House, forget, standing_clock
from tests.faults.life import Life
from tests.faults.proxy import Proxy, microburst
from tests.faults.stage import Stage
from tools.local_stack import client, create_table


@pytest.fixture(scope="module")
def proxy(emulator: str) -> Iterator[Proxy]:
    """A running microburst."""
    with microburst(emulator) as running:
        yield running


@pytest.fixture(scope="module")
def tap(proxy: Proxy) -> Iterator[Tap]:
    """This process talks to AWS through the proxy."""
    with tapped(proxy.endpoint_url) as tap:
        yield tap


@pytest.fixture(scope="module")
def house(emulator: str, tap: Tap) -> Iterator[House]:
    """A table, buckets and a bus of this module's own, and a clock that stands."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        name, s3, sqs = f"f{secrets.token_hex(5)}", client("s3", emulator), client("sqs", emulator)
        given = {"TABLE": create_table(emulator), "BUS": name, "MAIL_FROM": f"{name}@tests.example"}
        given |= {"UPLOADS": f"uploads-{name}", "CONTENT": f"content-{name}", "STAGE": "test"}
        given["FAILURE_QUEUE"] = sqs.create_queue(QueueName=f"failures-{name}")["QueueUrl"]
        for bucket in (given["UPLOADS"], given["CONTENT"]):
            s3.create_bucket(Bucket=bucket)
        queue = tap_of_bus(emulator, name)
        for variable, value in given.items():
            patch.setenv(variable, value)
        settings.cache_clear()
        forget()
        stopped = stack.enter_context(standing_clock(clock.now()))
        stage = Stage(emulator, given["TABLE"], (given["UPLOADS"], given["CONTENT"]), queue, given["MAIL_FROM"])
        yield House(stage, stopped, given["FAILURE_QUEUE"])
    settings.cache_clear()
    forget()


@pytest.fixture(scope="module")
def life(house: House) -> Life:
    """A school that has lived."""
    lived = Life(house, f"s{secrets.token_hex(5)}")
    lived.live()
    return lived


def tap_of_bus(emulator: str, bus: str) -> str:
    """A bus, and the queue that hears everything on it."""
    events, sqs = client("events", emulator), client("sqs", emulator)
    events.create_event_bus(Name=bus)
    queue = sqs.create_queue(QueueName=f"tap-{bus}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = json.dumps({"source": [{"prefix": "lyceum."}]})
    events.put_rule(Name=f"tap-{bus}", EventBusName=bus, EventPattern=pattern)
    events.put_targets(Rule=f"tap-{bus}", EventBusName=bus, Targets=[{"Id": "tap", "Arn": arn}])
    return str(queue)
