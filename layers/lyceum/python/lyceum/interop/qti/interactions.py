"""What items ask, by kind of interaction."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from lxml import etree

from lyceum.content.file_rules import possible_rules
from lyceum.content.questions import (
    Choice,
    EssayKey,
    FileRules,
    Picture,
    QuestionKind,
    RichText,
    SubmissionKey,
)
from lyceum.interop.exchange.bench import NotGradable, number
from lyceum.interop.exchange.pieces import (
    Asked,
    Options,
    Piece,
    in_order,
    matched,
    one_choice,
    options,
    several_choices,
    typed_number,
    typed_text,
)
from lyceum.interop.exchange.probing import Probe
from lyceum.interop.exchange.shapes import shape_of
from lyceum.interop.exchange.told import Told
from lyceum.interop.qti.places import drawn_places, hidden_places
from lyceum.interop.qti.scorer import ItemScorer
from lyceum.interop.qti.values import NUMBERS

Rich = Callable[[etree._Element], RichText]
"""The words of an element."""

_REASONS = {
    "associateInteraction": "pairs within one set have no place here",
    "graphicAssociateInteraction": "lines between places of a picture have no place here",
    "graphicGapMatchInteraction": "pictures that are dragged onto a picture have no place here",
    "graphicOrderInteraction": "places of a picture in order have no place here",
    "positionObjectInteraction": "pictures that are put onto a picture have no place here",
    "positionObjectStage": "pictures that are put onto a picture have no place here",
    "drawingInteraction": "drawings have no place here",
    "mediaInteraction": "it asks to play something, which earns nothing here",
    "customInteraction": "it runs code, which is never executed",
    "portableCustomInteraction": "it runs code, which is never executed",
}


class Interactions:
    """Reads the interactions of one item."""

    def __init__(self, scorer: ItemScorer, rich: Rich, told: Callable[[], Told], address: Callable[[str], str]) -> None:
        self._scorer = scorer
        self._rich = rich
        self._told = told
        self._address = address

    def asked(self, element: etree._Element) -> Asked:
        """An interaction as a question whose scoring is still to be tried out. Raises NotGradable."""
        tag = str(element.tag)
        name = element.get("responseIdentifier", "")
        readers: dict[str, Callable[[etree._Element, str], Asked]] = {
            "choiceInteraction": self._choice,
            "inlineChoiceInteraction": self._choice,
            "hottextInteraction": self._choice,
            "textEntryInteraction": self._text,
            "sliderInteraction": self._slider,
            "extendedTextInteraction": self._essay,
            "uploadInteraction": self._upload,
            "orderInteraction": self._order,
            "matchInteraction": self._match,
            "hotspotInteraction": self._hotspot,
            "selectPointInteraction": self._points,
        }
        reader = readers.get(tag)
        if reader is None:
            raise NotGradable(_REASONS.get(tag, f"{tag} is not known"))
        return reader(element, name)

    def _options(self, elements: Sequence[etree._Element]) -> Options:
        return options(
            [
                (each.get("identifier", ""), Choice(id=f"c{place}", text=self._rich(each)))
                for place, each in enumerate(elements, start=1)
            ]
        )

    def _choice(self, element: etree._Element, name: str) -> Asked:
        found = self._options(list(element.iter("simpleChoice", "inlineChoice", "hottext")))
        if self._scorer.declared(name).cardinality == "single":
            return Asked(name, lambda probe: one_choice(probe, found, self._told()))
        right = self._scorer.correct(name)
        return Asked(name, lambda probe: several_choices(probe, found, self._told(), right))

    def _text(self, _element: etree._Element, name: str) -> Asked:
        if self._scorer.declared(name).base in NUMBERS:
            return Asked(name, lambda probe: typed_number(probe, self._told()))
        return Asked(name, lambda probe: _text_or_number(probe, self._told))

    def _slider(self, _element: etree._Element, name: str) -> Asked:
        def read(probe: Probe) -> Piece:
            piece = typed_number(probe, self._told())
            piece.notes.append("its slider is a field for a number here")
            return piece

        return Asked(name, read)

    def _essay(self, _element: etree._Element, name: str) -> Asked:
        def read(_probe: Probe) -> Piece:
            notes = ["words that it accepts by machine are not kept: people grade it"] if self._is_scored(name) else []
            return Piece(EssayKey(), notes=notes)

        return Asked(name, read, by_machine=False)

    def _is_scored(self, name: str) -> bool:
        return bool(self._scorer.correct(name)) or self._scorer.declared(name).is_mapped

    def _upload(self, element: etree._Element, name: str) -> Asked:
        kind = element.get("type", "").lower()
        media = {"audio": QuestionKind.AUDIO, "video": QuestionKind.VIDEO}
        key = SubmissionKey.model_validate({"kind": media.get(kind.partition("/")[0], QuestionKind.FILE_UPLOAD)})
        types = possible_rules(key.kind, kind.split())[:50]
        left = [each for each in kind.split() if each not in types]
        notes = [f"its file types {' '.join(left)[:200]} are not kept: no such files are taken"] if left else []
        several = self._scorer.declared(name).cardinality != "single"
        rules = FileRules(most=20 if several else 1, media_types=types)
        return Asked(name, lambda _probe: Piece(key, parts={"files": rules}, notes=notes), by_machine=False)

    def _order(self, element: etree._Element, name: str) -> Asked:
        found = self._options(element.findall("simpleChoice"))
        right = self._scorer.correct(name)
        return Asked(name, lambda probe: in_order(probe, found, right, self._told()))

    def _match(self, element: etree._Element, name: str) -> Asked:
        sets = element.findall("simpleMatchSet")
        if len(sets) != 2:
            raise NotGradable("it has not two sets to match")
        prompts, targets = (self._options(each.findall("simpleAssociableChoice")) for each in sets)
        prompts = _called(prompts, "p")
        wanted = self._scorer.correct(name)
        return Asked(name, lambda probe: matched(probe, prompts, targets, self._told(), wanted))

    def _hotspot(self, element: etree._Element, name: str) -> Asked:
        found = element.findall("hotspotChoice")
        shapes = {e.get("identifier", ""): shape_of(e.get("shape", ""), e.get("coords", "")) for e in found}
        picture = self._picture(element)
        multiple = self._scorer.declared(name).cardinality != "single"
        most = number(element.get("maxChoices")) or Decimal(len(shapes) if multiple else 1)
        parts = {"picture": picture, "regions": tuple(shapes.values()), "most_places": _few(most)}
        right = self._scorer.correct(name) if multiple else None
        return Asked(name, lambda probe: drawn_places(probe, shapes, self._told(), right, parts))

    def _points(self, element: etree._Element, name: str) -> Asked:
        declared = self._scorer.declared(name)
        if not declared.areas:
            raise NotGradable("it does not say which areas are right")
        most = number(element.get("maxChoices")) or Decimal(len(declared.areas))
        parts = {"picture": self._picture(element), "most_places": _few(most)}
        return Asked(name, lambda probe: hidden_places(probe, declared, parts))

    def _picture(self, element: etree._Element) -> Picture:
        found = next(iter(element.iter("object", "img")), None)
        source = "" if found is None else found.get("data") or found.get("src") or ""
        if found is None or not source:
            raise NotGradable("it has no picture")
        width, height = number(found.get("width")), number(found.get("height"))
        if not width or not height or width <= 0 or height <= 0 or max(width, height) > 100_000:
            raise NotGradable("it does not say how large its picture is")
        words = found.get("alt") or " ".join("".join(str(text) for text in found.itertext()).split())
        alternative = RichText.of(words, language=self._rich(found).text.languages()[0]).text if words else None
        return Picture(source=self._address(source), width=width, height=height, alternative=alternative)


def _text_or_number(probe: Probe, told: Callable[[], Told]) -> Piece:
    """A text; a number where the rules compare it as one."""
    probe.score("0")
    if probe.scorer.thresholds:
        return typed_number(probe, told())
    return typed_text(probe, told())


def _few(count: Decimal) -> int:
    """1 to 20; 0 means as many as one likes."""
    return min(max(int(count), 1), 20)


def _called(found: Options, prefix: str) -> Options:
    choices = tuple(
        choice.model_copy(update={"id": f"{prefix}{place}"}) for place, choice in enumerate(found.choices, start=1)
    )
    return Options(choices, found.names)
