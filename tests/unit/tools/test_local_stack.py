"""Starting and ending an emulator."""

import socket

import pytest

from tools.lease import Lease
from tools.local_stack import PortInUse, answers, client, start_emulator


def test_a_port_in_use_is_refused_at_once() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        with pytest.raises(PortInUse):
            start_emulator(holder.getsockname()[1])


def test_an_emulator_ends_when_its_last_lease_is_released() -> None:
    with start_emulator() as emulator:
        assert emulator.process
        second = Lease(emulator.data_dir / "lease")
        emulator.lease.release()
        assert answers(emulator.endpoint_url)
        second.release()
        emulator.process.wait(timeout=10)
        assert not answers(emulator.endpoint_url)


def test_what_is_stored_survives_a_clean_end(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("state")
    with start_emulator(data_dir=folder) as emulator:
        client("s3", emulator.endpoint_url).create_bucket(Bucket="kept")
    with start_emulator(data_dir=folder) as emulator:
        assert [b["Name"] for b in client("s3", emulator.endpoint_url).list_buckets()["Buckets"]] == ["kept"]
