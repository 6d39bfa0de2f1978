"""XML files of question formats: without entities, document types or network, with plain names for every element.

Namespaces go, and QTI 3's `qti-choice-interaction response-identifier` becomes QTI 2's `choiceInteraction
responseIdentifier`: the two are one language in two spellings (QTI 3.0 XML binding, section 2).
"""

import codecs
import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from lyceum.interop import errors, limits

_DECLARATION = re.compile(rb"\A\s*<\?xml\b([^>]{0,300})\?>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_DECLARED = re.compile(
    r"\A<\?xml\s+version\s*=\s*([\"'])1\.[0-9]+\1(?:\s+encoding\s*=\s*([\"'])[A-Za-z0-9._-]+\2)?"
    r"(?:\s+standalone\s*=\s*([\"'])(?:yes|no)\3)?\s*\?>"
)
_SKIPPED = re.compile(r"\s*(<!--|<\?)")
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_ALIASES = {"windows-874": "cp874"}
_ENCODINGS = frozenset(
    {"utf-8", "ascii", "iso8859-1", "iso8859-15", "iso8859-11", "cp1252", "cp874", "tis-620", "utf-16-le", "utf-16-be"}
)
"""What question files come in; the Thai ones are as old as the Latin ones."""


class XmlBroken(Exception):
    """The file is not well-formed XML; the message says where."""


@dataclass(frozen=True)
class SourceXml:
    """A parsed file with plain names. `names` and `written` also keep the elements alive, so that they can be keys."""

    path: str
    root: etree._Element
    names: dict[etree._Element, str]
    """Element → `path#tag`, from the second of that tag on `path#tag[n]` in document order, tags as in the file."""
    written: dict[etree._Element, etree._Element]
    """Element → what stood in the file."""

    def verbatim(self, element: etree._Element) -> str:
        """The element as it was written, without what follows it."""
        return etree.tostring(self.written[element], encoding="unicode", with_tail=False)


def read_source(path: str, content: bytes) -> SourceXml:
    """Raises XmlBroken where only this file is lost, SourceRefused where it is hostile or of an unknown encoding."""
    if len(content) > limits.MAX_QUESTION_XML_BYTES:
        raise errors.SourceTextTooLarge(f"{path} is larger than {limits.MAX_QUESTION_XML_BYTES} bytes", path=path)
    text = _without_declaration(_decoded(path, content))
    text = _without_document_type(path, text)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        written = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as problem:
        message = str(problem.msg)
        if "depth" in message.lower():
            raise errors.SourceNestedTooDeep(f"{path} is nested too deep", path=path) from problem
        raise XmlBroken(message) from problem
    _refuse_depth(path, written)
    return _plain(path, written)


def _decoded(path: str, content: bytes) -> str:
    mark = next((mark for mark in _MARKS if content.startswith(mark)), b"")
    named = _MARKS.get(mark, "")
    declaration = _DECLARATION.match(content)
    if not named and declaration and (encoding := _ENCODING.search(declaration.group(1))):
        named = encoding.group(1).decode("ascii")
    try:
        codec = codecs.lookup(_ALIASES.get(named.lower(), named) or "utf-8").name
    except LookupError:
        codec = ""
    if codec not in _ENCODINGS:
        raise errors.SourceNotUtf8(f"{path} declares the encoding {named}; save it as UTF-8", path=path)
    try:
        return content[len(mark) :].decode(codec)
    except UnicodeDecodeError as problem:
        raise errors.SourceNotUtf8(f"{path} is not {codec}: byte {problem.start}", path=path) from problem


def _without_declaration(text: str) -> str:
    """Blanks in its place keep the line numbers of error messages. Raises XmlBroken."""
    declared = _DECLARED.match(text)
    if declared is None:
        if re.match(r"\s*<\?xml\s", text):
            raise XmlBroken("the XML declaration is malformed, or does not stand first")
        return text
    return "\n" * declared.group().count("\n") + text[declared.end() :]


def _without_document_type(path: str, text: str) -> str:
    """Without the document type, which only validators need. Raises SourceDeclaresEntities where it defines any."""
    place = 0
    while skipped := _SKIPPED.match(text, place):
        closing = "-->" if skipped.group(1) == "<!--" else "?>"
        end = text.find(closing, skipped.end())
        if end < 0:
            return text
        place = end + len(closing)
    start = text.find("<!", place)
    if start < 0 or text[place:start].strip():
        return text
    end = _declaration_end(text, start)
    inside = text[start:end]
    if "<!ENTITY" in inside or re.search(r"%[A-Za-z_:]", re.sub(r"<!--.*?-->", "", inside, flags=re.DOTALL)):
        raise errors.SourceDeclaresEntities(f"{path} defines entities in its document type", path=path)
    return text[:start] + "\n" * inside.count("\n") + text[end:]


def _declaration_end(text: str, start: int) -> int:
    """Where the declaration that begins here ends: at `>` outside quotes, comments and its own `[…]`."""
    place, depth = start + 2, 1
    while depth and place < len(text):
        if text.startswith("<!--", place):
            place = _after(text, "-->", place + 4)
        elif text[place] in "\"'":
            place = _after(text, text[place], place + 1)
        else:
            depth += (text[place] == "<") - (text[place] == ">")
            place += 1
    return place


def _after(text: str, closing: str, place: int) -> int:
    end = text.find(closing, place)
    return len(text) if end < 0 else end + len(closing)


def _refuse_depth(path: str, root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.MAX_XML_DEPTH:
            raise errors.SourceNestedTooDeep(f"{path} is nested deeper than {limits.MAX_XML_DEPTH} elements", path=path)


def _plain(path: str, written: etree._Element) -> SourceXml:
    root = deepcopy(written)
    counted: Counter[str] = Counter()
    names = {}
    both = list(zip(root.iter(etree.Element), written.iter(etree.Element), strict=True))
    for element, _ in both:
        tag = local(str(element.tag))
        counted[tag] += 1
        names[element] = f"{path}#{tag}[{counted[tag]}]" if counted[tag] > 1 else f"{path}#{tag}"
    for element, _ in both:
        _rename(element)
    etree.cleanup_namespaces(root)
    return SourceXml(path, root, names, dict(both))


def _rename(element: etree._Element) -> None:
    tag = local(str(element.tag))
    ours = tag.startswith("qti-")
    attributes = {local(str(name)): str(value) for name, value in element.attrib.items()}
    element.tag = camel(tag.removeprefix("qti-")) if ours else tag
    element.attrib.clear()
    for name, value in attributes.items():
        element.set(camel(name) if ours and not name.startswith(("data-", "aria-")) else name, value)


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def camel(name: str) -> str:
    """`response-identifier` → `responseIdentifier`."""
    first, *others = name.split("-")
    return first + "".join(part[:1].upper() + part[1:] for part in others)
