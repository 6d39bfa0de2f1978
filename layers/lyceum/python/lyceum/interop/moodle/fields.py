"""What a Moodle question says in its fields, with an account of the settings that have no place here."""

import base64
from decimal import Decimal
from urllib.parse import unquote

from lxml import etree

from lyceum.content.questions import RichText, TextFormat
from lyceum.interop.exchange.bench import Bench, number
from lyceum.interop.exchange.source import SourceXml
from lyceum.kernel.text import controls_replaced

_FORMATS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
    "": TextFormat.HTML,
}
_PLUGIN_FILE = "@@PLUGINFILE@@/"
_SAME_HERE = {
    "hidden": ("0", "false", ""),
    "idnumber": ("",),
    "penalty": ("", "0", "0.0000000"),
    "shownumcorrect": ("",),
    "showstandardinstruction": ("", "0", "1"),
    "shuffleanswers": ("", "true", "1"),
    "synchronize": ("", "0"),
    "responserequired": ("", "0", "1"),
    "responsefieldlines": None,
    "usecase": ("",),
    "attachments": ("", "0"),
    "attachmentsrequired": ("", "0"),
    "minwordlimit": ("",),
    "maxwordlimit": ("",),
    "maxbytes": ("", "0"),
    "unitsleft": ("", "0", "1"),
    "answernumbering": ("", "none"),
    "responseformat": ("", "editor", "plain", "monospaced", "editorfilepicker"),
}
"""Settings with the values that mean what happens here anyway; None: any."""


class Fields:
    """One `<question>`. Fields that nobody asks for are told in the end."""

    def __init__(self, source: SourceXml, element: etree._Element, bench: Bench) -> None:
        self.source = source
        self.element = element
        self.bench = bench
        self.notes: list[str] = []
        self._asked: set[str] = {"name", "questiontext"}
        self._files: dict[str, bytes] = {}
        self._take_files()

    @property
    def kind(self) -> str:
        """Moodle's name for the kind of question; empty where it has none."""
        return self.element.get("type", "").strip()

    def children(self, tag: str, parent: etree._Element | None = None) -> list[etree._Element]:
        """The children with this tag."""
        self._asked.add(tag)
        return (self.element if parent is None else parent).findall(tag)

    def child(self, tag: str) -> etree._Element | None:
        """The first of them."""
        return next(iter(self.children(tag)), None)

    def plain(self, tag: str, default: str = "") -> str:
        """The words of a field, which may stand in `<text>` or alone."""
        found = self.child(tag)
        return default if found is None else words(found)

    def number(self, tag: str) -> Decimal | None:
        """A field as a number."""
        return number(self.plain(tag))

    def is_true(self, tag: str, default: str) -> bool:
        """A field as yes or no."""
        return self.plain(tag, default).strip().lower() in ("1", "true", "yes")

    def rich(self, element: etree._Element | None) -> RichText | None:
        """A text with its format; None where it has no words."""
        if element is None or not words(element):
            return None
        return self.formatted(words(element), self.format_of(element))

    def formatted(self, text: str, format: TextFormat) -> RichText:
        """A text with the addresses of embedded files resolved."""
        return self.bench.formatted(text, format, self.notes, self._address)

    def format_of(self, element: etree._Element) -> TextFormat:
        """An element's format; questions without one are HTML."""
        return _FORMATS.get(element.get("format", "").strip().lower(), TextFormat.HTML)

    def told(self, tag: str) -> RichText | None:
        """A feedback field."""
        return self.rich(self.child(tag))

    def account(self) -> None:
        """Notes the fields that have no place here."""
        lost = []
        for child in self.element:
            tag = str(child.tag)
            if tag in self._asked or (tag in _SAME_HERE and _is_same(tag, words(child))):
                continue
            if words(child) or len(child):
                lost.append(tag)
        if lost:
            self.notes.append(f"settings not kept: {', '.join(dict.fromkeys(lost))}"[:400])

    def _take_files(self) -> None:
        for file in self.element.iter("file"):
            name = self.source.names[file]
            path = file.get("path", "/").strip("/")
            written = f"{path}/{file.get('name', '')}".lstrip("/")
            try:
                content = base64.b64decode("".join((file.text or "").split()), validate=True)
            except ValueError:
                self.bench.ledger.refused(name, "file", "its content is not base64")
                continue
            if not file.get("name") or file.get("encoding", "base64") != "base64":
                self.bench.ledger.refused(name, "file", "it has no name, or an encoding other than base64")
                continue
            self._files[written] = content
            self.bench.keep(written, content)
            self.bench.ledger.taken(name, "file")

    def _address(self, written: str) -> str:
        if not written.startswith(_PLUGIN_FILE):
            return written
        name = unquote(written.removeprefix(_PLUGIN_FILE)).partition("?")[0]
        content = self._files.get(name)
        if content is None:
            self.notes.append(f"refers to the file {name[:100]}, which is not there")
            return written.removeprefix(_PLUGIN_FILE)
        return self.bench.keep(name, content)


def _is_same(tag: str, value: str) -> bool:
    values = _SAME_HERE[tag]
    return values is None or value.strip().lower() in values


def words(element: etree._Element) -> str:
    """The text of a field: that of its `<text>` child, else its own."""
    inside = element.find("text")
    found = element if inside is None else inside
    return controls_replaced("".join(str(text) for text in found.itertext())).strip()
