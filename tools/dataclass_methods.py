"""Compile the methods of every dataclass that a function can meet: `python -m tools.dataclass_methods <file>`.

In a process of its own, before anything is imported: everything of the product is imported once, with the libraries
that it stands on, and each text that `dataclasses` would execute is noted (lyceum.kernel.dataclass_methods uses them).
"""

import builtins
import dataclasses
import importlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "layers/lyceum/python", ROOT / "functions")


def main(file: Path) -> None:
    """Write the file."""
    codes = compiled()
    from lyceum.kernel.dataclass_methods import packed

    file.write_bytes(packed(codes))


def compiled() -> Mapping[str, Mapping[bytes, CodeType]]:
    """Module → the code of each of its texts, by the text's name."""
    found: dict[str, dict[str, CodeType]] = {}

    def noted(text: str, names: dict[str, Any], into: dict[str, Any]) -> None:
        code = compile(text, "<string>", "exec", dont_inherit=True)
        found.setdefault(names["__name__"], {})[text] = code
        builtins.exec(code, names, into)

    dataclasses.exec = noted  # type: ignore[attr-defined]
    os.environ.setdefault("POWERTOOLS_TRACE_DISABLED", "true")
    for name in modules():
        importlib.import_module(name)
    del dataclasses.exec  # type: ignore[attr-defined]
    from lyceum.kernel.dataclass_methods import name_of

    return {module: {name_of(text): code for text, code in each.items()} for module, each in found.items()}


def modules() -> Iterator[str]:
    """Everything of the product, by name."""
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
