"""Schemathesis finds nothing on the running stack, and every operation is reached where it succeeds.

All checks but `unsupported_method`: the gateway answers 404 for a method that it does not know, and cannot be told to
answer 405.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.contract.conformance import Seen, operations, owed, run
from tests.e2e.contract.walk import every_role, walk
from tests.e2e.deployed import Deployed
from tests.e2e.world import World, furnish
from tools.demo import api
from tools.demo.api import Answer

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

SEEDS = (20_261_126, 2, 3)
"""The first is given less time."""
ALONE, STATEFUL = ("examples", "coverage", "fuzzing"), ("stateful",)


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Every answer of this module."""
    return Seen()


@pytest.fixture(scope="module")
def world(stack: Deployed, seen: Seen) -> Iterator[World]:
    """A furnished school of this test's own: schemathesis leaves nothing as it was."""
    with pytest.MonkeyPatch.context() as patch:
        sent = api.exchange

        def noted(request: Any) -> Answer:
            answer = sent(request)
            seen.note(request.get_method(), request.full_url, answer.status)
            return answer

        patch.setattr(api, "exchange", noted)
        yield furnish(stack.found())


def test_every_operation_succeeds_at_least_once(world: World, seen: Seen) -> None:
    """In the school's furnishing or in what its clients do next. First, since schemathesis leaves nothing as it was."""
    walk(world, operator=every_role(world, world.school.stack, seconds=600))

    assert sorted(set(seen.never_done()) - set(owed())) == []


def test_only_operations_that_are_there_are_owed() -> None:
    assert sorted(set(owed()) - operations()) == []


@pytest.mark.parametrize("phases", [ALONE, STATEFUL], ids=["alone", "stateful"])
@pytest.mark.slow  # ended by time: what it comes to depends on the machine, until nothing is owed
@pytest.mark.parametrize("seed", SEEDS)
def test_schemathesis_finds_nothing(
    world: World, seen: Seen, tmp_path: Path, seed: int, phases: tuple[str, ...]
) -> None:
    seconds = int(os.environ.get("SCHEMATHESIS_SECONDS", "40" if seed == SEEDS[0] else "120"))

    done = run(world, tmp_path, seed=seed, phases=phases, seconds=seconds, examples=20)

    seen.read(done.archive)
    assert done.code == 0, done.told
