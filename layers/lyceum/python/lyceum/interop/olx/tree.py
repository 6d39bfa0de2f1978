"""The blocks of a course as one tree: pointers followed, every block and file accounted for exactly once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from lyceum.interop import errors, limits
from lyceum.interop.ledger import Ledger
from lyceum.interop.olx.settings import Settings
from lyceum.interop.olx.vocabulary import CONTAINERS, is_definition, is_problem_element, path_of
from lyceum.interop.olx.xml import XmlBroken, XmlFile, is_element, read_xml


@dataclass
class Block:
    """One block: where it is defined, what it is called, its settings, and the blocks in it."""

    tag: str
    url_name: str
    name: str
    """Its element in the report."""
    file: XmlFile
    element: etree._Element
    settings: Settings
    children: list["Block"] = field(default_factory=list)
    refusal: str | None = None
    """Why it cannot be taken, where its definition cannot be found."""

    def elements(self) -> Iterator[etree._Element]:
        """Its own element and, of a problem, the elements in it that have a report line of their own."""
        yield self.element
        if self.tag == "problem":
            yield from problem_elements(self.element)

    def everything(self) -> Iterator["Block"]:
        """The block and all blocks below it."""
        yield self
        for child in self.children:
            yield from child.everything()

    @property
    def key(self) -> str:
        """How policy.json names it: `chapter/week1`."""
        return f"{self.tag}/{self.url_name}"


@dataclass(frozen=True)
class Place:
    """Where in the tree a block stands: the files around it, and a name for it if it has no url_name."""

    files: tuple[str, ...]
    name: str
    depth: int
    tag: str = ""
    """Of the pointer that led there."""

    def inside(self, file: str, tag: str) -> "Place":
        """The place of what a file defines. Raises SourceNestedTooDeep."""
        return self._checked(Place((*self.files, file), self.name, self.depth + 1, tag))

    def below(self, name: str) -> "Place":
        """The place of a child. Raises SourceNestedTooDeep."""
        return self._checked(Place(self.files, f"{self.name}/{name}", self.depth + 1))

    def _checked(self, place: "Place") -> "Place":
        if place.depth > limits.MAX_XML_DEPTH:
            raise errors.SourceNestedTooDeep(f"The blocks are nested deeper than {limits.MAX_XML_DEPTH}")
        return place


class Tree:
    """Follows pointers from `course.xml` down. A definition belongs to the first pointer that reaches it."""

    def __init__(self, files: Mapping[str, bytes], ledger: Ledger) -> None:
        self._files = files
        self._ledger = ledger
        self._parsed: dict[str, XmlFile | str] = {}
        self._claimed: set[str] = set()
        self.policy: Mapping[str, Mapping[str, Any]] = {}
        self.broken: dict[str, str] = {}
        """Path → why the file is not well-formed."""

    def xml(self, path: str) -> XmlFile | None:
        """The file parsed, or None where it is missing or not well-formed."""
        if path not in self._files:
            return None
        if path not in self._parsed:
            try:
                self._parsed[path] = read_xml(path, self._files[path])
            except XmlBroken as problem:
                self._parsed[path] = self.broken[path] = f"not well-formed XML: {problem}"
        parsed = self._parsed[path]
        return parsed if isinstance(parsed, XmlFile) else None

    def grow(self, path: str, policy: Mapping[str, Mapping[str, Any]]) -> Block:
        """The tree below the root of one file. Raises NoCourseFound where that file cannot be read."""
        self.policy = policy
        file = self.xml(path)
        if file is None:
            raise errors.NoCourseFound(f"{path} is {self.broken.get(path, 'missing')}", path=path)
        self._claimed.add(path)
        return self._block(file, file.root, Place((path,), "course", 0), {})

    def orphans(self) -> Iterator[tuple[XmlFile, list[etree._Element]]]:
        """Definition files that no pointer reaches, with the elements in them that are not pointers to other files."""
        for path in sorted(self._files):
            if is_definition(path) and path not in self._claimed:
                file = self.xml(path)
                if file is not None:
                    yield (
                        file,
                        [element for element in _blocks_in(file.root) if not self._points_to_file(file, element)],
                    )

    def reaches(self, path: str) -> bool:
        """Whether a pointer leads to the file."""
        return path in self._claimed

    def run_of(self, path: str) -> str:
        """The url_name of a course file's root."""
        file = self.xml(path)
        root = file.root if file is not None else None
        return "course" if root is None else root.get("url_name") or root.get("slug") or "course"

    def _block(self, file: XmlFile, element: etree._Element, place: "Place", pointer: Mapping[str, str]) -> Block:
        attributes = {**{str(name): str(value) for name, value in element.attrib.items()}, **_identity(pointer)}
        attributes = {**pointer, **attributes}
        target = self._target(file, element)
        reason = self._unusable(target, place) if target else None
        definition = self.xml(target) if target and reason is None else None
        if target and definition:
            self._claimed.add(target)
            return self._block(definition, definition.root, place.inside(target, str(element.tag)), attributes)
        block = self._new(file, element, attributes, place)
        if reason:
            block.refusal = reason
        elif missing := self._missing(block):
            block.refusal = f"{missing} is missing"
        elif block.tag in CONTAINERS:
            for number, child in enumerate(_elements(element), start=1):
                block.children.append(self._block(file, child, place.below(f"{block.url_name}/{number}"), {}))
        return block

    def _new(self, file: XmlFile, element: etree._Element, attributes: dict[str, str], place: "Place") -> Block:
        tag = str(element.tag)
        if tag in CONTAINERS and place.tag in CONTAINERS:
            tag = place.tag  # courses of 2012 define chapters as `sequential`: what the pointer says counts
        url_name = attributes.get("url_name") or attributes.get("slug") or place.name
        settings = Settings(attributes, self.policy.get(f"{tag}/{url_name}"))
        block = Block(tag, url_name, file.names[element], file, element, settings)
        if len(self._ledger) > limits.MAX_ELEMENTS:
            raise errors.SourceTooBig(f"More than {limits.MAX_ELEMENTS} elements", limit=limits.MAX_ELEMENTS)
        for named in block.elements():
            self._ledger.reserve(file.names[named], str(named.tag))
        return block

    def _unusable(self, target: str, place: "Place") -> str | None:
        if target in place.files:
            return f"{target} would contain itself"
        if target in self._claimed:
            return f"{target} is used already; a block has one place"
        if self.xml(target) is None:
            return f"{target} is {self.broken[target]}"
        return None

    def _target(self, file: XmlFile, element: etree._Element) -> str | None:
        """The file that an empty element points to by url_name, in old courses by filename; never its own."""
        if len(element) or (element.text or "").strip():
            return None
        for name in filter(None, (element.get("url_name"), element.get("filename"))):
            path = f"{element.tag}/{path_of(name)}.xml"
            for candidate in (f"drafts/{path}", path) if file.path.startswith("drafts/") else (path,):
                if candidate in self._files and candidate != file.path and is_definition(candidate):
                    return candidate
        return None

    def _points_to_file(self, file: XmlFile, element: etree._Element) -> bool:
        target = self._target(file, element)
        return target is not None and self.xml(target) is not None

    def _missing(self, block: Block) -> str | None:
        """The file that an empty element must have meant, if it has nothing else to say."""
        element = block.element
        if len(element) or (element.text or "").strip() or block.file.path == f"{element.tag}/{block.url_name}.xml":
            return None
        filename = element.get("filename")
        if filename and (element.tag in CONTAINERS or element.tag == "problem"):
            return f"{element.tag}/{path_of(filename)}.xml"
        only_points = set(element.attrib) == (
            {"url_name", "org", "course"} if element.tag == "course" else {"url_name"}
        )
        path = f"{element.tag}/{path_of(block.url_name)}"
        in_other_form = f"{path}.xml" in self._files or f"{path}.html" in self._files
        return f"{path}.xml" if only_points and not in_other_form else None


def _identity(attributes: Mapping[str, str]) -> dict[str, str]:
    """What a definition cannot change about the block that points to it."""
    return {name: attributes[name] for name in ("url_name",) if name in attributes}


def problem_elements(problem: etree._Element) -> Iterator[etree._Element]:
    """The elements inside a problem that have a report line of their own."""
    return (part for part in problem.iterdescendants(etree.Element) if is_problem_element(str(part.tag)))


def _elements(parent: etree._Element) -> list[etree._Element]:
    return [child for child in parent if is_element(child)]


def _blocks_in(root: etree._Element) -> Iterator[etree._Element]:
    yield root
    if root.tag in CONTAINERS:
        for child in _elements(root):
            yield from _blocks_in(child)
    elif root.tag == "problem":
        yield from problem_elements(root)
