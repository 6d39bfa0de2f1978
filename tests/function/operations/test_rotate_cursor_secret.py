"""The job that rotates the cursors' secret: begun by its schedule, done once, in a store of secrets that answers."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel import clock
from lyceum.kernel.aws import client
from lyceum.kernel.jobs import runs_of
from lyceum.kernel.settings import settings
from operations.rotate_cursor_secret import handler
from operations.start_job import handler as start

pytestmark = pytest.mark.store
JOB = "operations.rotate_cursor_secret"
SAMPLE = json.loads(Path("events/operations/rotate_cursor_secret.json").read_text(encoding="utf-8"))


@pytest.fixture
def secret(table: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    made = client("secretsmanager").create_secret(Name=f"s{secrets.token_hex(6)}", SecretString="first")
    monkeypatch.setenv("CURSOR_SECRET_PARAMETER", made["ARN"])
    settings.cache_clear()
    yield made["ARN"]
    settings.cache_clear()


def keys(secret: str) -> list[str]:
    return str(client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]).split(",")


def due(run: str) -> dict[str, Any]:
    return {**SAMPLE, "detail": SAMPLE["detail"] | {"data": {"job": JOB, "run": run, "attempt": 1}}}


def test_a_run_announces_the_next_key_and_ends(secret: str) -> None:
    run = start({"job": JOB, "at": clock.iso(clock.now())}, None)["run"]
    (item,) = [each for each in runs_of(JOB, limit=100).items if each.run == run]
    handler(due(item.sk), None)
    handler(due(item.sk), None)
    assert keys(secret)[0] == "first"
    assert len(keys(secret)) == 2
    (item,) = [each for each in runs_of(JOB, limit=100).items if each.run == run]
    assert item.state == "succeeded"


def test_without_a_secret_the_run_says_so(secret: str) -> None:
    client("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
    run = start({"job": JOB, "at": clock.iso(clock.now())}, None)["run"]
    (item,) = [each for each in runs_of(JOB, limit=100).items if each.run == run]
    handler(due(item.sk), None)
    (item,) = [each for each in runs_of(JOB, limit=100).items if each.run == run]
    assert item.error == "ResourceNotFoundException"
