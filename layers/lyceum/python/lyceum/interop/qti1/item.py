"""A QTI 1.2 item: its words, feedback, points, and the question that is made of them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree

from lyceum.content.questions import (
    AuthoredQuestion,
    Choice,
    EssayKey,
    Key,
    NoKey,
    Question,
    RichText,
    SubmissionKey,
)
from lyceum.interop.exchange.bench import Bench, demand_gaps, number, points, unsupported
from lyceum.interop.exchange.objects import resolver
from lyceum.interop.exchange.pieces import (
    Options,
    Piece,
    options,
)
from lyceum.interop.exchange.source import SourceXml
from lyceum.interop.exchange.told import Told
from lyceum.interop.qti1.material import markup, without_base
from lyceum.interop.qti1.scorer import InterchangeScorer, words

_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
_TEXT_ONLY = "A text: there is nothing to answer"
_HUNDRED = Decimal(100)
_ESSAYS = ("essay_question", "cc.essay.v0p1")
_NAMED_GAPS = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")


class InterchangeItem:
    """One item at work."""

    def __init__(
        self, source: SourceXml, root: etree._Element, bench: Bench, find: Callable[[str], str | None]
    ) -> None:
        self.source = source
        self.root = root
        self.bench = bench
        self.notes: list[str] = []
        self.told_of: set[str] = set()
        resolve = resolver(source.path.rpartition("/")[0], find, self.notes)
        self._resolve = resolve
        self.presentation = root.find("presentation")
        found = [] if self.presentation is None else list(self.presentation.iter(*_RESPONSES))
        self.responses = [each for each in found if not any(a in found for a in each.iterancestors())]
        self.kind = self.metadata("question_type") or self.metadata("cc_profile") or self.metadata("qmd_itemtype")
        self.scorer: InterchangeScorer | None = None

    def address(self, written: str) -> str:
        """The address to keep for one that the file writes."""
        return self._resolve(without_base(written))

    def metadata(self, label: str) -> str:
        """A field of the item's metadata; also as an element of its own, as old files have it."""
        for field in self.root.iter("qtimetadatafield"):
            if words_of(field.find("fieldlabel")) == label:
                return words_of(field.find("fieldentry"))
        return words_of(next(iter(self.root.iter(label)), None))

    def informational(self) -> AuthoredQuestion:
        """A text among the questions."""
        question = self.question(NoKey(reason=_TEXT_ONLY), Decimal(0), self.stem(lambda _: None))
        shown = question.model_copy(update={"informational": True})
        return AuthoredQuestion(question=shown, key=NoKey(reason=_TEXT_ONLY), source_id=self.source_id)

    def kept(self, reason: str) -> AuthoredQuestion:
        """What cannot be graded, as it was found."""
        plain = self.question(NoKey(reason=reason), Decimal(0), self.stem(self._nothing))
        found = unsupported(plain, reason, self.source.verbatim(self.root), self.notes)
        return found.model_copy(update={"source_id": self.source_id})

    @property
    def source_id(self) -> str | None:
        """The author's own id."""
        return self.root.get("ident", "")[:200] or None

    def _nothing(self, element: etree._Element) -> str | None:
        return "" if element in self.responses else None

    def rich(self, html: str) -> RichText:
        """HTML as rich text, with the addresses of files resolved."""
        return self.bench.rich(html, self.notes, self.address)

    def stem(self, marks: Callable[[etree._Element], str | None]) -> RichText:
        """The words of the presentation."""
        return self.rich(markup(self.presentation, marks) if self.presentation is not None else "")

    def _stem_of_one(self) -> RichText:
        """The words, with those that stand before the choices of the response."""
        return self.stem(lambda element: own_material(element) if element in self.responses else None)

    def question(self, key: Key, worth: Decimal, stem: RichText, part: str = "", **parts: Any) -> Question:
        """What may be seen of a question."""
        names = ("id", self.source_id or self.source.names[self.root], part)
        hints = [markup(each) for each in self.root.iter("hint")]
        return Question(
            id="q-" + self.bench.ids.make("qti", *names),
            kind=key.kind,
            title=self.bench.title(self.root.get("title", "")),
            stem=stem,
            points=worth,
            hints=tuple(self.rich(hint) for hint in hints if hint.strip()) if not part else (),
            **parts,
        )

    def _worth(self, best: Decimal) -> Decimal:
        """points_possible; else the declared or the best score, unless that is a percentage."""
        said = number(self.metadata("points_possible"))
        if said is None:
            said = number(self.metadata("qmd_weighting")) or number(self.metadata("cc_weighting"))
        most = self.scorer.most if self.scorer is not None else None
        if said is None:
            said = Decimal(1) if _HUNDRED in (best, most) else most or best or None
        return points(said, self.notes)

    def authored(self, piece: Piece, best: Decimal, stem: RichText) -> AuthoredQuestion:
        """A piece as a question with its key. Raises NotGradable where a gap is not shown."""
        self.notes.extend(piece.notes)
        key = piece.key.model_copy(update=self._solution(piece.key))
        question = self.question(key, self._worth(best), stem, **piece.parts)
        demand_gaps(question)
        return AuthoredQuestion(question=question, key=key, source_id=self.source_id)

    def _solution(self, key: Key) -> dict[str, RichText]:
        """What a solution says is for everyone, after the answer."""
        found = "".join(markup(each) for each in self.root.iter("solution"))
        if not found.strip() or getattr(key, "general_feedback", None) is not None:
            return {}
        return {"general_feedback": self.rich(found)}

    def _by_hand(self, key: EssayKey | SubmissionKey) -> AuthoredQuestion:
        told = {each.get("ident", ""): markup(each) for each in self.root.findall("itemfeedback")}
        general = told.get("general_fb", "")
        self.told_of.update({"general_fb"} & told.keys())
        if general.strip():
            key = key.model_copy(update={"general_feedback": self.rich(general)})
        question = self.question(key, self._worth(Decimal(0)), self.stem(self._nothing))
        return AuthoredQuestion(question=question, key=key, source_id=self.source_id)

    def _told(self) -> Told:
        found = {each.get("ident", ""): each for each in self.root.findall("itemfeedback")}
        every = {each.get("linkrefid", "") for each in self.root.iter("displayfeedback")} | found.keys()

        def words(name: str) -> Callable[[], RichText | None]:
            def read() -> RichText | None:
                element = found.get(name)
                html = (
                    "".join(markup(each) for each in element if each.tag not in ("hint", "solution"))
                    if element is not None
                    else ""
                )
                return self.rich(html) if html.strip() else None

            return read

        return Told({name: words(name) for name in every}, {name: name for name in every}, used=self.told_of)

    def _options(self, response: etree._Element) -> Options:
        labels = list(response.iter("response_label"))
        return options(
            [
                (each.get("ident", ""), Choice(id=f"c{place}", text=self.rich(markup(each))))
                for place, each in enumerate(labels, start=1)
            ]
        )


def own_material(response: etree._Element) -> str:
    """The words of a response beside its choices."""
    return "".join(markup(each) for each in response if each.tag in ("material", "material_ref"))


def words_of(element: etree._Element | None) -> str:
    """The text of an element on one line; empty without one."""
    return "" if element is None else " ".join(words(element).split())
