"""`make demo`: the whole main job on the running platform, or on one that is started for it."""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from tools.demo.journal import Journal
from tools.demo.scenario import play
from tools.demo.sources import SAMPLE_COURSE, SAMPLE_QUESTIONS
from tools.local_deploy import DeploymentFailed
from tools.local_platform import LOCAL, AlreadyRunning, NotRunning, SeedingFailed, Stack, platform, running_stack
from tools.local_stack import EmulatorFailed, PortInUse
from tools.progress import Progress
from tools.seed import place_of

FOLDER = LOCAL / "demo"


def main() -> int:
    """0 where everything was as it should be; 1 with what fell short, or with why it could not begin."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--course", type=Path, help="a folder or an archive with a course in OLX")
    parser.add_argument("--questions", type=Path, help="a GIFT file, or a folder with some")
    parser.add_argument("--port", type=int, default=4566, help="where to start the platform if none runs")
    given = parser.parse_args()
    course = given.course or SAMPLE_COURSE
    questions = given.questions or (SAMPLE_QUESTIONS if given.course is None else None)
    for path in filter(None, (course, questions)):
        if not path.exists():
            print(f"There is no {path}.", file=sys.stderr)
            return 1
    try:
        with _platform(given.port) as stack:
            return _play(stack, course, questions)
    except (AlreadyRunning, DeploymentFailed, EmulatorFailed, PortInUse, SeedingFailed) as error:
        print(error, file=sys.stderr)
    except (BotoCoreError, ClientError) as error:
        print(f"The platform does not answer as it should: {error}", file=sys.stderr)
    return 1


def _play(stack: Stack, course: Path, questions: Path | None) -> int:
    journal, began = Journal(), time.monotonic()
    ok = play(
        place_of(stack),
        stack.person("instructor"),
        journal=journal,
        folder=FOLDER,
        course=course,
        questions=questions,
    )
    short = sum(len(step.shortfalls) for step in journal.steps)
    print(f"\n{len(journal.steps)} steps in {time.monotonic() - began:.0f} s; ", end="")
    print("all as it should be." if ok else f"{short} fell short.")
    print(f"What was fetched lies in {FOLDER.relative_to(LOCAL.parent)}/.")
    return 0 if ok else 1


@contextmanager
def _platform(port: int) -> Iterator[Stack]:
    """The platform that runs; where none does, one that runs for as long as this takes."""
    try:
        stack = running_stack()
    except NotRunning:
        progress = Progress()
        with platform(port, say=progress.step) as started:
            progress.done()
            yield started
    else:
        yield stack


if __name__ == "__main__":
    sys.exit(main())
