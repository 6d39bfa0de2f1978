"""What the readers of one import of questions share: the report, ids, files, and the questions that came of it."""

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from lxml import etree

from lyceum.content.outline import Asset
from lyceum.content.questions import AuthoredQuestion, NoKey, Question, RichText, TextFormat
from lyceum.interop import errors, limits
from lyceum.interop.exchange.source import SourceXml, XmlBroken, read_source
from lyceum.interop.ledger import Ids, Ledger
from lyceum.interop.markup import localized_html, sanitise, without_tags
from lyceum.interop.olx.assets import extension, media_type
from lyceum.kernel.text import LocalizedText, controls_replaced

_POINT = Decimal("0.0001")
_STEP = Decimal("0.0000001")
_MOST_POINTS = Decimal(1000)
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,41}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,3})?")
_MOST = Decimal(10) ** 40

Address = Callable[[str], str]


class NotGradable(Exception):
    """The question cannot be represented; the message says why. It is kept as it was found."""


@dataclass
class Bench:
    """One import at work."""

    files: Mapping[str, bytes]
    language: str
    asset_prefix: str = "assets/"
    ledger: Ledger = field(default_factory=Ledger)
    ids: Ids = field(default_factory=Ids)
    questions: list[AuthoredQuestion] = field(default_factory=list)
    assets: dict[str, Asset] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Files of the upload that became assets."""
    looked_at: int = 0
    """Elements of scoring rules, each as often as an answer was tried at it."""

    def open(self, path: str, roots: Collection[str], counted: Collection[str]) -> SourceXml | None:
        """A file with a place in the report for each element that counts; None, with a line, where it is none of it."""
        try:
            source = read_source(path, self.files[path])
        except XmlBroken as problem:
            self.ledger.refused(path, "file", f"not well-formed XML: {problem}")
            return None
        if str(source.root.tag) not in roots:
            self.ledger.refused(path, "file", f"<{source.root.tag}> is not read here"[:200])
            return None
        self.ledger.taken(path, "file")
        for element, name in source.names.items():
            if str(element.tag) in counted:
                if len(self.ledger) > limits.MAX_ELEMENTS:
                    raise errors.SourceTooBig(f"More than {limits.MAX_ELEMENTS} elements", limit=limits.MAX_ELEMENTS)
                self.ledger.reserve(name, str(element.tag))
        return source

    def keep(self, name: str, content: bytes) -> str:
        """A file as an asset; its address. The same content has the same address, whatever it was called."""
        digest = hashlib.sha256(content).hexdigest()
        suffix = extension(name)
        path = f"q/{digest[:20]}{suffix}"
        key = f"{self.asset_prefix}{digest}{suffix}"
        self.contents[key] = content
        self.assets[path] = Asset(path=path, media_type=media_type(name), size=len(content), sha256=digest, key=key)
        return f"/static/{path}"

    def spend(self, elements: int) -> None:
        """Counts the elements that trying an answer looks at. Raises NotGradable once an import looked at too many."""
        self.looked_at += elements
        if self.looked_at > limits.MAX_TRIED_ELEMENTS:
            raise NotGradable("the scoring rules of this import are too many to try")

    def rich(self, markup: str, notes: list[str], address: Address | None = None) -> RichText:
        """HTML, sanitised, by language."""
        text, removed = localized_html(markup, self.language, address)
        notes.extend(removed)
        return RichText(format=TextFormat.HTML, text=text)

    def formatted(self, text: str, format: TextFormat, notes: list[str], address: Address | None = None) -> RichText:
        """A text in whatever format; what may hold HTML is sanitised."""
        if format is TextFormat.PLAIN:
            return RichText.of(controls_replaced(text).strip(), format, self.language)
        if format is TextFormat.MARKDOWN:
            clean = sanitise(text, address)
            notes.extend(clean.notes)
            return RichText.of(clean.text.replace("&gt;", ">").strip(), format, self.language)
        return self.rich(text, notes, address).model_copy(update={"format": format})

    def title(self, text: str) -> LocalizedText | None:
        """None where there are no words."""
        words = without_tags(text)
        return LocalizedText.of(words[:200], self.language) if words else None

    def add(self, question: AuthoredQuestion) -> str:
        """One more question; what the report calls it. Raises SourceTooBig."""
        if len(self.questions) >= limits.MAX_QUESTIONS:
            raise errors.SourceTooBig(f"More than {limits.MAX_QUESTIONS} questions", limit=limits.MAX_QUESTIONS)
        self.questions.append(question)
        return f"question:{question.question.id}"

    def tell(
        self,
        source: SourceXml,
        around: etree._Element,
        *,
        target: str | None,
        why: str | None = None,
        notes: Collection[str] = (),
    ) -> None:
        """A line for an element and for everything in it that has none yet: taken, or refused where there is a `why`.

        The notes stand on the element itself; what has a line of its own keeps it.
        """
        for element in around.iter(etree.Element):
            name, tag = source.names[element], str(element.tag)
            if not self.ledger.is_open(name):
                continue
            if why is not None:
                inside = why if element is around else "it belongs to what cannot be graded, and is kept with it"
                self.ledger.refused(name, tag, inside, target=target)
            else:
                self.ledger.taken(name, tag, target=target, notes=notes if element is around else ())

    def refuse(self, source: SourceXml, element: etree._Element, why: str, *, target: str | None = None) -> None:
        """A refused line for one element, if it has none yet."""
        if self.ledger.is_open(source.names[element]):
            self.ledger.refused(source.names[element], str(element.tag), why, target=target)

    def change(self, source: SourceXml, element: etree._Element, *notes: str, target: str | None = None) -> None:
        """A line for one element that is taken, but not as it was."""
        if self.ledger.is_open(source.names[element]):
            self.ledger.taken(source.names[element], str(element.tag), target=target, notes=notes)


def demand_gaps(question: Question) -> None:
    """Raises NotGradable where a language of the text does not show every gap once, such as after sanitising."""
    for blank in question.blanks:
        if any(text.count(f"[[{blank.id}]]") != 1 for text in question.stem.text.root.values()):
            raise NotGradable("its text does not show every gap once in each language")


def unsupported(question: Question, reason: str, verbatim: str, notes: list[str]) -> AuthoredQuestion:
    """A question that is kept as it was found and worth nothing."""
    most = limits.MAX_VERBATIM_CHARACTERS
    if len(verbatim) > most:
        notes.append(f"only the first {most} of {len(verbatim)} characters are kept")
    key = NoKey(reason=reason, verbatim=controls_replaced(verbatim[:most]))
    plain = Question(
        id=question.id, kind=key.kind, title=question.title, stem=question.stem, points=Decimal(0), tags=question.tags
    )
    return AuthoredQuestion(question=plain, key=key)


def number(written: str | None) -> Decimal | None:
    """A plain decimal number, or None."""
    text = (written or "").strip()
    if not _NUMBER.fullmatch(text):
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if abs(value) <= _MOST and (value == 0 or abs(value) >= 1 / _MOST) else None


def points(value: Decimal | None, notes: list[str], *, default: Decimal = Decimal(1)) -> Decimal:
    """What a question is worth: 0 to 1000, four places."""
    if value is None:
        return default
    kept = min(max(value, Decimal(0)), _MOST_POINTS).quantize(_POINT)
    if kept != value:
        notes.append(f"worth {kept.normalize():f} points instead of {value.normalize():f}")
    return kept


def fraction(value: Decimal) -> Decimal:
    """A share with seven places, -1 to 1."""
    return min(max(value, Decimal(-1)), Decimal(1)).quantize(_STEP).normalize() + 0
