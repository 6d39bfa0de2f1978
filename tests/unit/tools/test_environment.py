"""`tools/environment.sh`: instant when there is nothing to do, one sentence when it cannot be done."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.local_stack import REPOSITORY

SCRIPT = REPOSITORY / "tools/environment.sh"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A machine with the ordinary commands and no Python at all."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("bash", "cat", "cksum", "grep", "rm", "sed"):
        (commands / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "some.lock").write_text("nothing==1.0 --hash=sha256:00\n")
    return tmp_path


def make(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(home / "bin"), "HOME": str(home), **variables}
    command = [str(shutil.which("bash")), str(SCRIPT), str(home / "venv"), str(home / "some.lock")]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(
    any(Path(path).exists() for path in ("/opt/homebrew/bin/python3.13", "/usr/local/bin/python3.13")),
    reason="this machine has a Python 3.13 at a place that is always looked at",
)
def test_a_missing_python_is_one_sentence(home: Path) -> None:
    ended = make(home)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Python 3.13 is needed and was not found")
    assert len(ended.stderr.splitlines()) == 1


def test_no_network_is_one_sentence(home: Path) -> None:
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    ended = make(home, PYTHON=sys.executable, **nowhere)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The packages could not be downloaded: no network")
    assert len(ended.stderr.splitlines()) == 1


def test_a_finished_environment_is_left_alone(home: Path) -> None:
    folder = home / "venv/bin"
    folder.mkdir(parents=True)
    (folder / "python").symlink_to(sys.executable)
    checksum = subprocess.run(["cksum"], stdin=(home / "some.lock").open(), capture_output=True, check=True).stdout
    (home / "venv/.lock-checksum").write_bytes(checksum)
    ended = make(home)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
