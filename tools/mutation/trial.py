"""Trials of mutants against the unit tests of their context, each in a fork of a process that has collected them.

A fork costs milliseconds, so that thousands of mutants are tried in minutes. No file is changed: the fork gives the
function another body, or imports its module with another source.
"""

import importlib
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, NoReturn

from tools.checks.layout import PACKAGE, ROOT
from tools.mutation.importing import import_mutant
from tools.mutation.mutants import Mutant
from tools.mutation.swaps import Swap, swap

_LIBRARIES = ("boto3", "hypothesis", "hypothesis.strategies", "pydantic", "pytest", "tests.dynamodb_local")
_ARGUMENTS = (
    *("-x", "-q", "--no-header", "--no-summary", "--import-mode=importlib"),
    *("-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "-p", "pytest_timeout", "-p", "xdist.plugin"),
    *("-o", "addopts=", "--timeout=0"),
)
_CPU_SECONDS = 60
"""A mutant that never ends is one that is noticed. Processor time, so that a busy machine is not taken for a loop."""
_SURVIVED, _KILLED, _BROKEN = 0, 1, 97


class Outcome(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    BROKEN = "broken"
    """It cannot even be imported, so it says nothing about the tests and does not count."""


class NoTests(RuntimeError):
    """A context whose unit tests are missing, or fail without any mutant."""


def try_all(mutants: Sequence[Mutant], *, at_once: int) -> Iterator[tuple[Mutant, Outcome]]:
    """The outcome of each mutant, context by context. Raises NoTests."""
    prepare()
    for context, group in groupby(mutants, key=lambda mutant: Path(mutant.path).relative_to(PACKAGE).parts[0]):
        yield from _of_context(context, list(group), at_once)


def unit_tests(context: str) -> list[str]:
    """The unit tests of a context. Raises NoTests where there are none."""
    found = sorted((ROOT / "tests/unit" / context).glob("test_*.py"))
    if not found:
        raise NoTests(f"no test in tests/unit/{context}")
    return [test.relative_to(ROOT).as_posix() for test in found]


def prepare() -> None:
    """Import what no mutant changes, and let every example be the same in every run."""
    os.environ.update(HYPOTHESIS_PROFILE="mutation", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    for folder in (ROOT / "functions", ROOT / "layers/lyceum/python"):
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
    for name in _LIBRARIES:
        importlib.import_module(name)


def _of_context(context: str, mutants: list[Mutant], at_once: int) -> Iterator[tuple[Mutant, Outcome]]:
    """Collect a context's tests in a process of its own, and try its mutants there."""
    tests = unit_tests(context)
    told, teller = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(told)
        _leave(lambda: _nursery(tests, mutants, at_once, teller))
    os.close(teller)
    outcomes: dict[int, Outcome] = {}
    with os.fdopen(told) as lines:
        for line in lines:
            place, outcome = line.split()
            outcomes[int(place)] = Outcome(outcome)
    os.waitpid(process, 0)
    if len(outcomes) < len(mutants):
        raise NoTests(f"the tests of {context} fail without a mutant, or could not be collected")
    yield from ((mutant, outcomes[place]) for place, mutant in enumerate(mutants))


def _nursery(tests: list[str], mutants: list[Mutant], at_once: int, teller: int) -> int:
    import pytest

    class Loop:
        """Tries mutants instead of running the tests once."""

        def pytest_runtestloop(self, session: pytest.Session) -> bool:
            if _wait(_fork(lambda: _run(session, ""))) is Outcome.KILLED:
                return True
            running: dict[int, int] = {}
            waiting = iter(enumerate(mutants))
            while True:
                while len(running) < at_once and (following := next(waiting, None)) is not None:
                    place, mutant = following
                    running[_fork(_trial(session, tests, mutant))] = place
                if not running:
                    return True
                process, status = os.wait()
                os.write(teller, f"{running.pop(process)} {_outcome(status)}\n".encode())

    return int(pytest.main([*_ARGUMENTS, *tests], plugins=[Loop()]))


def _trial(session: Any, tests: list[str], mutant: Mutant) -> Callable[[], int]:
    """What a fork does: run what is collected on another body, then collect it anew after another import.

    What tests computed when they were imported is the original's, so only the second says that a mutant survives.
    """
    name = _module(mutant.path)
    loaded = importlib.import_module(name)
    in_place: Swap | None = swap(loaded, (ROOT / mutant.path).read_text("utf-8"), mutant.source)

    def act() -> int:
        if in_place is not None:
            in_place()
            if _run(session, name) == _KILLED:
                return _KILLED
        return _anew(name, tests, mutant)

    return act


def _run(session: Any, module: str) -> int:
    """The collected tests, those first whose file imports the module, until one fails."""
    near = f"from {module} import"
    items = sorted(session.items, key=lambda item: bool(module) and near not in _text(item.path))
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return _KILLED
    return _SURVIVED


def _anew(name: str, tests: list[str], mutant: Mutant) -> int:
    if not import_mutant(name, ROOT / mutant.path, mutant.source):
        return _BROKEN
    import pytest

    near = [test for test in tests if f"from {name} import" in _text(ROOT / test)]
    for some in (near, [test for test in tests if test not in near]):
        if some and pytest.main([*_ARGUMENTS, *some]) != _SURVIVED:
            return _KILLED
    return _SURVIVED


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _module(path: str) -> str:
    return ".".join(("lyceum", *Path(path).relative_to(PACKAGE).with_suffix("").parts))


def _fork(act: Callable[[], int]) -> int:
    process = os.fork()
    if process == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        _leave(act)
    return process


def _leave(act: Callable[[], int]) -> NoReturn:
    """Do it in silence and end the process, whatever comes of it."""
    code = _KILLED
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        os.chdir(ROOT)
        code = act()
    finally:
        os._exit(code)


def _wait(process: int) -> Outcome:
    return _outcome(os.waitpid(process, 0)[1])


def _outcome(status: int) -> Outcome:
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) not in (signal.SIGXCPU, signal.SIGKILL):
            raise RuntimeError(f"a trial ended by signal {os.WTERMSIG(status)}")
        return Outcome.KILLED
    return {_BROKEN: Outcome.BROKEN, _SURVIVED: Outcome.SURVIVED}.get(os.WEXITSTATUS(status), Outcome.KILLED)
