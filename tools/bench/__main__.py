"""`python -m tools.bench`: build the functions for this machine, measure them, print one table; 1 above a ceiling."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tools.bench import cold, table, warm
from tools.bench.endpoint import Endpoint, serving
from tools.built import Build, copy_repository, sam_build
from tools.measure.engine import Engine, engine


def main() -> int:
    """Measure and judge."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="lyceum-bench-") as folder:
        build = _built(Path(folder), wanted.build)
        with engine() as table_engine:
            requests = _warm(build, Path(folder), table_engine, wanted.batches)
            starts = _cold(build, Path(folder), table_engine, requests, wanted)
        # What is deployed: packages with machine code are of another size there.
        deployed = sam_build(Path(folder) / "repository", Path(folder) / "arm64", host=False)
        sizes = [table.Size(f.name, f.bytes(), f.light_bytes(), f.has_route) for f in deployed.functions]
    print("\n".join(table.lines(starts, requests, sizes)))
    print(f"\nMedians of {wanted.rounds} starts and {wanted.batches} batches, each next to the floor; one run.")
    above = list(table.violations(starts, requests, sizes))
    print("\n".join(f"ABOVE: {line}" for line in above) or "All within their ceilings.")
    return 1 if above else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="cold starts of each function")
    parser.add_argument("--batches", type=int, default=15, help="batches of warm requests")
    parser.add_argument("--only", default="", help="functions, comma separated; all without it")
    parser.add_argument("--build", type=Path, help="a folder that `sam build` filled for this machine")
    return parser.parse_args()


def _built(folder: Path, given: Path | None) -> Build:
    repository = copy_repository(folder / "repository")
    return Build(given) if given is not None else sam_build(repository, folder / "build", host=True)


def _warm(build: Build, folder: Path, used: Engine, rounds: int) -> list[warm.Requests]:
    from tools.measure.school import found_school

    found = warm.hot_requests(found_school())
    places = {f.name: (f.code, cold.opt_of(f, folder / "opt")) for f in build.functions}
    endpoint = Endpoint(used.endpoint_url)
    with serving(endpoint) as address:
        warm.measure(found, places, _environment(used, address), endpoint, rounds)
    return found


def _cold(
    build: Build, folder: Path, used: Engine, requests: Iterable[warm.Requests], wanted: argparse.Namespace
) -> list[cold.Starts]:
    """Cold starts: the hot operations with answers of the table, all others with those of an empty one."""
    events = {}
    for asked in requests:
        events[asked.name] = folder / f"{asked.name}.json"
        text = json.dumps(asked.event).replace('\\"@N@\\"', "1").replace("@AT@", "2026-01-02T00:00:00Z")
        events[asked.name].write_text(text)
    chosen = set(filter(None, wanted.only.split(",")))
    subjects = [
        s for s in cold.subjects(build, folder / "opt", events) if not chosen or s.name in {*chosen, cold.REFERENCE}
    ]
    with serving(Endpoint(used.endpoint_url)) as full, serving(Endpoint()) as empty:
        hot = [subject for subject in subjects if subject.name in events]
        others = [subject for subject in subjects if subject.name not in events]
        return [
            *cold.measure(others, _environment(used, empty), wanted.rounds),
            *cold.measure(hot, _environment(used, full), wanted.rounds),
        ]


def _environment(used: Engine, address: str) -> dict[str, str]:
    """A function's, as the templates set it."""
    given = {
        "AWS_ENDPOINT_URL": address,
        "LANG": "C.UTF-8",
        "UPLOADS": "uploads",
        "CONTENT": "content",
        "PATH": os.defpath,
        "TZ": ":UTC",
    }
    return used.environment | given


if __name__ == "__main__":
    sys.exit(main())
