"""The build stamp: one hash over functions/, layers/ and the locks, written into functions/BUILD.

`AutoPublishAlias` hashes a function's code alone, so a changed layer would publish no new version
(serverless-application-model #3610); the stamp lies in the code and makes function and layer move together.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
STAMP = "functions/BUILD"
_LOCKS = ("dependencies", "asgi", "markup", "rendering", "sanitizer", "sealing", "lookalikes", "stripe", "workbooks")
_NOT_SOURCE = {"__pycache__", ".mypy_cache", ".ruff_cache", "BUILD", "build", ".DS_Store"}


def sources(repository: Path = REPOSITORY) -> Iterator[Path]:
    """Every file that what is deployed is made of, in a fixed order."""
    for folder in ("functions", "layers"):
        yield from sorted(
            path
            for path in (repository / folder).rglob("*")
            if path.is_file() and not _NOT_SOURCE.intersection(path.relative_to(repository).parts)
        )
    yield from (repository / f"requirements/{name}.lock" for name in _LOCKS)


def build_stamp(repository: Path = REPOSITORY) -> str:
    """The stamp: 64 hexadecimal digits that change with any name or content among the sources."""
    digest = hashlib.sha256()
    for path in sources(repository):
        name = path.relative_to(repository).as_posix().encode()
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(len(name).to_bytes(4) + name + content)
    return digest.hexdigest()


def write_stamp(repository: Path = REPOSITORY) -> str:
    """Write the stamp where `sam build` picks it up, unless it stands there already, and give it."""
    stamp = build_stamp(repository)
    path = repository / STAMP
    if not path.exists() or path.read_text() != f"{stamp}\n":
        path.write_text(f"{stamp}\n")
    return stamp


if __name__ == "__main__":
    print(write_stamp())
