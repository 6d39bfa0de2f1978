"""Processes of functions as forks of one that has loaded the libraries, and archives that are unpacked once.

The emulator starts an interpreter for each process and unpacks code and layers into a folder of its own: most of a
second of CPU, a hundred times in a deployed stack. A fork has its function's environment, folder and pipes like a
process that was started, and runs the emulator's own script.
"""

import hashlib
import multiprocessing
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Mapping, Sequence
from multiprocessing.reduction import DupFd
from pathlib import Path
from types import ModuleType
from typing import IO, Any, Final

LIBRARIES: Final = (
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.event_handler.openapi.params",
    "aws_lambda_powertools.logging",
    "aws_lambda_powertools.metrics",
    "boto3.session",
    "botocore.client",
    "botocore.endpoint",
    "botocore.httpsession",
    "botocore.paginate",
    "botocore.parsers",
    "botocore.session",
    "botocore.signers",
    "botocore.waiter",
    "pydantic.dataclasses",
    "pydantic.main",
    "pydantic_settings",
    "ulid",
)
"""What nearly every function loads. Nothing of Lyceum itself: that comes from the layer that was deployed."""

PID_FILE: Final = "pid"
"""In a process's own folder: its number."""

_FORKS: Final = multiprocessing.get_context("forkserver")
_UNPACKING: Final = threading.Lock()


def apply() -> None:
    """From now on. Called once, before the emulator serves."""
    from ministack.core import lambda_runtime

    _FORKS.set_forkserver_preload(list(LIBRARIES))
    lambda_runtime.subprocess = _with(subprocess, Popen=_started)
    lambda_runtime.zipfile = _with(zipfile, ZipFile=UnpackedOnce)


def _with(module: ModuleType, **other: Any) -> ModuleType:
    """The module with other members, for one of its users alone."""
    made = ModuleType(module.__name__)
    made.__dict__.update({**vars(module), **other})
    return made


def _started(command: Sequence[str], **how: Any) -> Any:
    """A fork where the emulator would run a function's script in Python, else the process that it asked for."""
    if command[0] == sys.executable and Path(command[1]).name == "_worker.py":
        return Fork(Path(command[1]), str(how["cwd"]), how["env"])
    return subprocess.Popen(command, **how)


class Fork:
    """What the emulator uses of `subprocess.Popen`."""

    def __init__(self, script: Path, folder: str, environment: Mapping[str, str]) -> None:
        (of_input, to_input), (of_output, to_output), (of_errors, to_errors) = (os.pipe() for _ in range(3))
        theirs = (of_input, to_output, to_errors)
        self.stdin: IO[str] = os.fdopen(to_input, "w", buffering=1, encoding="utf-8")
        self.stdout: IO[str] = os.fdopen(of_output, encoding="utf-8", errors="replace")
        self.stderr: IO[str] = os.fdopen(of_errors, encoding="utf-8", errors="replace")
        self._process = _FORKS.Process(
            target=_run, args=(script, folder, dict(environment), _Ends(theirs)), daemon=True
        )
        try:
            self._process.start()
        finally:
            for end in theirs:
                os.close(end)
        (script.parent / PID_FILE).write_text(str(self._process.pid), encoding="utf-8")

    @property
    def pid(self) -> int | None:
        """The process's number."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it has ended."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """How it has ended; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended. Raises TimeoutExpired."""
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired("a function's process", timeout or 0)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()


class _Ends:
    """Ends of pipes on their way into a fork."""

    def __init__(self, ends: Sequence[int]) -> None:
        self._ends = ends

    def __getstate__(self) -> list[Any]:
        return [DupFd(end) for end in self._ends]

    def __setstate__(self, sent: list[Any]) -> None:
        self._ends = [end.detach() for end in sent]

    def become_standard(self) -> None:
        """Standard input, output and errors of this process."""
        for number, end in enumerate(self._ends):
            if end != number:
                os.dup2(end, number)
                os.close(end)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)


def _run(script: Path, folder: str, environment: dict[str, str], ends: _Ends) -> None:
    """The emulator's script, as in a process that was started for it."""
    ends.become_standard()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv, sys.path[0] = [str(script)], str(script.parent)
    runpy.run_path(str(script), run_name="__main__")


class UnpackedOnce(zipfile.ZipFile):
    """An archive of code that is unpacked once for all processes: nothing writes into it but Python its bytecode."""

    def extractall(self, path: Any = None, *more: Any, **how: Any) -> None:
        """Make `path`, which is an empty folder, a link to where the archive's content lies."""
        with Path(str(self.filename)).open("rb") as archive:
            name = hashlib.file_digest(archive, "sha256").hexdigest()
        kept = Path(tempfile.gettempdir()) / "unpacked" / name
        with _UNPACKING:
            if not kept.is_dir():
                unfinished = kept.with_suffix(".part")
                shutil.rmtree(unfinished, ignore_errors=True)
                super().extractall(unfinished, *more, **how)
                unfinished.rename(kept)
        Path(path).rmdir()
        Path(path).symlink_to(kept)
