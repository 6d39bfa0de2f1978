"""`python -m tools.checks [name …]`: every check, or those that are named; one line each, then what failed."""

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

from tools.checks.catalogue import CHECKS, Outcome, run


def run_all(names: list[str], *, at_once: int) -> list[Outcome]:
    """Run checks side by side, printing each as it ends."""
    outcomes = []
    with ThreadPoolExecutor(max_workers=at_once) as pool:
        for done in as_completed([pool.submit(run, name) for name in names]):
            outcomes.append(done.result())
            print(outcomes[-1], flush=True)
    return outcomes


def main(arguments: list[str]) -> int:
    """Exit status: 0 where all passed."""
    parser = argparse.ArgumentParser(prog="python -m tools.checks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(CHECKS)}")
    parser.add_argument("--at-once", type=int, default=min(4, os.cpu_count() or 1), help="how many run side by side")
    given = parser.parse_args(arguments)
    if unknown := set(given.names) - set(CHECKS):
        parser.error(f"no such check: {', '.join(sorted(unknown))}")
    outcomes = run_all(given.names or list(CHECKS), at_once=given.at_once)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n── {outcome.name} {'─' * 60}\n{outcome.output}")
    skipped = sum(bool(outcome.skipped) for outcome in outcomes)
    print(f"\n{len(outcomes) - len(failed) - skipped} passed, {len(failed)} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
