"""The stamp moves with everything that is deployed, and with nothing else."""

import shutil
from pathlib import Path

import pytest

from tools.build_stamp import STAMP, build_stamp, sources, write_stamp


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("functions/enrollment/enroll.py", "layers/lyceum/python/lyceum/kernel/ids.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("original = True\n")
    (tmp_path / "requirements").mkdir()
    locks = ("dependencies", "asgi", "markup", "rendering", "sanitizer", "sealing", "lookalikes", "stripe", "workbooks")
    for name in locks:
        (tmp_path / f"requirements/{name}.lock").write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        "functions/enrollment/enroll.py",
        "layers/lyceum/python/lyceum/kernel/ids.py",
        "requirements/rendering.lock",
        "layers/lyceum/python/lyceum/kernel/new.py",
    ],
)
def test_a_change_of_what_is_deployed_moves_the_stamp(repository: Path, changed: str) -> None:
    before = build_stamp(repository)
    with (repository / changed).open("a") as file:
        file.write("changed = True\n")
    assert build_stamp(repository) != before


@pytest.mark.parametrize(
    "changed", ["functions/enrollment/__pycache__/enroll.cpython-313.pyc", "functions/BUILD", "requirements/sam.lock"]
)
def test_what_is_not_deployed_leaves_the_stamp(repository: Path, changed: str) -> None:
    before = build_stamp(repository)
    (repository / changed).parent.mkdir(exist_ok=True)
    (repository / changed).write_text("anything")
    assert build_stamp(repository) == before


def test_a_renamed_file_moves_the_stamp(repository: Path) -> None:
    before = build_stamp(repository)
    folder = repository / "functions/enrollment"
    (folder / "enroll.py").rename(folder / "register.py")
    assert build_stamp(repository) != before


def test_the_stamp_does_not_depend_on_where_or_when(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "clone"
    shutil.copytree(repository, elsewhere, copy_function=shutil.copyfile)
    assert build_stamp(elsewhere) == build_stamp(repository)


def test_the_stamp_is_written_where_the_code_lies_and_only_when_it_moves(repository: Path) -> None:
    stamp = write_stamp(repository)
    written = repository / STAMP
    assert written.read_text() == f"{stamp}\n"
    time = written.stat().st_mtime_ns
    assert write_stamp(repository) == stamp
    assert written.stat().st_mtime_ns == time


def test_this_repository_has_sources() -> None:
    names = {path.name for path in sources()}
    assert {"dependencies.lock", "text.py"} <= names
