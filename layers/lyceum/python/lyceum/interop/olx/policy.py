"""policy.json and grading_policy.json: settings of blocks, weights of assignment types, the pass mark."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lyceum.interop import errors
from lyceum.interop.decoding import decode
from lyceum.interop.ledger import Ledger
from lyceum.interop.olx.settings import not_kept
from lyceum.interop.olx.tree import Block

_PERCENT = Decimal("0.01")
_WEIGHT = Decimal("0.0001")


@dataclass(frozen=True)
class GraderType:
    """An assignment type: its share of the course grade, 0 to 1, and its report line."""

    name: str
    weight: Decimal
    element: str
    entry: Mapping[str, Any]


@dataclass
class Grading:
    """How the course is graded."""

    types: dict[str, GraderType] = field(default_factory=dict)
    pass_mark: Decimal | None = None
    """Percent."""
    found: bool = False

    def weight(self, type_name: str, assignments: int) -> Decimal:
        """The weight of one assignment of a type that has so many; 0 for a type that is not graded."""
        grader = self.types.get(type_name)
        return (grader.weight * 100 / max(1, assignments)).quantize(_WEIGHT) if grader else Decimal(0)


class Policy:
    """The policy files of one run."""

    def __init__(self, files: Mapping[str, bytes], run: str, ledger: Ledger) -> None:
        self._files = files
        self._ledger = ledger
        self._path = next(
            (path for path in (f"policies/{run}/policy.json", f"policies/{run}.json") if path in files), None
        )
        self._grading_path = next(
            (path for path in (f"policies/{run}/grading_policy.json", "grading_policy.json") if path in files), None
        )
        self._entries = self._read(self._path)
        self.blocks: dict[str, Mapping[str, Any]] = {
            name: entry for name, entry in self._entries.items() if isinstance(entry, dict)
        }
        """Settings by `category/url_name`."""

    def _read(self, path: str | None) -> dict[str, Any]:
        if path is None:
            return {}
        try:
            content = json.loads(decode(path, self._files[path]))
        except ValueError as problem:
            self._ledger.refused(path, "policy", f"not JSON: {problem}")
            return {}
        except RecursionError as problem:
            raise errors.SourceNestedTooDeep(f"{path} is nested too deep", path=path) from problem
        if not isinstance(content, dict):
            self._ledger.refused(path, "policy", "not a JSON object")
            return {}
        self._ledger.taken(path, "policy")
        return content

    def report(self, course: Block) -> None:
        """A line for every entry of policy.json, once the blocks have read what they understand."""
        blocks = {block.key: block for block in course.everything()}
        for name, entry in self._entries.items():
            element = f"{self._path}#{name}"
            if not isinstance(entry, dict):
                self._ledger.refused(element, "policy", "not a JSON object")
            elif name not in blocks:
                self._ledger.refused(element, "policy", "no block of the course has this name")
            else:
                notes = not_kept(blocks[name].settings.unread_policy())
                self._ledger.taken(element, "policy", target=blocks[name].name[:300], notes=notes)

    def grading(self) -> Grading:
        """The grading policy, with its report lines but those of the assignment types."""
        content = self._read(self._grading_path)
        grading = Grading(found=bool(content))
        for name, value in content.items():
            element = f"{self._grading_path}#{name}"
            if name == "GRADER" and isinstance(value, list):
                self._read_types(element, value, grading)
            elif name == "GRADE_CUTOFFS" and isinstance(value, dict):
                self._read_cutoffs(element, value, grading)
            else:
                self._ledger.refused(element, "grading_policy", "nothing that is known here")
        return grading

    def _read_types(self, element: str, entries: list[Any], grading: Grading) -> None:
        for number, entry in enumerate(entries, start=1):
            name = f"{element}[{number}]"
            weight = _share(entry.get("weight")) if isinstance(entry, dict) else None
            if weight is None or not isinstance(entry.get("type"), str):
                self._ledger.refused(name, "grader", "it has no type, or no weight from 0 to 1")
            elif entry["type"] in grading.types:
                self._ledger.refused(name, "grader", f"a grader for '{entry['type'][:80]}' is there already")
            else:
                grading.types[entry["type"]] = GraderType(entry["type"], weight, name, entry)

    def _read_cutoffs(self, element: str, cutoffs: dict[str, Any], grading: Grading) -> None:
        marks = {str(name): mark for name, value in cutoffs.items() if (mark := _share(value)) is not None}
        if not marks:
            self._ledger.refused(element, "grade_cutoffs", "there is no cutoff from 0 to 1")
            return
        lowest = min(marks.values())
        grading.pass_mark = (lowest * 100).quantize(_PERCENT)
        letters = ", ".join(sorted(marks))
        notes = [f"the lowest of {letters[:100]} is the pass mark; the others are not kept"] if len(marks) > 1 else []
        self._ledger.taken(element, "grade_cutoffs", target="course:pass_mark", notes=notes)


def _share(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    share = Decimal(str(value))
    return share if share.is_finite() and 0 <= share <= 1 else None


def report_types(grading: Grading, assignments: Mapping[str, int], ledger: Ledger) -> None:
    """A line for each assignment type, once it is known how many lessons have it."""
    for grader in grading.types.values():
        notes = []
        count = assignments.get(grader.name, 0)
        if grader.entry.get("drop_count"):
            notes.append(f"the lowest {str(grader.entry['drop_count'])[:10]} are not dropped: all count")
        if not count:
            notes.append("no lesson with questions is of this type")
        least = grader.entry.get("min_count")
        if isinstance(least, int) and count and least > count:
            notes.append(f"{least} were announced, {count} are there and share the weight")
        ledger.taken(
            grader.element, "grader", target=f"weight:{(grader.weight * 100).normalize():f}"[:100], notes=notes
        )
