"""Run alone, in a process where `lyceum` is that of a kept release: its item classes read what is given to them.

`python -P tools/releases/reading.py <folder with the package>` takes items as JSON, one a line, bytes as base64, and
prints one JSON document: kinds that were read, complaints by the item's number, and modules that were needed for it.
It imports nothing of this repository but that package: tools/releases/readers.py talks to it.
"""

import base64
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

type Wire = dict[str, Any]


def main() -> int:
    """Read standard input. Raises RuntimeError where another `lyceum` than the kept one was found."""
    root = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(root))
    readers = _readers(root / "lyceum")
    read: set[str] = set()
    complaints: dict[int, str] = {}
    for number, line in enumerate(sys.stdin):
        item = {name: loaded(value) for name, value in json.loads(line).items()}
        kind = str(item.get("kind", {}).get("S", ""))
        for reader in readers.get(kind, ()):
            read.add(kind)
            if said := _complaint(reader, item):
                complaints[number] = said
    needed = sorted(name for name in sys.modules if name.partition(".")[0] == "lyceum")
    print(json.dumps({"read": sorted(read), "complaints": complaints, "modules": needed}))
    return 0


def loaded(value: Wire) -> Wire:
    """A value as DynamoDB's client answers it."""
    ((kind, content),) = value.items()
    if kind == "B":
        return {"B": base64.b64decode(content)}
    if kind == "M":
        return {"M": {name: loaded(part) for name, part in content.items()}}
    if kind == "L":
        return {"L": [loaded(part) for part in content]}
    return {kind: content}


def _readers(package: Path) -> dict[str, list[Any]]:
    """Every item class of the package, by the kind that it reads."""
    for path in sorted([*package.glob("*/store.py"), *package.glob("*/store/*.py"), *package.glob("kernel/*.py")]):
        name = ".".join(("lyceum", *path.relative_to(package).with_suffix("").parts)).removesuffix(".__init__")
        importlib.import_module(name)
    if not Path(str(sys.modules["lyceum"].__file__)).is_relative_to(package):
        raise RuntimeError(f"this is not the release's own package: {sys.modules['lyceum'].__file__}")
    found: dict[str, list[Any]] = {}
    for one in _below(importlib.import_module("lyceum.kernel.table.items").Item):
        if one.__module__.startswith("lyceum.") and one.KIND:
            found.setdefault(one.KIND, []).append(one)
    return found


def _below(of: Any) -> Iterator[Any]:
    for one in of.__subclasses__():
        yield one
        yield from _below(one)


def _complaint(reader: Any, item: Wire) -> str:
    """Why this class cannot read the item; empty where it can."""
    who = f"{reader.__module__}.{reader.__name__}"
    try:
        read = reader.from_wire(item)
    except Exception as error:  # noqa: BLE001 - whatever stops the release's code is what is asked for
        return f"{who}: {type(error).__name__}: {error}"
    demanded = (name for name, attribute in reader.get_attributes().items() if not attribute.null)
    missing = [name for name in demanded if getattr(read, name) is None]
    return f"{who}: without {', '.join(missing)}" if missing else ""


if __name__ == "__main__":
    sys.exit(main())
