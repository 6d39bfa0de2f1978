"""What is uploaded to the emulator."""

import io
import zipfile
from pathlib import Path

import pytest

from tools.bundles import make_bundles


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("functions/enrollment/enroll.py", "layers/lyceum/python/lyceum/ids.py", "layers/asgi/Makefile"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("number = 1\n")
    (tmp_path / "requirements").mkdir()
    locks = ("dependencies", "asgi", "markup", "rendering", "sanitizer", "sealing", "lookalikes", "stripe", "workbooks")
    for name in locks:
        (tmp_path / f"requirements/{name}.lock").write_text(name)
    return tmp_path


def names(archive: bytes) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(archive)).namelist())


def test_the_code_carries_the_stamp(repository: Path) -> None:
    bundles = make_bundles(repository)
    code = zipfile.ZipFile(io.BytesIO(bundles.archives[bundles.code]))
    assert set(code.namelist()) == {"enrollment/enroll.py", "BUILD"}
    assert code.read("BUILD").decode() == f"{bundles.stamp}\n"


def test_the_first_party_layer_is_compiled(repository: Path) -> None:
    bundles = make_bundles(repository)
    layer = bundles.archives[bundles.layers["layers/lyceum"]]
    assert names(layer) == {"python/lyceum/ids.py", "python/lyceum/__pycache__/ids.cpython-313.pyc"}


def test_a_third_party_layer_is_a_placeholder(repository: Path) -> None:
    bundles = make_bundles(repository)
    assert names(bundles.archives[bundles.layers["layers/asgi"]]) == {"python/README"}


def test_the_same_sources_give_the_same_archives(repository: Path) -> None:
    assert make_bundles(repository).archives == make_bundles(repository).archives


def test_a_changed_layer_changes_the_place_of_the_code(repository: Path) -> None:
    before = make_bundles(repository)
    (repository / "layers/lyceum/python/lyceum/ids.py").write_text("number = 2\n")
    after = make_bundles(repository)
    assert after.code != before.code
    assert after.layers["layers/lyceum"] != before.layers["layers/lyceum"]
    assert after.layers["layers/asgi"] == before.layers["layers/asgi"]
