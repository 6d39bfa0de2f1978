"""What is uploaded to the emulator: the functions' code and the first-party layer, as archives that are made quickly.

The third-party layers are placeholders: the emulator runs functions in the project's own environment, which has them.
"""

import hashlib
import io
import py_compile
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.build_stamp import REPOSITORY, build_stamp

_COMPILED = REPOSITORY / ".local/compiled"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bundles:
    """Archives by key. `layers` says which key belongs to which folder of the template."""

    stamp: str
    code: str
    layers: Mapping[str, str]
    archives: Mapping[str, bytes]


def make_bundles(repository: Path = REPOSITORY) -> Bundles:
    """The archives for the present state of the sources. Raises SyntaxError."""
    stamp = build_stamp(repository)
    functions = dict(_files(repository / "functions"))
    for name, source in functions.items():
        if name.endswith(".py"):
            compile(source, f"functions/{name}", "exec")  # a typing error is told now and not at the first request
    code = f"functions-{stamp[:16]}.zip"
    archives = {code: _archive({**functions, "BUILD": f"{stamp}\n".encode()})}
    layers = {}
    for folder in sorted(path for path in (repository / "layers").iterdir() if path.is_dir()):
        content = _archive(_layer(folder))
        key = f"layer-{folder.name}-{hashlib.sha256(content).hexdigest()[:16]}.zip"
        layers[f"layers/{folder.name}"] = key
        archives[key] = content
    return Bundles(stamp, code, layers, archives)


def _layer(folder: Path) -> dict[str, bytes]:
    if not (folder / "python").is_dir():
        return {"python/README": b"The emulator's workers find these libraries in the project's environment.\n"}
    files = dict(_files(folder))
    compiled = {_cached_name(name): _compiled(source, name) for name, source in files.items() if name.endswith(".py")}
    return {**files, **compiled}


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.name != "BUILD":
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _archive(files: Mapping[str, bytes]) -> bytes:
    """A zip whose bytes depend on names and contents alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _cached_name(name: str) -> str:
    path = Path(name)
    return (path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc").as_posix()


def _compiled(source: bytes, name: str) -> bytes:
    """The compiled form of a module, which a fresh worker then need not compile; kept by content."""
    kept = _COMPILED / f"{hashlib.sha256(name.encode() + source).hexdigest()}.pyc"
    if not kept.exists():
        _compile(source, f"/opt/{name}", kept)
    return kept.read_bytes()


def _compile(source: bytes, shown_as: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        written = Path(folder) / "source.py"
        written.write_bytes(source)
        made = Path(folder) / "made.pyc"
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compile(source, shown_as, "exec")  # raises a SyntaxError, where py_compile has an exception of its own
        py_compile.compile(str(written), str(made), dfile=shown_as, doraise=True, invalidation_mode=mode)
        made.replace(target)
