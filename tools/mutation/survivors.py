"""Mutants that may survive, each with its reason, and the verdict over a run.

The survivors of a rule file lie in tests/mutation/survivors, at that file's own path below the contexts' package. One
that is not there fails the run, and so does one that is there and is killed. `make mutation ARGS="--list <word>"`
prints new ones in that form; XXXX is what mutmut writes in the place of an empty text.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tools.checks.layout import PACKAGE, ROOT
from tools.mutation.mutants import Mutant
from tools.mutation.trial import Outcome

SURVIVORS = ROOT / "tests/mutation/survivors"
_BELOW = ROOT / PACKAGE
LEAST_KILLED = 85
"""Percent of a file's mutants."""

type Key = tuple[str, str, str, str, int]


@dataclass
class Verdict:
    """What a run has shown."""

    listed: Mapping[Key, str]
    counts: dict[str, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    survived: list[Key] = field(default_factory=list)
    seen: set[Key] = field(default_factory=set)

    def wrong(self) -> list[str]:
        """Why the run fails, if it does."""
        found = [f"survives, not listed: {_told(key)}" for key in self.survived if key not in self.listed]
        for key in self.listed:
            if key[0] in self.counts and key not in self.survived:
                state = "is killed" if key in self.seen else "is no mutant any more"
                found.append(f"listed, but {state}: {_told(key)}")
        return found + [f"{path}: {share:.1f} % killed" for path, share in self.shares() if share < LEAST_KILLED]

    def shares(self) -> list[tuple[str, float]]:
        """Percent of killed mutants by file."""
        return [(path, _share(counts)) for path, counts in self.counts.items()]

    def table(self) -> list[str]:
        """A line for each file, and one for all."""
        every: Counter[Outcome] = sum(self.counts.values(), Counter())
        rows = [*self.counts.items(), ("all", every)]
        return [
            f"{_share(counts):6.1f} %  {counts[Outcome.KILLED]:5} killed {counts[Outcome.SURVIVED]:4} survived  {path}"
            for path, counts in rows
        ]


def judged(outcomes: Iterable[tuple[Mutant, Outcome]], listed: Mapping[Key, str]) -> Verdict:
    """The verdict over outcomes."""
    verdict = Verdict(listed)
    for mutant, outcome in outcomes:
        verdict.counts[mutant.path][outcome] += 1
        verdict.seen.add(mutant.key)
        if outcome is Outcome.SURVIVED:
            verdict.survived.append(mutant.key)
    return verdict


def listed() -> dict[Key, str]:
    """Survivors by what they are, with the reason that each has."""
    return {
        (_rule_file(kept), each["function"], each["was"], each["becomes"], each.get("place", 0)): each["reason"]
        for kept in sorted(SURVIVORS.rglob("*.toml"))
        for each in tomllib.loads(kept.read_text("utf-8"))["survivor"]
    }


def kept_for(rule_file: str) -> str:
    """Where the survivors of a rule file are kept, below the repository."""
    return (SURVIVORS / (ROOT / rule_file).relative_to(_BELOW)).with_suffix(".toml").relative_to(ROOT).as_posix()


def _rule_file(kept: Path) -> str:
    return (_BELOW / kept.relative_to(SURVIVORS)).with_suffix(".py").relative_to(ROOT).as_posix()


def written(key: Key, reason: str = "") -> str:
    """An entry of the file."""
    names = ("function", "was", "becomes")
    _, *texts, place = key
    lines = [f"{name} = {_quoted(value)}" for name, value in zip(names, texts, strict=False)]
    lines += [f"place = {place}"] if place else []
    return "\n".join(["[[survivor]]", *lines, f"reason = {_quoted(reason)}", ""])


def _quoted(value: object) -> str:
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _share(counts: Counter[Outcome]) -> float:
    counted = counts[Outcome.KILLED] + counts[Outcome.SURVIVED]
    return 100 * counts[Outcome.KILLED] / counted if counted else 100.0


def _told(key: Key) -> str:
    path, function, was, becomes, place = key
    return f"{path} {function}: {was!r} becomes {becomes!r}" + (f" (no. {place})" if place else "")
