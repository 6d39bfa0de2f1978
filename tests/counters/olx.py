"""Every element of an OLX course, by name, counted with the standard library alone: nothing of Lyceum is imported.

Names: a file is its path. An XML element is `path#tag`, the second of that tag in its file `path#tag[2]` and so on.
An entry of policy.json is `path#name`; an assignment type is `path#GRADER[n]`.

An empty element whose url_name (or filename, in old courses) leads to a file is a pointer: it stands for the root of
that file and is no element of its own, unless the file belongs to an earlier pointer already (counted depth first
from course.xml).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree as ET

PARENTS = {
    "course", "chapter", "sequential", "vertical", "videosequence", "problemset", "wrapper", "randomize",
    "conditional", "split_test", "library_content", "itembank", "library", "unit",
}  # fmt: skip
NO_BLOCKS = ("static/", "about/", "info/", "tabs/", "policies/", "assets/", "course-assets/", "custom_tags/")
FIELDS = {"textline", "textbox", "schematic", "crystallography", "filesubmission", "vsepr_input"}
OTHER_PARTS = {"script", "solution", "demandhint"}
HTML = {"input", "colgroup", "optgroup"}


class OlxCounter:
    """Counts one course, given as path → content with course.xml at the top."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.roots: dict[str, ET.Element] = {}
        self.names: dict[ET.Element, str] = {}
        self.claimed: set[str] = set()
        self.found: list[str] = []
        for path, content in files.items():
            if path.endswith(".xml") and not path.startswith(NO_BLOCKS) and not _clutter(path):
                self._parse(path, content)

    def _parse(self, path: str, content: bytes) -> None:
        try:
            root = ET.fromstring(content.decode("utf-8-sig").encode())
        except ET.ParseError:
            return
        self.roots[path] = root
        seen: Counter[str] = Counter()
        for element in root.iter():
            seen[element.tag] += 1
            number = f"[{seen[element.tag]}]" if seen[element.tag] > 1 else ""
            self.names[element] = f"{path}#{element.tag}{number}"

    def count(self) -> list[str]:
        """All names, each once."""
        self.found = [*self.files]
        self._claim("course.xml", ())
        for path in sorted(set(self.roots) - self.claimed):
            self._orphan(path, self.roots[path])
        root = self.roots["course.xml"]
        run = root.get("url_name") or root.get("slug") or "course"
        self._policies(run)
        return self.found

    def _claim(self, path: str, around: tuple[str, ...]) -> None:
        self.claimed.add(path)
        self._walk(path, self.roots[path], (*around, path))

    def _walk(self, path: str, element: ET.Element, around: tuple[str, ...]) -> None:
        target = self._target(path, element)
        if target in self.roots and target not in self.claimed:
            self._claim(str(target), around)
            return
        self.found.append(self.names[element])
        if target is None:
            self._inside(element, lambda child: self._walk(path, child, around))

    def _orphan(self, path: str, element: ET.Element) -> None:
        if self._target(path, element) not in self.roots:
            self.found.append(self.names[element])
        self._inside(element, lambda child: self._orphan(path, child))

    def _inside(self, element: ET.Element, visit: Callable[[ET.Element], None]) -> None:
        if element.tag in PARENTS:
            for child in element:
                visit(child)
        elif element.tag == "problem":
            self.found.extend(self.names[part] for part in _parts(element))

    def _target(self, path: str, element: ET.Element) -> str | None:
        if len(element) or (element.text or "").strip():
            return None
        named = [name for name in (element.get("url_name"), element.get("filename")) if name]
        places = [f"{element.tag}/{name.replace(':', '/')}.xml" for name in named]
        if path.startswith("drafts/"):
            places = [folder + place for place in places for folder in ("drafts/", "")]
        found = [place for place in places if place in self.files and place != path and not place.startswith(NO_BLOCKS)]
        return found[0] if found else None

    def _policies(self, run: str) -> None:
        for path in (f"policies/{run}/policy.json", f"policies/{run}.json"):
            if path in self.files:
                self.found.extend(f"{path}#{name}" for name in _entries(self.files[path]))
                break
        for path in (f"policies/{run}/grading_policy.json", "grading_policy.json"):
            if path in self.files:
                self.found.extend(f"{path}#{name}" for name in _grading(_entries(self.files[path])))
                break


def _entries(content: bytes) -> dict[str, object]:
    try:
        entries = json.loads(content)
    except ValueError:
        return {}
    return entries if isinstance(entries, dict) else {}


def _grading(entries: dict[str, object]) -> Iterator[str]:
    for name, value in entries.items():
        if name == "GRADER" and isinstance(value, list):
            yield from (f"GRADER[{number}]" for number in range(1, len(value) + 1))
        else:
            yield name


def _parts(problem: ET.Element) -> Iterator[ET.Element]:
    for element in problem.iter():
        tag = element.tag
        asks = tag.endswith(("response", "input", "group")) and tag not in HTML
        if element is not problem and (asks or tag in FIELDS or tag in OTHER_PARTS):
            yield element


def _clutter(path: str) -> bool:
    folders = path.split("/")
    return folders[-1].startswith("._") or "__MACOSX" in folders or ".git" in folders
