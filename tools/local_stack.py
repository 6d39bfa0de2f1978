"""The local stack for tools and tests: start an emulator, deploy the templates to it, or just make the table.

with start_emulator() as emulator:                    # a free port, a temporary data folder
    outputs = deploy(emulator.endpoint_url)           # the whole template
    name = create_table(emulator.endpoint_url)        # or only the table, exactly as template.yaml defines it
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tools.lease import Lease
from tools.local_template import table_definition

REPOSITORY = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_LONGEST_SCRATCH = 60
"""Bytes of a path: that of a socket has 103 at most (macOS), of which multiprocessing takes 33 below its folder."""


class PortInUse(RuntimeError):
    """Something else already listens on the port."""


class EmulatorFailed(RuntimeError):
    """The emulator ended or did not answer in time; the message ends with the last lines of its log."""


@dataclass(slots=True)
class Emulator:
    """A running emulator. `stop()` saves its state and ends it; it also ends when its last lease is released."""

    endpoint_url: str
    data_dir: Path
    lease: Lease
    process: subprocess.Popen[bytes] | None = None
    """None for one that another process started."""
    temporary: bool = False

    def stop(self) -> None:
        """End the emulator and wait until its state is saved. Stopping twice is harmless."""
        self.lease.release()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process:
            _clear_scratch(self.data_dir)
        if self.temporary:
            shutil.rmtree(self.data_dir, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start_emulator(
    port: int = 0,
    data_dir: Path | None = None,
    *,
    auth: bool = False,
    keep: bool = True,
    without: str = "",
    workers: int = 24,
) -> Emulator:
    """Start an emulator in a process of its own and wait until it answers.

    port: 0 takes a free one. data_dir: where state is kept between runs (keep=False: where it works, keeping nothing);
    without it in a temporary folder, keeping nothing.
    auth: enforce each function's own role and check confirmation codes. without: mends to leave out, comma separated.
    workers: processes of functions at once, some 60 MB each; who needs another one ends the one that is idle longest.
    Raises PortInUse, EmulatorFailed.
    """
    if port and not port_is_free(port):
        raise PortInUse(f"Port {port} is in use.")
    temporary = data_dir is None
    folder = data_dir or Path(tempfile.mkdtemp(prefix="lyceum-"))
    chosen = port or _free_port()
    process, lease = spawn(chosen, folder, auth=auth, persist=keep and not temporary, without=without, workers=workers)
    emulator = Emulator(f"http://localhost:{chosen}", folder, lease, process, temporary)
    try:
        _wait_until_ready(emulator)
    except BaseException:
        emulator.stop()
        raise
    return emulator


def spawn(
    port: int, folder: Path, *, auth: bool, persist: bool, without: str = "", workers: int = 24
) -> tuple[subprocess.Popen[bytes], Lease]:
    """Start the emulator's process and hold a lease on it, without waiting for it to answer."""
    scratch = _scratch(folder)
    lease = Lease(folder / "lease")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COVERAGE_"))},
        **CREDENTIALS,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "AUTH": str(auth).lower(),
        "PERSIST_STATE": "1" if persist else "0",
        "S3_PERSIST": "1" if persist else "0",
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "TMPDIR": str(scratch),
        "EMULATOR_LEASE": str(folder / "lease"),
        "EMULATOR_AUTOSAVE_SECONDS": "3" if persist else "0",
        "EMULATOR_WITHOUT": without,
        "EMULATOR_WORKERS": str(workers),
        "IOT_MTLS_ENABLED": "0",  # no ports but the one
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(REPOSITORY),
    }
    with (folder / "emulator.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.emulator"],
            cwd=REPOSITORY,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a Ctrl-C in the terminal is the parent's to handle
        )
    return process, lease


def _scratch(folder: Path) -> Path:
    """An empty place for the emulator's passing files: `folder`/tmp, which leads elsewhere where that lies too deep."""
    _clear_scratch(folder)
    near = folder / "tmp"
    if len(os.fsencode(near)) <= _LONGEST_SCRATCH:
        near.mkdir(parents=True)
        return near
    folder.mkdir(parents=True, exist_ok=True)
    far = Path(tempfile.mkdtemp(prefix="lyceum-"))
    near.symlink_to(far)
    return far


def _clear_scratch(folder: Path) -> None:
    near = folder / "tmp"
    shutil.rmtree(near.resolve(), ignore_errors=True)
    if near.is_symlink():
        near.unlink()


def answers(endpoint_url: str, *, timeout: float = 2.0) -> bool:
    """Whether an emulator answers at this address."""
    try:
        with urllib.request.urlopen(f"{endpoint_url}/_ministack/health", timeout=timeout) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def client(service: str, endpoint_url: str) -> Any:
    """A boto3 client of the emulator, with the emulator's root credentials."""
    import boto3
    from botocore.config import Config

    return boto3.client(  # type: ignore[call-overload]
        service,
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"mode": "standard"}, s3={"addressing_style": "path"}),
    )


def create_table(endpoint_url: str, name: str | None = None) -> str:
    """Make the table exactly as template.yaml defines it, indexes, stream and TTL included, and give its name."""
    definition = table_definition(REPOSITORY / "template.yaml")
    table = name or f"table-{uuid.uuid4().hex[:12]}"
    dynamodb = client("dynamodb", endpoint_url)
    dynamodb.create_table(TableName=table, **definition.create)
    dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=definition.time_to_live)
    return table


def deploy(endpoint_url: str, *, say: Any = None) -> dict[str, str]:
    """Deploy template.yaml with its nested stacks and give the root's outputs. `say` gets one line per long step."""
    from tools.local_deploy import deploy_templates

    return deploy_templates(endpoint_url, say=say or (lambda _line: None))


def port_is_free(port: int) -> bool:
    """Whether nothing listens on this port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(emulator: Emulator) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if emulator.process and emulator.process.poll() is not None:
            raise EmulatorFailed(f"The emulator ended while starting.\n{_log_end(emulator.data_dir)}")
        if answers(emulator.endpoint_url):
            return
        time.sleep(0.1)
    raise EmulatorFailed(f"The emulator did not answer within {_START_SECONDS:.0f} s.\n{_log_end(emulator.data_dir)}")


def _log_end(folder: Path) -> str:
    log = folder / "emulator.log"
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""
