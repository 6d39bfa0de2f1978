"""`python -m tools.item_fixtures`: keep one item of each kind, as it was really written, for tests of readers.

Run it after `make demo` on a fresh platform; `--tests <path> …` takes what those tests write instead, for kinds that
the main job does not come to. A kind's schema version gets its fixture once and keeps it: what was written by a
release is what later readers must go on reading. `--shapes` only writes down the shapes of today's item classes, and
refuses one that changed without a new `V`.
"""

import argparse
import base64
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests/fixtures/items"
SHAPES = FIXTURES / "shapes.json"
PACKAGE = ROOT / "layers/lyceum/python/lyceum"
MOST_BYTES = 24_000

type Wire = dict[str, Any]
type Shape = dict[str, str]
"""Attribute → its type in DynamoDB, with `?` where it may be absent."""


class ShapeChanged(ValueError):
    """An item class changed what it writes without raising its `V`."""


def item_classes() -> list[Any]:
    """Every item class of the house, by module."""
    from lyceum.kernel.table.items import Item

    for path in sorted([*PACKAGE.glob("*/store.py"), *PACKAGE.glob("*/store/*.py"), *PACKAGE.glob("kernel/*.py")]):
        importlib.import_module(
            ".".join(("lyceum", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        )
    found = [one for one in _subclasses(Item) if one.__module__.startswith("lyceum.") and one.KIND]
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def _subclasses(of: Any) -> Iterator[Any]:
    for one in of.__subclasses__():
        yield one
        yield from _subclasses(one)


def owner(item: Any) -> str:
    """`assessment.AttemptItem`: whose class it is."""
    return f"{item.__module__.split('.')[1]}.{item.__name__}"


def shape(item: Any) -> Shape:
    """What a class reads and writes, beside what all items have."""
    from lyceum.kernel.table.items import Item

    everywhere = set(Item.get_attributes())
    return {
        attribute.attr_name: attribute.attr_type + ("?" if attribute.null else "")
        for name, attribute in sorted(item.get_attributes().items())
        if name not in everywhere
    }


def known_shapes() -> dict[str, dict[str, Shape]]:
    """Class → schema version → shape, as committed."""
    found: dict[str, dict[str, Shape]] = json.loads(SHAPES.read_text(encoding="utf-8")) if SHAPES.exists() else {}
    return found


def with_shape(known: dict[str, Shape], version: int, now: Shape) -> dict[str, Shape]:
    """A class's shapes with today's. An attribute that may be absent may be added within a version: readers of before
    pass over it. Raises ShapeChanged for anything else.
    """
    kept = known.get(str(version))
    if kept is None:
        return {**known, str(version): now}
    gone = {name for name, type_ in kept.items() if now.get(name) != type_}
    demanded = {name for name, type_ in now.items() if name not in kept and not type_.endswith("?")}
    if gone or demanded:
        raise ShapeChanged(f"{sorted(gone | demanded)} changed within version {version}: raise V and add a migration")
    return {**known, str(version): now}


def shapes_of_today() -> dict[str, dict[str, Shape]]:
    """Every class's shapes with today's. Raises ShapeChanged, naming the class."""
    known = known_shapes()
    for item in item_classes():
        try:
            known[owner(item)] = with_shape(known.get(owner(item), {}), item.V, shape(item))
        except ShapeChanged as changed:
            raise ShapeChanged(f"{owner(item)}: {changed}") from None
    return dict(sorted(known.items()))


def fixture_path(kind: str, version: str) -> Path:
    """Where the item of a kind and version lies."""
    return FIXTURES / f"v{version}" / f"{kind}.json"


def chosen(items: Iterable[Wire]) -> dict[tuple[str, str], Wire]:
    """For each kind and version the item with the most attributes, the smallest of those."""
    best: dict[tuple[str, str], tuple[tuple[int, int], Wire]] = {}
    for item in items:
        if "kind" not in item or "v" not in item:
            continue
        size = len(dumped(item))
        if size > MOST_BYTES:
            continue
        key, rank = (item["kind"]["S"], item["v"]["N"]), (-len(item), size)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, item)
    return {key: item for key, (_, item) in best.items()}


def dumped(item: Wire) -> str:
    """An item as JSON, bytes as base64 under `B`."""
    return json.dumps(item, indent=2, sort_keys=True, ensure_ascii=False, default=_binary) + "\n"


def dumped_line(item: Wire) -> str:
    """The same in one line."""
    return json.dumps(item, ensure_ascii=False, default=_binary) + "\n"


def _binary(value: bytes) -> str:
    return base64.b64encode(value).decode()


def loaded(path: Path) -> Wire:
    """An item as DynamoDB's client answers it."""
    item: Wire = json.loads(path.read_text(encoding="utf-8"))
    return {name: _loaded(value) for name, value in item.items()}


def _loaded(value: Wire) -> Wire:
    ((kind, content),) = value.items()
    if kind == "B":
        return {"B": base64.b64decode(content)}
    if kind == "M":
        return {"M": {name: _loaded(part) for name, part in content.items()}}
    if kind == "L":
        return {"L": [_loaded(part) for part in content]}
    return {kind: content}


def _harvest(tests: list[str]) -> list[Wire]:
    if tests:
        known = {item.KIND for item in item_classes()}
        return [item for item in harvest_of_tests(tests) if item.get("kind", {}).get("S") in known]
    write_the_rest()
    return harvest()


def write_the_rest() -> None:
    """What the main job leaves unwritten: a school's own wording, a run of a job, a backfill, an upload that waits."""
    from tools.backfill import LOCAL_STACK, follow, outputs
    from tools.demo.importing import upload
    from tools.demo.members import signed_in
    from tools.local_platform import running_stack
    from tools.local_stack import client
    from tools.old_versions import functions_of
    from tools.seed import place_of

    stack = running_stack()
    place = place_of(stack)
    wording = json.loads(json.loads((ROOT / "events/community/word_messages.json").read_text())["body"])
    signed_in(place, stack.person("administrator")).api.put("/message-templates/enrolled/en", wording)
    upload(signed_in(place, stack.person("instructor")).api, "waiting.txt", b"waiting", media_type="text/plain")
    clients = {name: client(name, stack.endpoint_url) for name in ("cloudformation", "dynamodb", "stepfunctions")}
    (start,) = (name for name in functions_of(clients["cloudformation"], LOCAL_STACK) if "StartJob" in name)
    job = json.loads((ROOT / "events/operations/start_job.json").read_text())
    client("lambda", stack.endpoint_url).invoke(FunctionName=start, Payload=json.dumps(job).encode())
    wish = {"run": "fixtures", "segments": 1, "units_per_second": 10_000}
    follow(clients, outputs(clients["cloudformation"], LOCAL_STACK), wish)


def harvest() -> list[Wire]:
    """Every item of the running platform. Raises NotRunning."""
    from tools.backfill import LOCAL_STACK, outputs
    from tools.local_platform import running_stack
    from tools.local_stack import client

    stack = running_stack()
    dynamodb = client("dynamodb", stack.endpoint_url)
    table = outputs(client("cloudformation", stack.endpoint_url), LOCAL_STACK)["TableName"]
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def harvest_of_tests(paths: list[str]) -> list[Wire]:
    """Every item that these tests leave in their table. Raises CalledProcessError where one fails."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "LYCEUM_HARVEST": folder})
        return [loaded(path) for path in sorted(Path(folder).glob("*.json"))]


def main() -> int:
    """0 where all is written; 1 where a shape changed within its version."""
    parser = argparse.ArgumentParser(prog="python -m tools.item_fixtures", description=__doc__)
    parser.add_argument("--shapes", action="store_true", help="only the shapes, without a running platform")
    parser.add_argument("--tests", nargs="+", default=[], help="take what these tests write")
    given = parser.parse_args()
    try:
        shapes = shapes_of_today()
    except ShapeChanged as changed:
        print(changed, file=sys.stderr)
        return 1
    FIXTURES.mkdir(parents=True, exist_ok=True)
    SHAPES.write_text(json.dumps(shapes, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    if not given.shapes:
        for (kind, version), item in sorted(chosen(_harvest(given.tests)).items()):
            path = fixture_path(kind, version)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(dumped(item), encoding="utf-8")
                print(f"written: {path.relative_to(ROOT)}")
    wanted = {(item.KIND, str(item.V)) for item in item_classes()}
    for kind, version in sorted(wanted):
        if not fixture_path(kind, version).exists():
            print(f"missing: {kind} {version}, which nothing has written yet")
    return 0


if __name__ == "__main__":
    sys.exit(main())
