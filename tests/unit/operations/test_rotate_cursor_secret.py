"""Keys change and cursors go on: whoever is one rotation behind or ahead understands everybody else."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from lyceum.kernel import aws
from lyceum.kernel.cursors import CursorSigner
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.settings import settings
from lyceum.operations import rotate_cursor_secret as module
from lyceum.operations.rotate_cursor_secret import rotate_cursor_secret, rotated

DUE = datetime(2026, 10, 1, 1, 45, tzinfo=UTC)


def signer(value: str) -> CursorSigner:
    return CursorSigner(tuple(part.encode() for part in value.split(",")))


def history(turns: int) -> list[str]:
    """The secret as it is made, and after each rotation."""
    values = ["first"]
    for turn in range(turns):
        values.append(rotated(values[-1], new=f"key{turn}"))
    return values


@given(st.integers(1, 8), st.data())
def test_neighbours_in_time_accept_each_others_cursors(turns: int, data: st.DataObject) -> None:
    values = history(turns)
    place = data.draw(st.integers(0, turns - 1))
    for writer, reader in ((values[place], values[place + 1]), (values[place + 1], values[place])):
        cursor = signer(writer).write(tenant="acme", of="roster", after="x")
        assert signer(reader).read(cursor, tenant="acme", of="roster") == "x"


def test_an_old_cursor_is_accepted_during_the_overlap_and_refused_after() -> None:
    _, announced, second, third = history(3)
    cursor = signer(announced).write(tenant="acme", of="roster", after="x")
    assert signer(second).read(cursor, tenant="acme", of="roster") == "x"
    with pytest.raises(InvalidCursor):
        signer(third).read(cursor, tenant="acme", of="roster")


def test_the_secret_holds_three_keys_at_most() -> None:
    assert [len(value.split(",")) for value in history(5)] == [1, 2, 3, 3, 3, 3]


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with mock_aws():
        monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
        store = boto3.client("secretsmanager")
        made = store.create_secret(Name="cursors", SecretString="first")
        monkeypatch.setenv("CURSOR_SECRET_PARAMETER", made["ARN"])
        settings.cache_clear()
        aws.client.cache_clear()
        yield lambda: store.get_secret_value(SecretId=made["ARN"])["SecretString"]
    settings.cache_clear()
    aws.client.cache_clear()


def test_a_run_rotates_once_however_often_it_is_tried(secret: Any) -> None:
    rotate_cursor_secret(DUE)
    after = secret()
    rotate_cursor_secret(DUE)
    assert secret() == after
    assert after.startswith("first,")


def test_the_next_run_lets_the_announced_key_sign(secret: Any) -> None:
    rotate_cursor_secret(DUE)
    announced = secret().split(",")[1]
    rotate_cursor_secret(DUE + timedelta(days=92))
    keys = secret().split(",")
    assert (keys[0], keys[2], len(keys)) == (announced, "first", 3)


def test_a_run_that_comes_late_does_not_undo_the_one_after_it(secret: Any) -> None:
    rotate_cursor_secret(DUE)
    rotate_cursor_secret(DUE + timedelta(days=92))
    after = secret()
    rotate_cursor_secret(DUE)
    assert secret() == after


def test_new_keys_are_long(secret: Any) -> None:
    rotate_cursor_secret(DUE)
    assert len(secret().split(",")[1]) >= module.KEY_BYTES
