"""Races across several processes: each runs a program of this folder, and all of them begin at one moment."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
WARMING_SECONDS = 6.0
"""Enough for every process to import what it needs, on a machine that is busy."""


def wait_until(start: str | float) -> None:
    """Sleep until a moment (seconds since 1970) that all processes were told."""
    time.sleep(max(0.0, float(start) - time.time()))


def race(program: str, common: Sequence[str], each: Sequence[Sequence[str]]) -> list[Any]:
    """What the processes printed (each one JSON list), in one list.

    `program`: a file below the repository; `common`: what every process is told, after which comes the moment at which
    to begin; `each`: what one process alone is told.
    """
    arguments = [sys.executable, program, *common, str(time.time() + WARMING_SECONDS)]
    paths = os.pathsep.join(str(REPOSITORY / folder) for folder in (".", "layers/lyceum/python"))
    processes = [
        subprocess.Popen(
            [*arguments, *own],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            text=True,
        )
        for own in each
    ]
    answers = [process.communicate(timeout=90)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return [printed for answer in answers for printed in json.loads(answer)]
