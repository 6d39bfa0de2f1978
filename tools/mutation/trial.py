"""Trials of mutants against the unit tests of their context, each in a fork of a process that has collected them.

A fork costs milliseconds, so that thousands of mutants are tried in minutes. No file is changed: the fork gives the
function another body, or imports its module with another source. Of another body only the tests that enter the function
can tell anything, the quickest first.
"""

import importlib
import json
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NoReturn

from tools.checks.layout import PACKAGE, ROOT
from tools.mutation.importing import import_mutant
from tools.mutation.mutants import Mutant
from tools.mutation.reach import Reach, place_of
from tools.mutation.swaps import Swap, swap

_LIBRARIES = ("boto3", "hypothesis", "hypothesis.strategies", "pydantic", "pytest", "tests.dynamodb_local")
_ARGUMENTS = (
    *("-x", "-q", "--no-header", "--no-summary", "--import-mode=importlib"),
    *("-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "-p", "pytest_timeout", "-p", "xdist.plugin"),
    *("-o", "addopts=", "--timeout=0"),
    # Nobody reads why a test fails, or what is left over after it; both would cost as much as the test.
    *("--assert=plain", "-p", "no:unraisableexception", "-p", "no:threadexception"),
)
_CPU_SECONDS = 20
"""A mutant that never ends is one that is noticed: so much longer than all tests thrice. Processor time, so that a busy
machine is not taken for a loop."""
_SEEING_SECONDS = 600
"""For the tests without a mutant."""
_SURVIVED, _KILLED, _BROKEN, _FAULT = 0, 1, 97, 98


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
    count = 0
    with os.fdopen(told) as lines:
        for count, line in enumerate(lines, 1):  # noqa: B007 - how many there were
            place, outcome = line.split()
            yield mutants[int(place)], Outcome(outcome)
    os.waitpid(process, 0)
    if count < len(mutants):
        raise NoTests(f"the tests of {context} fail without a mutant, or could not be collected")


def _nursery(tests: list[str], mutants: list[Mutant], at_once: int, teller: int) -> int:
    import pytest

    reach = Reach()

    class Loop:
        """Tries mutants instead of running the tests once."""

        @pytest.hookimpl(wrapper=True)
        def pytest_collection(self) -> Iterator[None]:
            with reach.collecting():
                return (yield)

        def pytest_runtestloop(self, session: pytest.Session) -> bool:
            if not _seen(session, reach):
                return True
            running: dict[int, int] = {}
            patience = _CPU_SECONDS + 3 * int(sum(reach.seconds.values()))
            waiting = iter(enumerate(mutants))
            while True:
                while len(running) < at_once and (following := next(waiting, None)) is not None:
                    place, mutant = following
                    running[_fork(_trial(session, tests, reach, mutant), patience)] = place
                if not running:
                    return True
                process, status = os.wait()
                os.write(teller, f"{running.pop(process)} {_outcome(status)}\n".encode())

    return int(pytest.main([*_ARGUMENTS, *tests], plugins=[Loop()]))


def _seen(session: Any, reach: Reach) -> bool:
    """Run every test without a mutant, in a fork that tells what each one reaches. False where one fails."""
    told, teller = os.pipe()

    def act() -> int:
        for item in session.items:
            with reach.running(item.nodeid):
                if _run([item]) != _SURVIVED:
                    return _KILLED
        with os.fdopen(teller, "w") as answer:
            json.dump([{test: sorted(places) for test, places in reach.entered.items()}, reach.seconds], answer)
        return _SURVIVED

    process = _fork(act, _SEEING_SECONDS)
    os.close(teller)
    with os.fdopen(told) as answer:
        seen = answer.read()
    if _wait(process) is not Outcome.SURVIVED:
        return False
    entered, reach.seconds = json.loads(seen)
    reach.entered.update({test: {(file, name) for file, name in places} for test, places in entered.items()})
    return True


def _trial(session: Any, tests: list[str], reach: Reach, mutant: Mutant) -> Callable[[], int]:
    """What a fork does: run what is collected on another body, or collect it anew after another import.

    What tests computed when they were imported is the original's: a function that was entered then is tried both ways.
    """
    name = _module(mutant.path)
    loaded = importlib.import_module(name)
    in_place: Swap | None = swap(loaded, (ROOT / mutant.path).read_text("utf-8"), mutant.source)
    if in_place is None:
        return lambda: _anew(name, tests, reach, mutant)
    put, place = in_place, place_of(in_place.function.__code__)
    reaching = [item for item in session.items if place in reach.entered[item.nodeid]]

    def act() -> int:
        put()
        if _run(sorted(reaching, key=lambda item: reach.cost(item.nodeid))) == _KILLED:
            return _KILLED
        return _anew(name, tests, reach, mutant) if place in reach.at_import else _SURVIVED

    return act


def _run(items: Sequence[Any]) -> int:
    """Collected tests, until one fails."""
    for item, following in pairwise([*items, None]):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if item.session.testsfailed:
            return _KILLED
    return _SURVIVED


def _anew(name: str, tests: list[str], reach: Reach, mutant: Mutant) -> int:
    if not import_mutant(name, ROOT / mutant.path, mutant.source):
        return _BROKEN
    import pytest

    class Cheapest:
        """Puts the quickest tests first."""

        def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
            items.sort(key=lambda item: reach.cost(item.nodeid))

    near = [test for test in tests if f"from {name} import" in _text(ROOT / test)]
    for some in (near, [test for test in tests if test not in near]):
        if some and pytest.main([*_ARGUMENTS, *some], plugins=[Cheapest()]) != _SURVIVED:
            return _KILLED
    return _SURVIVED


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _module(path: str) -> str:
    return ".".join(("lyceum", *Path(path).relative_to(PACKAGE).with_suffix("").parts))


def _fork(act: Callable[[], int], seconds: int) -> int:
    process = os.fork()
    if process == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        _leave(act)
    return process


def _leave(act: Callable[[], int]) -> NoReturn:
    """Do it in silence and end the process, whatever comes of it."""
    code = _FAULT
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
    if os.WEXITSTATUS(status) == _FAULT:
        raise RuntimeError("a trial could not be carried through; nothing is known of its mutant")
    return {_BROKEN: Outcome.BROKEN, _SURVIVED: Outcome.SURVIVED}.get(os.WEXITSTATUS(status), Outcome.KILLED)
