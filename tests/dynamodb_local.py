"""Amazon's own DynamoDB Local as the engine of the store tests, where DYNAMODB_LOCAL_JAR points at it (Java needed)."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "DYNAMODB_LOCAL_JAR"
_PATIENCE_SECONDS = 30.0


def jar() -> Path | None:
    """The jar that the environment names; None where it names none. Raises FileNotFoundError for a wrong name."""
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    path = Path(named)
    if not path.is_file():
        raise FileNotFoundError(f"{VARIABLE} names {named}, which is no file")
    return path


@contextmanager
def dynamodb_local(path: Path) -> Iterator[str]:
    """Run it in memory on a free port; its address. It ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    libraries = f"-Djava.library.path={path.parent / 'DynamoDBLocal_lib'}"
    command = ["java", libraries, "-jar", str(path), "-inMemory", "-sharedDb", "-port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"DynamoDB Local ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("DynamoDB Local does not answer")
