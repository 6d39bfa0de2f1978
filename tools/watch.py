"""Which sources have changed since the last look: by time and size, so that looking costs next to nothing."""

from collections.abc import Iterable
from pathlib import Path

from tools.build_stamp import REPOSITORY, sources

type Look = dict[Path, tuple[int, int]]


def look(paths: Iterable[Path] | None = None) -> Look:
    """Time and size of every watched file; by default everything that is deployed."""
    seen: Look = {}
    for path in watched() if paths is None else paths:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue  # removed between listing and looking
        seen[path] = (status.st_mtime_ns, status.st_size)
    return seen


def changed(before: Look, after: Look) -> list[Path]:
    """Files that were added, removed or written between two looks, in order."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def watched() -> list[Path]:
    """Code, layers, locks and templates."""
    templates = (path for pattern in ("*.yaml", "workflows/*.yaml") for path in (REPOSITORY / "infra").glob(pattern))
    return [*sources(), REPOSITORY / "template.yaml", *templates]
