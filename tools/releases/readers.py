"""The readers of a release, kept as they were: their own code reads what later versions write.

A canary, and a rollback: the previous release's functions meet items of the next one (docs/operations/rollback.md). So
that this can be tried without the repository's history, a release keeps the modules that its item classes need.
"""

import io
import json
import subprocess  # nosec B404
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.item_fixtures import FIXTURES, dumped_line, item_classes, loaded

ARCHIVE = "readers.tar.xz"
_PROGRAM = Path(__file__).with_name("reading.py")
_MODE = 0o644

type Wire = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a release's readers fared."""

    kinds: frozenset[str]
    """Kinds that it knows and met. What it does not know it never asks for."""
    complaints: dict[int, str]
    """By the number of the item: which class cannot read it, and why."""
    modules: tuple[str, ...]


def read_by(folder: Path, items: Iterable[Wire]) -> Reading:
    """Let the readers that a release keeps read these items, in a process of their own."""
    with tempfile.TemporaryDirectory() as root:
        with tarfile.open(folder / ARCHIVE) as archive:
            archive.extractall(root, filter="data")
        return _read(Path(root), items)


def pack(layer: Path) -> bytes:
    """The modules below `layer` that its item classes need to read what is written today. The same bytes each time."""
    reading = _read(layer, written_today())
    if reading.complaints:
        raise ValueError(f"readers that cannot read their own items: {reading.complaints}")
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:xz", preset=9) as archive:
        for path in sorted(_source(layer, name) for name in reading.modules):
            content = path.read_bytes()
            entry = tarfile.TarInfo(path.relative_to(layer).as_posix())
            entry.size, entry.mode = len(content), _MODE
            archive.addfile(entry, io.BytesIO(content))
    return made.getvalue()


@lru_cache
def written_today() -> tuple[Wire, ...]:
    """The kept item of each kind in the version that is written now."""
    newest = {(item.KIND, item.V) for item in item_classes()}
    paths = (FIXTURES / f"v{version}/{kind}.json" for kind, version in sorted(newest))
    return tuple(loaded(path) for path in paths if path.exists())


def _source(layer: Path, module: str) -> Path:
    path = layer.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _read(root: Path, items: Iterable[Wire]) -> Reading:
    """Raises RuntimeError where the release's code does not even start."""
    ended = subprocess.run(  # nosec B603
        [sys.executable, "-P", str(_PROGRAM), str(root)],
        input="".join(dumped_line(item) for item in items),
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr[-3000:])
    said = json.loads(ended.stdout.splitlines()[-1])
    complaints = {int(number): text for number, text in said["complaints"].items()}
    return Reading(frozenset(said["read"]), complaints, tuple(said["modules"]))
