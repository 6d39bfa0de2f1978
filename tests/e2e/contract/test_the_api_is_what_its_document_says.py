"""Schemathesis finds nothing on the running stack, and every operation is reached where it succeeds.

All checks but `unsupported_method`: the gateway answers 404 for a method that it does not know, and cannot be told to
answer 405.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.contract.conformance import Run, Seen, run
from tests.e2e.contract.walk import every_role, walk
from tests.e2e.contract.walk_school import let_in
from tests.e2e.deployed import WORKERS, Deployed, deployed
from tests.e2e.furnishing import furnish
from tests.e2e.world import World
from tools.demo import api
from tools.demo.api import Answer, Api
from tools.local_stack import start_emulator

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

FIRST, SEEDS = 20_261_126, (2, 3)
ALONE, STATEFUL = ("examples", "coverage", "fuzzing"), ("stateful",)


@pytest.fixture(scope="module")
def seen() -> Seen:
    """Every answer of this module."""
    return Seen()


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """A platform of this module's own: an operator's requests change more than one school."""
    folder = tmp_path_factory.mktemp("contract")
    with start_emulator(data_dir=folder, keep=False, auth=True, workers=WORKERS) as emulator:
        yield Deployed(emulator.endpoint_url, deployed(emulator), emulator.data_dir)


@pytest.fixture(scope="module")
def world(platform: Deployed, seen: Seen) -> Iterator[World]:
    """A furnished school, whose clients have done everything once."""
    with pytest.MonkeyPatch.context() as patch:
        sent = api.exchange

        def noted(request: Any) -> Answer:
            answer = sent(request)
            seen.note(request.get_method(), request.full_url, answer.status)
            return answer

        patch.setattr(api, "exchange", noted)
        school = platform.found()
        let_in(school)
        made = furnish(school)
        walk(made, operator=every_role(made, platform, seconds=600))
        yield made


def test_every_operation_succeeds_at_least_once(world: World, seen: Seen) -> None:
    """In the school's furnishing or in what its clients do next. First, since schemathesis leaves nothing as it was."""
    assert world.spare
    assert sorted(seen.never_done()) == []


def test_schemathesis_finds_nothing(world: World, seen: Seen, tmp_path: Path) -> None:
    """A few requests to each operation, so many on every machine."""
    found(world, seen, run(world, tmp_path, seed=FIRST, phases=("fuzzing",), examples=3))


@pytest.mark.slow
@pytest.mark.parametrize("phases", [ALONE, STATEFUL], ids=["alone", "stateful"])
@pytest.mark.parametrize("seed", [FIRST, *SEEDS])
def test_schemathesis_finds_nothing_for_long(
    world: World, seen: Seen, tmp_path: Path, seed: int, phases: tuple[str, ...]
) -> None:
    """Every value at the edge of what its schema allows, chains along the document's links, and ever more until a time
    is over.
    """
    seconds = int(os.environ.get("SCHEMATHESIS_SECONDS", "120"))

    found(world, seen, run(world, tmp_path, seed=seed, phases=phases, examples=20, seconds=seconds))


def found(world: World, seen: Seen, done: Run) -> None:
    """Nothing; and the caller had been let in until the end, or nothing could have been found."""
    seen.read(done.archive)
    assert done.code == 0, done.told
    operator = every_role(world, world.school.stack, seconds=600)
    Api(world.school.place.tenant_url(), operator).get("/me")
