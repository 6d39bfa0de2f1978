"""XML files of a course, parsed without entities, document types or network, with a name for every element."""

import re
from collections import Counter
from dataclasses import dataclass
from html import escape

from lxml import etree

from lyceum.interop import errors, limits
from lyceum.interop.decoding import decode

_DECLARATION = re.compile(r"\A\s*<\?xml\b([^>]{0,300})\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_PROLOGUE = re.compile(r"\s*(<!--|<\?)")
_BLANK = re.compile(r"\s*")
_UTF8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class XmlBroken(Exception):
    """The file is not well-formed XML; the message says where."""


@dataclass(frozen=True)
class XmlFile:
    """A parsed file. `names` also keeps the elements alive, so that they can be keys."""

    path: str
    root: etree._Element
    names: dict[etree._Element, str]
    """Element → `path#tag`, from the second of that tag on `path#tag[n]` in document order."""


def read_xml(path: str, content: bytes) -> XmlFile:
    """Raises XmlBroken where only this file is lost, SourceRefused where the file is hostile or of a wrong encoding."""
    text = _without_declaration(path, decode(path, content))
    _refuse_document_type(path, text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as problem:
        message = str(problem.msg)
        if "depth" in message.lower():
            raise errors.SourceNestedTooDeep(f"{path} is nested too deep", path=path) from problem
        raise XmlBroken(message) from problem
    _refuse_depth(path, root)
    return XmlFile(path, root, _names(path, root))


def _without_declaration(path: str, text: str) -> str:
    declaration = _DECLARATION.match(text)
    if declaration is None:
        return text
    encoding = _ENCODING.search(declaration.group(1))
    if encoding and encoding.group(1).lower() not in _UTF8 and not text.isascii():
        raise errors.SourceNotUtf8(f"{path} declares the encoding {encoding.group(1)}; save it as UTF-8", path=path)
    # Blanks in its place keep the line numbers of error messages.
    return "\n" * declaration.group().count("\n") + text[declaration.end() :]


def _refuse_document_type(path: str, text: str) -> None:
    place = _prologue_end(text)
    if text.startswith("<!", place):
        raise errors.SourceDeclaresEntities(f"{path} has a document type declaration", path=path)


def _prologue_end(text: str) -> int:
    """Where blanks, comments and processing instructions end: a document type can stand only there."""
    place = 0
    while match := _PROLOGUE.match(text, place):
        closing = "-->" if match.group(1) == "<!--" else "?>"
        end = text.find(closing, match.end())
        if end < 0:
            return len(text)
        place = end + len(closing)
    blank = _BLANK.match(text, place)
    return blank.end() if blank else place


def _refuse_depth(path: str, root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.MAX_XML_DEPTH:
            raise errors.SourceNestedTooDeep(f"{path} is nested deeper than {limits.MAX_XML_DEPTH} elements", path=path)


def _names(path: str, root: etree._Element) -> dict[etree._Element, str]:
    counted: Counter[str] = Counter()
    names = {}
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        counted[tag] += 1
        number = f"[{counted[tag]}]" if counted[tag] > 1 else ""
        names[element] = f"{path}#{tag}{number}"
    return names


def is_element(node: etree._Element) -> bool:
    """Whether a node is an element and no comment."""
    return not callable(node.tag)


def verbatim(element: etree._Element) -> str:
    """The element as it was written, without what follows it."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def inner(element: etree._Element) -> str:
    """What stands inside the element, as HTML."""
    return escape(element.text or "", quote=False) + "".join(markup(child) + tail(child) for child in element)


def markup(element: etree._Element) -> str:
    """The element as HTML, without what follows it; nothing for a comment."""
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False) if is_element(element) else ""


def tail(element: etree._Element) -> str:
    """The text that follows the element, as HTML."""
    return escape(element.tail or "", quote=False)
