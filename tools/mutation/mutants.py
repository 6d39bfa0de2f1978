"""The mutants of a rule file: mutmut's mutations of its code, one at a time."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from mutmut.mutation.mutators import mutation_operators

from tools.checks.layout import PACKAGE, ROOT

RULES = ("*/model.py", "*/model/**/*.py", "*/grading.py", "*/responses.py")
"""Where rules are, below the package of the contexts."""

_UNTOUCHED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.TypeAlias, cst.TypeParameters)
"""Types and names: a type checker reads them, no test does."""

_WHEN_BUILT = "defer_build"
"""A keyword of pydantic: when a validator is built changes what an import costs, never what is taken."""

_ESCAPE = re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}")
"""A character by its number. mutmut leaves these alone in strings, but not in raw ones, where they are for `re`."""

_AS_WRITTEN, _NO_COMMA = cst.Module([]), cst.MaybeSentinel.DEFAULT


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change of a rule file."""

    path: str
    """Of the file, below the repository."""
    function: str
    """Qualified name of what was changed; empty at the level of the module."""
    was: str
    becomes: str
    place: int
    """0, 1, …: which of those that read the same."""
    source: str
    """The whole changed file."""

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What tells it from every other, however the lines around it move."""
        return self.path, self.function, self.was, self.becomes, self.place


def rule_files(root: Path = ROOT) -> list[Path]:
    """Every file of pure rules, found by its name: a new one is tried without being listed anywhere."""
    found = {path for pattern in RULES for path in (root / PACKAGE).glob(pattern)}
    return sorted(path for path in found if path.name != "__init__.py")


def mutants_of(path: Path, root: Path = ROOT) -> list[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    source = path.read_text("utf-8")
    module = cst.parse_module(source)
    visitor = _Mutations()
    module.visit(visitor)
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for function, original, mutated in visitor.found:
        changed = cst.ensure_type(module.deep_replace(original, mutated), cst.Module).code
        was, becomes = _difference(source, changed)
        place = seen.get((function, was, becomes), 0)
        seen[function, was, becomes] = place + 1
        found.append(Mutant(path.relative_to(root).as_posix(), function, was, becomes, place, changed))
    return found


def _difference(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, without their indentation."""
    old, new = before.splitlines(), after.splitlines()
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    lines = list(difflib.ndiff(old[start : len(old) - end], new[start : len(new) - end]))
    gone = (line[2:].strip() for line in lines if line.startswith("- "))
    come = (line[2:].strip() for line in lines if line.startswith("+ "))
    return " ⏎ ".join(gone), " ⏎ ".join(come)


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines are the same from the first on: finding what differs costs by the length that is looked at."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (line, there) in pairs if line != there), min(len(one), len(other)))


class _Mutations(cst.CSTVisitor):
    """Collects `(function, node, what it becomes)`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, cst.CSTNode, cst.CSTNode]] = []
        self._names: list[str] = []
        self._enums: list[cst.ClassDef] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Mutate a node and go on with its children, unless it says nothing that runs."""
        if isinstance(node, _UNTOUCHED) or _is_when_built(node) or self._is_word_of_an_enum(node):
            return False
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            self._names.append(node.name.value)
        if isinstance(node, cst.ClassDef) and _is_enum(node):
            self._enums.append(node)
        self.found += [(".".join(self._names), node, changed) for changed in _changes(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Out of a function or class."""
        if isinstance(original_node, _UNTOUCHED):
            return
        if isinstance(original_node, (cst.FunctionDef, cst.ClassDef)):
            self._names.pop()
        if self._enums and original_node is self._enums[-1]:
            self._enums.pop()

    def _is_word_of_an_enum(self, node: cst.CSTNode) -> bool:
        """Words that the API, the table and events have: the comparison with the last release holds those."""
        return isinstance(node, cst.Assign) and bool(self._enums) and self._names[-1] == self._enums[-1].name.value


def _changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            yield from (changed for changed in operator(node) if not _says_the_same(node, changed))


def _says_the_same(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Whether a mutation is none, whatever code it is in."""
    if isinstance(node, cst.SimpleString) and isinstance(changed, cst.SimpleString):
        return _spelled_alike(node.value) == _spelled_alike(changed.value)
    if isinstance(node, cst.Call) and isinstance(changed, cst.Call):
        return _told_to(node) == _told_to(changed) and node.func.deep_equals(changed.func)
    return False


def _spelled_alike(text: str) -> str:
    return _ESCAPE.sub(lambda found: found[0].lower(), text)


def _told_to(call: cst.Call) -> list[str]:
    """Its arguments, but for when it builds."""
    return [
        _AS_WRITTEN.code_for_node(each.with_changes(comma=_NO_COMMA)) for each in call.args if not _is_when_built(each)
    ]


def _is_when_built(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == _WHEN_BUILT


def _is_enum(node: cst.ClassDef) -> bool:
    names = {base.value.value for base in node.bases if isinstance(base.value, cst.Name)}
    return bool(names & {"Enum", "IntEnum", "StrEnum"})
