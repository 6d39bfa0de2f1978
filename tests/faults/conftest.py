"""A school that has lived once, with what stood before each of its steps; microburst between it and the emulator."""

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from lyceum.assessment import recompute_grades
from lyceum.kernel import clock
from lyceum.kernel.settings import settings
from tests.faults.calls import Tap, tapped
from tests.faults.cases import Bench
from tests.faults.house import House, forget, standing_clock
from tests.faults.lives import LIVES, Life
from tests.faults.proxy import Proxy, microburst
from tests.faults.stage import Stage
from tests.selling import selling
from tools.local_stack import client, create_table

BUCKETS = ("UPLOADS", "CONTENT", "SEALS")
USERS = ("user-ada", "user-bo")
"""Accounts in the pool, as tokens of lives name them."""


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
    """A table, buckets, a bus and more of this module's own, and a clock that stands."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        name = f"f{secrets.token_hex(5)}"
        stripe = stack.enter_context(selling(emulator))
        given = furnished(emulator, name)
        queue = tap_of_bus(emulator, name)
        for variable, value in given.items():
            patch.setenv(variable, value)
        for limit in ("PAGE", "MOST_ROWS"):  # so that three learners are more than one invocation computes
            patch.setattr(recompute_grades, limit, 1)
        settings.cache_clear()
        forget()
        stopped = stack.enter_context(standing_clock(clock.now()))
        buckets = [given[variable] for variable in BUCKETS]
        stage = Stage(emulator, given["TABLE"], buckets, queue, given["MAIL_FROM"], tap.asked)
        yield House(stage, stopped, given["FAILURE_QUEUE"], stripe)
    settings.cache_clear()
    forget()


@pytest.fixture(scope="module")
def life(house: House, request: pytest.FixtureRequest) -> Life:
    """A school that has lived: the life that the module names."""
    lived = LIVES[getattr(request.module, "LIFE", "learning")](house, f"s{secrets.token_hex(5)}")
    lived.live()
    return lived


@pytest.fixture(scope="module")
def bench(life: Life, house: House, tap: Tap, proxy: Proxy) -> Bench:
    """The school that has lived, to be put back before any of its steps."""
    assert life.house is house
    return Bench(house, tap, proxy)


def furnished(emulator: str, name: str) -> dict[str, str]:
    """What template.yaml would make beside the functions, as a function's environment names it."""
    s3, sqs, cognito = client("s3", emulator), client("sqs", emulator), client("cognito-idp", emulator)
    made = {variable: f"{variable.lower()}-{name}" for variable in BUCKETS}
    for bucket in made.values():
        s3.create_bucket(Bucket=bucket)
    pool = cognito.create_user_pool(PoolName=name)["UserPool"]["Id"]
    for user in USERS:
        cognito.admin_create_user(UserPoolId=pool, Username=user, MessageAction="SUPPRESS")
    secret = client("secretsmanager", emulator).create_secret(Name=f"cursors-{name}", SecretString="first")
    return made | {
        "TABLE": create_table(emulator),
        "BUS": name,
        "MAIL_FROM": f"{name}@tests.example",
        "STAGE": "test",
        "FAILURE_QUEUE": sqs.create_queue(QueueName=f"failures-{name}")["QueueUrl"],
        "USER_POOL_ID": pool,
        "CURSOR_SECRET_PARAMETER": secret["ARN"],
    }


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
