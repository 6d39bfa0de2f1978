"""Schemathesis on a furnished school: a run with a seed, what it found, and which operations answered how."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.contract.walk import every_role
from tests.e2e.security.routes import DOCUMENT
from tests.e2e.world import World
from tools.checks.layout import PACKAGE, ROOT

_KNOWN = 0.6
"""How often a parameter of the path is one that there is; else it is any, or one that a link gives."""
_METHODS = ("get", "put", "post", "patch", "delete")
_ACCEPTING = "'2xx', '3xx', 401, 402, 403, 404, 409, 410, 412, 413, 422, 429"
"""Schemathesis' own and those by which rules refuse what is well-formed; refusals.py tells them from the form's 422."""
_REJECTING = "400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 428, 429"
"""Schemathesis' own, and that of a request that is too long to be read: no schema says how long all of it may be."""


@dataclass
class Seen:
    """Statuses by operation id."""

    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def note(self, method: str, url: str, status: int) -> None:
        """An answer. What is no operation is passed over."""
        path = urlsplit(url).path
        for operation, pattern in _PATTERNS.get(method.upper(), ()):
            if pattern.search(path):
                self.statuses[operation].add(status)
                return

    def read(self, har: Path) -> None:
        """The answers in an HTTP archive."""
        for entry in json.loads(har.read_text("utf-8"))["log"]["entries"]:
            self.note(entry["request"]["method"], entry["request"]["url"], entry["response"]["status"])

    def never_done(self) -> set[str]:
        """Operations that never answered with a 2xx."""
        return {
            name
            for every in _PATTERNS.values()
            for name, _ in every
            if not any(200 <= s < 300 for s in self.statuses[name])
        }


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of schemathesis ended."""

    code: int
    output: str
    archive: Path

    @property
    def told(self) -> str:
        """What it found, from the first failure on."""
        parts = re.split(r"^=+ (?:FAILURES|ERRORS) =+$", self.output, maxsplit=1, flags=re.MULTILINE)
        return parts[-1][:20_000]


def operations() -> set[str]:
    """Every operation of the document."""
    return {one["operationId"] for methods in DOCUMENT["paths"].values() for one in methods.values()}


def run(world: World, folder: Path, *, seed: int, phases: Iterable[str], examples: int, seconds: int = 0) -> Run:
    """One run of so many examples for each operation, or with `seconds` of ever more until these are over.

    It goes on after a failure, so that one run tells all of them.
    """
    settings, archive = folder / f"schemathesis-{seed}.toml", folder / f"answers-{seed}.har"
    settings.write_text("\n".join(_settings(world)), "utf-8")
    tomllib.loads(settings.read_text("utf-8"))
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings)),
        *("run", str(ROOT / PACKAGE / "operations/openapi.json"), "--no-color", "--continue-on-failure"),
        *("--seed", str(seed), "--phases", ",".join(phases), "-n", str(examples)),
        *(("--max-time", str(seconds)) if seconds else ()),
        *("--report", "har", "--report-har-path", str(archive)),
    ]
    place = {**os.environ, "PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.e2e.contract.refusals"}
    done = subprocess.run(command, cwd=folder, env=place, capture_output=True, text=True, check=False)
    return Run(done.returncode, done.stdout + done.stderr, archive)


def _settings(world: World) -> Iterator[str]:
    """The configuration: one caller with every role, and the ids of what there is."""
    values = world.path()
    yield f'base-url = "{world.school.place.api_url}"'
    yield "workers = 2\nrequest-timeout = 60"
    yield f'[auth.openapi.token]\nbearer = "{every_role(world, world.school.stack, seconds=3600)}"'
    yield f'[auth.openapi.key]\nbearer = "{world.secret}"'
    yield "[generation]\nallow-x00 = true\ndatabase = 'none'"
    yield "[checks.unsupported_method]\nenabled = false"
    yield "[phases.coverage]\nunexpected-methods = []"
    yield f"[checks.positive_data_acceptance]\nexpected-statuses = [{_ACCEPTING}]"
    yield f"[checks.negative_data_rejection]\nexpected-statuses = [{_REJECTING}]"
    yield f'[parameters]\n"path.tenant" = "{values.pop("tenant")}"'
    yield from (f'"path.{name}" = {{ dictionary = "{name}", probability = {_KNOWN} }}' for name in values)
    yield from (f'[dictionaries.{name}]\nvalues = ["{value}"]' for name, value in values.items())
    # A run that suspended its own school, or was asked for terms, would find nothing in what is left.
    yield f'[[operations]]\ninclude-path-regex = "^/v1/tenants/"\nparameters = {{ "path.tenant" = "{world.spare}" }}'


def _patterns() -> Mapping[str, list[tuple[str, re.Pattern[str]]]]:
    """Operations by method, those with the fewest parameters first."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    items: list[tuple[str, Any]] = sorted(DOCUMENT["paths"].items(), key=lambda item: item[0].count("{"))
    for path, methods in items:
        pattern = re.compile(re.sub(r"\\{[a-z_]+\\}", "[^/]+", re.escape(path)) + "$")
        for method in _METHODS:
            if method in methods:
                found.setdefault(method.upper(), []).append((methods[method]["operationId"], pattern))
    return found


_PATTERNS = _patterns()
