"""CPU of cold starts: a fresh process imports a function's artefact and answers one event.

Round after round, and in each round the floor right before every function, so that whatever the machine does to one
it does to the other. What counts is the operating system's own account of the finished process (user + system).
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tools.built import REPOSITORY, Build, Packaged

_HERE = Path(__file__).parent
_CHILD = _HERE / "cold_child.py"
_SAMPLE = REPOSITORY / "events/assessment/save_answer.json"
REFERENCE = "boto3 with Powertools"
HEAVY = ("stripe", "starlette", "mangum", "lxml", "nh3", "jinja2", "vl_convert")
"""Packages that only a function with a layer of its own for them may load."""
NEVER = ("argparse", "asyncio", "botocore.docs.service", "dotenv", "pydantic.networks", "pydantic_settings.main")
"""Modules that no request needs: tools/defer_imports.py keeps them out of the start."""


@dataclass(frozen=True)
class Subject:
    """What is started."""

    name: str
    folders: tuple[Path, ...]
    module: str
    event: Path
    has_route: bool = False
    layers: frozenset[str] = frozenset()
    """Heavy packages that its own layers bring."""


@dataclass
class Starts:
    """What was measured of one subject, round by round."""

    subject: Subject
    seconds: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    """Over the floor that ran right before."""
    ended: str = ""
    """What the first invocation ended with: a status, `ok`, the name of a refusal."""
    loaded: tuple[str, ...] = ()
    """Which of HEAVY and NEVER were loaded by then."""

    @property
    def ratio(self) -> float:
        """The median."""
        return median(self.ratios)

    @property
    def milliseconds(self) -> float:
        """The median."""
        return median(self.seconds) * 1000


def subjects(build: Build, opt_folder: Path, events: Mapping[str, Path]) -> Iterator[Subject]:
    """The reference, then every function with its sample event, or the one in `events`."""
    for function in build.functions:
        opt = opt_of(function, opt_folder)
        if function.name == "assessment.save_answer":
            yield Subject(REFERENCE, (_HERE, opt), "powertools_reference", _SAMPLE)
        sample = REPOSITORY / "events" / f"{function.name.replace('.', '/')}.json"
        event = events.get(function.name, sample)
        layers = frozenset(name for name in HEAVY if function.carries(name))
        yield Subject(function.name, (function.code, opt), function.name, event, function.has_route, layers)


def opt_of(function: Packaged, folder: Path) -> Path:
    """The function's layers in one folder, as Lambda lays them into /opt."""
    python = folder / "+".join(layer.name for layer in function.layers) / "python"
    if not python.exists():
        for layer in function.layers:
            for source in (layer / "python").rglob("*"):
                if source.is_file():
                    place = python / source.relative_to(layer / "python")
                    place.parent.mkdir(parents=True, exist_ok=True)
                    os.link(source, place)
    return python


def measure(wanted: Iterable[Subject], environment: Mapping[str, str], rounds: int) -> list[Starts]:
    """Start everything `rounds` times, each after a floor. Raises RuntimeError where a process fails."""
    floor = Subject("floor", (_HERE,), "floor", _SAMPLE)
    found = [Starts(subject) for subject in wanted]
    for number in range(rounds + 1):
        for starts in found:
            below, _ = _start(floor, environment)
            spent, (starts.ended, loaded) = _start(starts.subject, environment)
            starts.loaded = tuple(name for name in loaded if name not in starts.subject.layers)
            if number:  # the first round only warms the file cache
                starts.seconds.append(spent)
                starts.ratios.append(spent / below)
    return found


def _start(subject: Subject, environment: Mapping[str, str]) -> tuple[float, tuple[str, list[str]]]:
    reading, writing = os.pipe()
    folders = ":".join(str(folder) for folder in subject.folders)
    watched = ":".join((*HEAVY, *NEVER))
    interpreter = os.path.realpath(sys.executable)  # not the environment's: nothing of it may be found
    command = [interpreter, "-I", "-S", "-B", str(_CHILD), folders, subject.module, str(subject.event), watched]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, writing, 3), (os.POSIX_SPAWN_DUP2, nowhere, 1)]
    pid = os.posix_spawn(interpreter, command, dict(environment), file_actions=actions)
    os.close(writing)
    os.close(nowhere)
    with os.fdopen(reading) as answer:
        ended = answer.read()
    _, status, usage = os.wait4(pid, 0)
    if status or not ended:
        raise RuntimeError(f"{subject.name} ended with {status}: {json.dumps(command)}")
    return usage.ru_utime + usage.ru_stime, tuple(json.loads(ended))
