"""`make test`: the suite on all processors, and what failed there once more, alone. `make test-all`: `--once`.

Thousands of tests share two processors with an emulator; now and then one of them waits longer than it may. A test that
fails beside others and passes alone is named as unsteady at the end, and is to be mended; one that fails twice, or more
failures than `UNSTEADY`, fail the run.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

UNSTEADY: Final = 5
"""Failures that may be the machine's; more are the change's."""

FAILED: Final = 1
"""Pytest's exit code where tests ran and some failed."""

CACHE: Final = Path("build/tests-cache")
PARALLEL: Final = ("--dist", "loadfile", "--no-loadscope-reorder")
"""Whole files, in the order of tests/conftest.py: what takes longest begins first."""

type Pytest = Callable[[Sequence[str]], int]


def workers(processors: int) -> int:
    """How many run at once: half as many again as there are processors, since a third of their time is waiting."""
    return processors + processors // 2


def suite(
    arguments: Sequence[str], *, pytest: Pytest, failures: Callable[[], Sequence[str]], once: bool = False
) -> int:
    """Run the suite, and its failures again where there are few, unless `once` is enough.

    Gives pytest's exit code, 0 where the rest passed.
    """
    at_once = ("-n", str(workers(os.process_cpu_count() or 1)))
    code = pytest([*at_once, *PARALLEL, "-o", f"cache_dir={CACHE}", "--cache-clear", *arguments])
    if code != FAILED or once:
        return code
    failed = failures()
    if not 0 < len(failed) <= UNSTEADY:
        return code
    print(f"Once more, alone: {len(failed)} that failed.", flush=True)
    again = pytest(["-p", "no:cacheprovider", *failed])
    if again == 0:
        print("\n".join(["UNSTEADY, passed alone, to be mended:", *failed]), flush=True)
    return again


def last_failures() -> Sequence[str]:
    """Ids of the tests that failed in the run before; none where modules could not be read at all."""
    try:
        known = json.loads((CACHE / "v/cache/lastfailed").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return sorted(known) if all("::" in name for name in known) else []


def _pytest(arguments: Sequence[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode  # nosec B603


if __name__ == "__main__":
    given = sys.argv[1:]
    asked = [argument for argument in given if argument != "--once"]
    sys.exit(suite(asked, pytest=_pytest, failures=last_failures, once=asked != given))
