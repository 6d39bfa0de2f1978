"""Fixtures for all tests: one emulator for a whole run, a table like the deployed one, a fresh tenant per test."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

from tests.dynamodb_local import dynamodb_local, jar
from tools.item_fixtures import dumped
from tools.lease import Lease
from tools.local_stack import CREDENTIALS, Emulator, answers, client, create_table, start_emulator

REPOSITORY = Path(__file__).resolve().parent.parent

# Nothing in a test may find a real account, whatever the developer's machine knows.
os.environ.update(CREDENTIALS)
os.environ.update(AWS_EC2_METADATA_DISABLED="true", POWERTOOLS_TRACE_DISABLED="true", POWERTOOLS_SERVICE_NAME="tests")
# No function that reads workbooks has lxml: openpyxl is to do without it here, too.
os.environ["OPENPYXL_LXML"] = "False"
for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
    os.environ.pop(name, None)

# Two busy cores make no example wrong; HYPOTHESIS_PROFILE=thorough looks longer.
hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=2_000)
# The same examples in every run, and no smaller one of those that fail: tools.mutation only asks whether one does.
hypothesis_settings.register_profile(
    "mutation",
    max_examples=30,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


LONGEST = (
    "tests/e2e/policies",
    "tests/e2e/contract",
    "tests/e2e/tenancy",
    "tests/e2e",
    "tests/faults",
    "tests/contract/test_emulator_mends",
    "tests/workflow",
    "tests/store",
    "tests/function",
)
"""Parts of paths, from those that take longest to those that matter little (with `--no-loadscope-reorder`)."""


def pytest_configure() -> None:
    """Which tenth of the fault grid is quick: chosen once, so that all workers choose the same."""
    os.environ.setdefault("FAULTS", str(datetime.now(UTC).timetuple().tm_yday % 10))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole stacks first: workers take files one after the other, and the last one is waited for alone."""
    items.sort(key=lambda item: next((rank for rank, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST)))


def pytest_report_header() -> str:
    """How to repeat this run's choice."""
    return f"faults: FAULTS={os.environ['FAULTS']} (docs/operations/faults.md)"


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """The address of an emulator that all workers of this run share; it ends when the last of them has ended."""
    own = tmp_path_factory.getbasetemp()
    shared = _shared_emulator((own if worker_id == "master" else own.parent) / "emulator")
    yield shared.endpoint_url
    shared.lease.release()


@pytest.fixture(scope="session")
def table(emulator: str) -> Iterator[str]:
    """The name of a table of this worker's own, made from template.yaml; TABLE and AWS_ENDPOINT_URL point at it.

    With DYNAMODB_LOCAL_JAR the table lies in Amazon's DynamoDB Local, everything else still in the emulator.
    """
    with pytest.MonkeyPatch.context() as patch, ExitStack() as engines:
        named = jar()
        engine = engines.enter_context(dynamodb_local(named)) if named else emulator
        name = create_table(engine)
        patch.setenv("AWS_ENDPOINT_URL", emulator)
        if named:
            patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", engine)
        patch.setenv("TABLE", name)
        forget_settings()
        yield name
        keep_harvest(engine, name)
    forget_settings()


@pytest.fixture
def tenant() -> str:
    """The slug of a tenant that no other test uses, so that tests need not clean up."""
    return f"t{secrets.token_hex(6)}"


def keep_harvest(engine: str, table: str) -> None:
    """Where LYCEUM_HARVEST names a folder, what tests wrote is left there: tools.item_fixtures picks from it."""
    folder = os.environ.get("LYCEUM_HARVEST")
    if folder:
        pages = client("dynamodb", engine).get_paginator("scan").paginate(TableName=table)
        for number, item in enumerate(item for page in pages for item in page["Items"] if "v" in item):
            (Path(folder) / f"{table}-{number}.json").write_text(dumped(item), encoding="utf-8")


def forget_settings() -> None:
    """What this process has read of its environment, and the clients that it made of it."""
    from lyceum.kernel import aws
    from lyceum.kernel.settings import settings
    from lyceum.kernel.table.client import dynamodb

    settings.cache_clear()
    dynamodb.cache_clear()
    aws.client.cache_clear()


def _shared_emulator(folder: Path) -> Emulator:
    """Start the run's emulator or join it. The lock lets one worker start it while the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starting").open("ab") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        place = folder / "endpoint.json"
        if place.exists():
            lease = Lease(folder / "data/lease")
            endpoint_url = str(json.loads(place.read_text())["endpoint_url"])
            if answers(endpoint_url):
                return Emulator(endpoint_url, folder / "data", lease)
            lease.release()
        started = start_emulator(data_dir=folder / "data", keep=False)
        place.write_text(json.dumps({"endpoint_url": started.endpoint_url}))
        return started
