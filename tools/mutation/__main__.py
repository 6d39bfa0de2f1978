"""Break the rules in every small way and see whether their unit tests notice: `make mutation`.

`make mutation ARGS=enrollment` takes the rule files whose path has the word, `ARGS="--fifth 2"` every fifth of them,
and `ARGS=--list` prints what survives in the form of tests/mutation/survivors. It fails where less than 85 % of a
file's mutants are killed, where one survives that is not listed with its reason, and where a listed one is killed or is
no mutant any more.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from tools.mutation.mutants import Mutant, mutants_of, rule_files
from tools.mutation.survivors import SURVIVORS, Verdict, judged, kept_for, listed, written
from tools.mutation.trial import Outcome, try_all

FIFTHS = 5


def chosen(words: Sequence[str], fifth: int | None = None) -> list[Path]:
    """The rule files that are asked for; without words, all."""
    files = rule_files()
    if words:
        return [path for path in files if any(word in path.as_posix() for word in words)]
    return files if fifth is None else files[fifth % FIFTHS :: FIFTHS]


def tried(files: Iterable[Path], *, at_once: int = 2, say: Callable[[str], None] = lambda _: None) -> Verdict:
    """The verdict over the mutants of these files. `say` gets each file's path when its turn comes."""
    mutants = [mutant for path in files for mutant in mutants_of(path)]
    return judged(_told(try_all(mutants, at_once=at_once), say), listed())


def _told(outcomes: Iterable[tuple[Mutant, Outcome]], say: Callable[[str], None]) -> Iterator[tuple[Mutant, Outcome]]:
    seen = set[str]()
    for mutant, outcome in outcomes:
        if mutant.path not in seen:
            seen.add(mutant.path)
            say(mutant.path)
        yield mutant, outcome


def main() -> int:
    """Try, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*", help="parts of paths; none: all rule files")
    parser.add_argument("--fifth", type=int, help="one of five parts of them")
    parser.add_argument("--list", action="store_true", help="print survivors as survivors.toml has them")
    parser.add_argument("--at-once", type=int, default=2)
    asked = parser.parse_args()
    files = chosen(asked.words, asked.fifth)
    verdict = tried(files, at_once=asked.at_once, say=partial(print, file=sys.stderr, flush=True))
    if asked.list:
        for path, keys in groupby(verdict.survived, key=itemgetter(0)):
            print(f"# {kept_for(path)}", *(written(key) for key in keys if key not in verdict.listed), sep="\n")
        return 0
    print("\n".join(verdict.table()))
    wrong = verdict.wrong()
    print("\n".join(wrong) or f"every survivor is listed in {SURVIVORS.name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
