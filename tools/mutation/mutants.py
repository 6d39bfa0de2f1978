"""The mutants of a rule file: mutmut's mutations of its code, one at a time."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

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
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for function, changed in _changed_sources(module):
        was, becomes = _difference(source, changed)
        place = seen.get((function, was, becomes), 0)
        seen[function, was, becomes] = place + 1
        found.append(Mutant(path.relative_to(root).as_posix(), function, was, becomes, place, changed))
    return found


def _changed_sources(module: cst.Module) -> Iterator[tuple[str, str]]:
    """`(function, the whole changed source)`, written anew only where a statement of the module is another one."""
    written = [module.code_for_node(statement) for statement in module.body]
    before = "".join(module.code_for_node(line) for line in module.header)
    after = "".join(module.code_for_node(line) for line in module.footer)
    for place, statement in enumerate(module.body):
        visitor = _Mutations()
        statement.visit(visitor)
        around = before + "".join(written[:place]), "".join(written[place + 1 :]) + after
        for function, within, node, mutated in visitor.found:
            changed = _replaced(within, node, mutated)
            yield function, around[0] + module.code_for_node(changed) + around[1]


def _replaced(within: Sequence[cst.CSTNode], node: cst.CSTNode, mutated: cst.CSTNode) -> cst.CSTNode:
    """The outermost of those that a node lies within, with another node in its place; only they are made anew."""
    for parent in reversed(within):
        node, mutated = parent, parent.with_changes(**_field(parent, node, mutated))
    return mutated


def _field(parent: cst.CSTNode, node: cst.CSTNode, mutated: cst.CSTNode) -> dict[str, Any]:
    for each in fields(parent):
        value = getattr(parent, each.name)
        if value is node:
            return {each.name: mutated}
        if isinstance(value, (list, tuple)) and any(one is node for one in value):
            return {each.name: [mutated if one is node else one for one in value]}
    raise LookupError(f"{type(parent).__name__} has no such part")


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
    """Collects `(function, what the node lies within, node, what it becomes)`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Sequence[cst.CSTNode], cst.CSTNode, cst.CSTNode]] = []
        self._within: list[cst.CSTNode] = []
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
        within = tuple(self._within)
        self.found += [(".".join(self._names), within, node, changed) for changed in _changes(node)]
        self._within.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Out of a node, which may be a function or class."""
        if self._within and original_node is self._within[-1]:
            self._within.pop()
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
