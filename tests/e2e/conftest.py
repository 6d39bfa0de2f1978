"""The deployed stack for end-to-end tests, with AUTH=true: every function acts through its own role alone."""

import fcntl
import io
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.deployed import WORKERS, Deployed, School, deployed
from tools.demo.journal import Journal
from tools.demo.olx_sheet import OlxSheet
from tools.demo.sheet import read_sheet
from tools.demo.sources import SAMPLE, SAMPLE_COURSE, read_course
from tools.demo.stage import Stage
from tools.lease import Lease
from tools.local_stack import Emulator, answers, start_emulator
from tools.seed import import_sample


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Deployed]:
    """The whole stack on a free port, shared by all workers of this run; it ends when the last of them has ended."""
    own = tmp_path_factory.getbasetemp()
    emulator, outputs = _shared_stack((own if worker_id == "master" else own.parent) / "stack")
    yield Deployed(emulator.endpoint_url, outputs, emulator.data_dir)
    emulator.lease.release()


@pytest.fixture(scope="session")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    """A stack of this worker's own, for tests that change it."""
    folder = tmp_path_factory.mktemp("own-stack")
    with start_emulator(data_dir=folder, keep=False, auth=True, workers=WORKERS) as emulator:
        yield Deployed(emulator.endpoint_url, deployed(emulator), emulator.data_dir)


@pytest.fixture(scope="session")
def school(stack: Deployed) -> School:
    """A school of this worker's own, with an administrator and an instructor."""
    return stack.found()


@pytest.fixture(scope="session")
def stage(school: School, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The sample course with its questions, imported and published in that school."""
    course = import_sample(school.instructor)
    school.instructor.api.put(f"/courses/{course}/publication")
    titles = OlxSheet(read_course(SAMPLE_COURSE).files).titles()
    return Stage(
        school.place,
        Journal(io.StringIO()),
        run=secrets.token_hex(4),
        instructor=school.instructor,
        folder=tmp_path_factory.mktemp("demo"),
        course=course,
        slug=school.instructor.api.get(f"/courses/{course}")["slug"],
        papers=read_sheet(SAMPLE / "answers.json", titles),
    )


def _shared_stack(folder: Path) -> tuple[Emulator, dict[str, str]]:
    """Deploy the run's stack or join it. The lock lets one worker deploy while the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "starting").open("ab") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        place = folder / "stack.json"
        if place.exists():
            lease = Lease(folder / "data/lease")
            known = json.loads(place.read_text())
            if answers(known["endpoint_url"]):
                return Emulator(known["endpoint_url"], folder / "data", lease), known["outputs"]
            lease.release()
        started = start_emulator(data_dir=folder / "data", keep=False, auth=True, workers=WORKERS)
        outputs = deployed(started)
        place.write_text(json.dumps({"endpoint_url": started.endpoint_url, "outputs": outputs}))
        return started, outputs
