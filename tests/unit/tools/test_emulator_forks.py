"""A function's process is a fork with an environment, a folder and pipes of its own; an archive is unpacked once."""

import json
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.emulator_forks import PID_FILE, Fork, UnpackedOnce

SCRIPT = """
import json, os, sys
for line in sys.stdin:
    print("told", file=sys.stderr, flush=True)
    known = {"name": __name__, "asked": line.strip(), "folder": os.getcwd(), "environment": dict(os.environ)}
    print(json.dumps(known), flush=True)
"""


@pytest.fixture
def fork(tmp_path: Path) -> Iterator[Fork]:
    script = tmp_path / "own/_worker.py"
    script.parent.mkdir()
    script.write_text(SCRIPT)
    made = Fork(script, str(tmp_path), {"STAGE": "local"})
    yield made
    made.kill()
    made.wait(10)
    for pipe in (made.stdin, made.stdout, made.stderr):
        pipe.close()


def test_it_runs_the_script_with_what_it_was_given(fork: Fork, tmp_path: Path) -> None:
    said: dict[str, Any] = {}
    for asked in ("one", "two"):
        fork.stdin.write(f"{asked}\n")
        fork.stdin.flush()
        said = json.loads(fork.stdout.readline())
        assert said["asked"] == asked
        assert fork.stderr.readline() == "told\n"
    assert (said["name"], Path(said["folder"]), said["environment"]) == ("__main__", tmp_path, {"STAGE": "local"})
    assert (tmp_path / "own" / PID_FILE).read_text() == str(fork.pid)
    assert (fork.poll(), fork.returncode) == (None, None)


def test_it_ends_with_its_input(fork: Fork) -> None:
    fork.stdin.close()
    assert fork.wait(10) == 0


def test_it_can_be_ended(fork: Fork) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        fork.wait(0.1)
    fork.terminate()
    assert fork.wait(10) != 0
    assert fork.stdout.readline() == ""


def test_an_archive_is_unpacked_once_for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    places = []
    for name, text in (("a", "one"), ("b", "one"), ("c", "two")):
        archive, place = tmp_path / f"{name}.zip", tmp_path / name
        with zipfile.ZipFile(archive, "w") as writing:
            writing.writestr(zipfile.ZipInfo("said"), text)
        place.mkdir()
        with UnpackedOnce(archive) as reading:
            reading.extractall(place)
        assert (place / "said").read_text() == text
        places.append(place.resolve())
    assert places[0] == places[1] != places[2]
