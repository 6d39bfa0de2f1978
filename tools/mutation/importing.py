"""Importing a module with another source than that on disk."""

import importlib
import importlib.abc
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def import_mutant(name: str, path: Path, source: str) -> bool:
    """Import everything of ours anew, this module with the source given. False where that cannot be imported."""
    for loaded in [loaded for loaded in sys.modules if loaded.partition(".")[0] in ("lyceum", "tests")]:
        del sys.modules[loaded]
    sys.meta_path.insert(0, _Instead(name, path, source))
    try:
        importlib.import_module(name)
    except Exception:  # noqa: BLE001 - whatever a changed constant makes of an import
        return False
    return True


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):  # type: ignore[misc] # typeshed's own
    """Gives one module another source."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self._name, self._path, self._source = name, path, source

    def find_spec(self, name: str, _path: object, _target: ModuleType | None = None) -> Any:
        """The mutant's, for its module alone."""
        return importlib.util.spec_from_file_location(name, self._path, loader=self) if name == self._name else None

    def get_filename(self, _fullname: str) -> str:
        """Where the original lies."""
        return str(self._path)

    def get_data(self, _path: str | bytes) -> bytes:
        """The mutant's source. Nothing is cached, since there is no time of change to compare."""
        return self._source.encode()
