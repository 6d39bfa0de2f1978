"""Assessment items as questions: one, several that belong together, or one that is kept as it was found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from lyceum.content.questions import (
    AuthoredQuestion,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    EssayKey,
    FillBlankKey,
    Key,
    NoKey,
    NumericKey,
    Question,
    RichText,
    ShortAnswerKey,
    SubmissionKey,
)
from lyceum.interop.exchange import probing
from lyceum.interop.exchange.bench import Bench, NotGradable, demand_gaps, fraction, points, unsupported
from lyceum.interop.exchange.objects import resolver
from lyceum.interop.exchange.pieces import Asked, Assembled, Options, Piece, assemble, options
from lyceum.interop.exchange.probing import Answer, Probe
from lyceum.interop.exchange.source import SourceXml
from lyceum.interop.exchange.told import Told
from lyceum.interop.markup import is_language
from lyceum.interop.qti.body import Body, content
from lyceum.interop.qti.interactions import Interactions
from lyceum.interop.qti.processing import processing
from lyceum.interop.qti.scorer import ItemScorer
from lyceum.interop.qti.values import NotComputable
from lyceum.kernel.text import LocalizedText

TEXT_ONLY = "A text: there is nothing to answer"
_DYNAMIC = ("templateDeclaration", "templateProcessing", "printedVariable", "templateInline", "templateBlock")


@dataclass
class Item:
    """One item at work."""

    source: SourceXml
    root: etree._Element
    bench: Bench
    find: Callable[[str], str | None]
    """Path in the upload → address of the asset."""
    passages: tuple[str, ...] = ()
    """HTML that belongs before its body."""

    def __post_init__(self) -> None:
        self.notes: list[str] = []
        folder = self.source.path.rpartition("/")[0]
        self.address = resolver(folder, self.find, self.notes)
        self.body = Body.of(self.root)
        language = self.root.get("lang", "").strip()
        self.language = language if is_language(language) else self.bench.language

    def read(self) -> list[AuthoredQuestion]:
        """Its questions. Raises NotGradable."""
        for tag in _DYNAMIC:
            if next(iter(self.root.iter(tag)), None) is not None:
                raise NotGradable("it draws its numbers anew for every learner")
        if self.root.get("adaptive", "false").lower() == "true":
            raise NotGradable("it goes on by steps, each after an answer")
        if not self.body.interactions:
            return [self.informational()]
        try:
            rules = processing(self.root)
            scorer = ItemScorer(rules, self.root, self.bench.spend)
        except NotComputable as problem:
            raise NotGradable(f"its scoring is not computed: {problem}") from problem
        if not rules.is_said and any(declared.correct for declared in rules.responses.values()):
            self.notes.append("it does not say how it is scored: each right response earns its part")
        return _Reading(self, scorer).questions()

    def informational(self) -> AuthoredQuestion:
        """A text among the questions."""
        question = self.question(NoKey(reason=TEXT_ONLY), Decimal(0), self.stem())
        shown = question.model_copy(update={"informational": True})
        return AuthoredQuestion(question=shown, key=NoKey(reason=TEXT_ONLY), source_id=self.source_id)

    def kept(self, reason: str) -> AuthoredQuestion:
        """What cannot be graded, as it was found."""
        plain = self.question(NoKey(reason=reason), Decimal(0), self.stem())
        found = unsupported(plain, reason, self.source.verbatim(self.root), self.notes)
        return found.model_copy(update={"source_id": self.source_id})

    @property
    def source_id(self) -> str | None:
        """The author's own id."""
        return self.root.get("identifier", "")[:200] or None

    def stem(self, marks: "dict[etree._Element, str] | None" = None, without: etree._Element | None = None) -> RichText:
        """The words of the item; `without` the line on which a field stands alone."""
        return self.rich_markup("".join([*self.passages, self.body.markup(marks, without)]))

    def rich_markup(self, markup: str) -> RichText:
        """HTML in the item's language."""
        before, self.bench.language = self.bench.language, self.language
        try:
            return self.bench.rich(markup, self.notes, self.address)
        finally:
            self.bench.language = before

    def rich(self, element: etree._Element) -> RichText:
        """The words of an element."""
        return self.rich_markup(content(element))

    def question(self, key: Key, worth: Decimal, stem: RichText, part: str = "", **parts: Any) -> Question:
        """What may be seen of a question."""
        title = self.bench.title(self.root.get("title", ""))
        names = ("id", self.source_id or self.source.path, part)
        return Question(
            id="q-" + self.bench.ids.make("qti", *names),
            kind=key.kind,
            title=LocalizedText.of(title.in_language(self.bench.language), self.language) if title else None,
            stem=stem,
            points=worth,
            **parts,
        )

    def guidance(self) -> RichText | None:
        """What is for those who grade."""
        blocks = [each for each in self.root.iter("rubricBlock") if "scorer" in each.get("view", "").split()]
        markup = "".join(content(each) for each in blocks)
        return self.rich_markup(markup) if markup else None


class _Reading:
    """The way from interactions to questions."""

    def __init__(self, item: Item, scorer: ItemScorer) -> None:
        self.item = item
        self.scorer = scorer
        self.called = {name: each.get("identifier", "") for name, each in scorer.feedback.items()}
        self.used: set[str] = set()
        self.interactions = Interactions(scorer, item.rich, self._told, item.address)

    def _told(self) -> Told:
        def words(name: str) -> Callable[[], RichText | None]:
            def read() -> RichText | None:
                markup = content(self.scorer.feedback[name])
                return self.item.rich_markup(markup) if markup else None

            return read

        return Told({name: words(name) for name in self.scorer.feedback}, self.called, used=self.used)

    def questions(self) -> list[AuthoredQuestion]:
        """Raises NotGradable."""
        found = self.item.body.interactions
        if len(found) == 1 and found[0].tag == "gapMatchInteraction":
            return [self._gap_match(found[0])]
        asked = [self.interactions.asked(each) for each in found]
        whole, pieces = self._pieces(asked)
        if len(found) == 1:
            return [self._alone(found[0], pieces[0], whole)]
        if self.item.body.is_inline:
            return [self._gaps(pieces, whole)]
        if whole.together:
            raise NotGradable("its questions earn something only all together")
        return self._group(found, asked, pieces, whole)

    def _pieces(self, asked: list[Asked]) -> tuple[Assembled, list[Piece]]:
        """What the machine grades, tried out together; and everything in its order."""
        by_machine = [each for each in asked if each.by_machine]
        right = {each.name: answer for each in by_machine if (answer := self._right(each.name))}
        whole = assemble(self.scorer, by_machine, right) if by_machine else Assembled((), False, Decimal(0))
        tried = iter(whole.pieces)
        ordered = [next(tried) if each.by_machine else each.read(Probe(self.scorer, each.name)) for each in asked]
        return whole, ordered

    def _right(self, name: str) -> Answer | None:
        """What the item itself calls right."""
        correct = self.scorer.correct(name)
        if not correct:
            return None
        return correct[0] if self.scorer.declared(name).cardinality == "single" else correct

    def _alone(self, element: etree._Element, piece: Piece, whole: Assembled) -> AuthoredQuestion:
        inline = self.item.body.is_inline
        alone = inline and _is_on_a_line(element)
        stem = self.item.stem(
            {element: "" if alone else "_____"} if inline else None, without=element if alone else None
        )
        worth = self._worth(whole.best, piece)
        return self._authored(piece, worth, stem, embedded=inline and not alone)

    def _worth(self, best: Decimal, piece: Piece) -> Decimal:
        said = self.scorer.worth
        return points(said if said and said > 0 else best or None, piece.notes)

    def _authored(
        self, piece: Piece, worth: Decimal, stem: RichText, part: str = "", *, embedded: bool = False, **more: Any
    ) -> AuthoredQuestion:
        key = piece.key
        if isinstance(key, EssayKey | SubmissionKey):
            key = key.model_copy(update={"guidance": self.item.guidance()})
            key = self._with_general(key)
        self.item.notes.extend(piece.notes)
        question = self.item.question(key, worth, stem, part, embedded=embedded, **piece.parts, **more)
        return AuthoredQuestion(question=question, key=key, source_id=self.item.source_id)

    def _with_general(self, key: Any) -> Any:
        told = self._told()
        told.sort([self.scorer.result({}).told])
        return key.model_copy(update=told.fields)

    def _gaps(self, pieces: list[Piece], whole: Assembled) -> AuthoredQuestion:
        blanks: list[Blank] = []
        keys: dict[str, BlankKey] = {}
        marks: dict[etree._Element, str] = {}
        for place, (element, piece) in enumerate(zip(self.item.body.interactions, pieces, strict=True), start=1):
            name = f"g{place}"
            marks[element] = f"[[{name}]]"
            weight = piece.best if not whole.together else Decimal(1)
            blank, keys[name] = _gap(name, piece, weight)
            blanks.append(blank)
            self.item.notes.extend(piece.notes)
        told = self._told()
        seen = [self.scorer.result(self._answers(pieces)).told, self.scorer.result(self._wrong()).told]
        told.sort([*seen, self.scorer.result({}).told])
        told.by_outcome(seen[0], seen[1])
        key = FillBlankKey.model_validate(
            {"blanks": keys, "scoring": "exact" if whole.together else "partial", **told.fields}
        )
        piece = Piece(key, whole.best, parts={"blanks": tuple(blanks)})
        question = self._authored(piece, self._worth(whole.best, piece), self.item.stem(marks))
        demand_gaps(question.question)
        return question

    def _answers(self, pieces: list[Piece]) -> Mapping[str, Answer]:
        names = [each.get("responseIdentifier", "") for each in self.item.body.interactions]
        return {name: piece.right for name, piece in zip(names, pieces, strict=True) if piece.right is not None}

    def _wrong(self) -> Mapping[str, Answer]:
        """An answer to the first gap that no rule speaks of."""
        name = self.item.body.interactions[0].get("responseIdentifier", "")
        return {name: "-9876543210987654321"}

    def _group(
        self, found: list[etree._Element], asked: list[Asked], pieces: list[Piece], whole: Assembled
    ) -> list[AuthoredQuestion]:
        """Each interaction becomes a question of its own; the first has the words of them all."""
        said = self.scorer.worth
        factor = said / whole.best if said and said > 0 and whole.best > 0 else Decimal(1)
        group = "g-" + self.item.bench.ids.make("qti", "group", self.item.source_id or self.item.source.path)
        made = []
        for place, (element, one, piece) in enumerate(zip(found, asked, pieces, strict=True)):
            stem = self._first_stem() if place == 0 else self._prompt(element)
            worth = points(piece.best * factor if one.by_machine else None, piece.notes)
            made.append(self._authored(piece, worth, stem, one.name, group=group))
        return made

    def _first_stem(self) -> RichText:
        """Everything but the prompts of the others."""
        others = dict.fromkeys(self.item.body.interactions[1:], "")
        return self.item.stem(others)

    def _prompt(self, element: etree._Element) -> RichText:
        prompt = element.find("prompt")
        return self.item.rich_markup(content(prompt) if prompt is not None else "")

    def _gap_match(self, element: etree._Element) -> AuthoredQuestion:
        """Words for gaps: each gap is a choice among all of them."""
        name = element.get("responseIdentifier", "")
        words = list(element.iter("gapText", "gapImg"))
        pool = options(
            [
                (each.get("identifier", ""), Choice(id=f"c{place}", text=self.item.rich(each)))
                for place, each in enumerate(words, start=1)
            ]
        )
        gaps = [each.get("identifier", "") for each in element.iter("gap")]
        if not gaps or len(set(gaps)) != len(gaps):
            raise NotGradable("it has no gaps, or two of the same name")
        probe = Probe(self.scorer, name)
        sharing = probing.pairs(probe, pool.names, gaps, self.scorer.correct(name))
        keys = {f"g{place}": _gap_of_words(gap, pool, sharing) for place, gap in enumerate(gaps, start=1)}
        blanks = [Blank(id=name, form="choice") for name in keys]
        if any(each.get("matchMax", "1") != "0" for each in words):
            self.item.notes.append("a word that could be used once only can be used again")
        told = self._told()
        right = tuple(pair for pair, score in sharing.scores.items() if score > 0)
        seen = [probe.result(right).told, probe.result(None).told]
        told.sort(seen)
        told.by_outcome(seen[0], seen[1])
        key = FillBlankKey.model_validate({"blanks": keys, "scoring": sharing.scoring, **told.fields})
        piece = Piece(key, sharing.best, parts={"blanks": tuple(blanks), "choices": pool.choices})
        marks = {each: f"[[g{place}]]" for place, each in enumerate(element.iter("gap"), start=1)}
        question = self._authored(piece, self._worth(sharing.best, piece), self.item.stem(marks))
        demand_gaps(question.question)
        return question


def _gap_of_words(gap: str, pool: Options, sharing: probing.Sharing) -> BlankKey:
    scores = {word: sharing.scores.get(f"{word} {gap}", Decimal(0)) for word in pool.names}
    best = max(scores.values())
    if best <= 0:
        raise NotGradable("one of its gaps has no right word")
    shares = {pool.ids[word]: fraction(score / best) for word, score in scores.items() if score}
    weight = best if sharing.scoring == "partial" else Decimal(1)
    return BlankKey(answer=ChoiceKey(shares=shares), weight=_weight(weight))


def _is_on_a_line(element: etree._Element) -> bool:
    """Whether a field stands alone in the last line of the body: then it is no part of a sentence."""
    line = element.getparent()
    if line is None or line.tag not in ("p", "div") or line.getnext() is not None or len(line) > 1:
        return False
    body = line.getparent()
    around = "".join([line.text or "", element.tail or "", line.tail or ""])
    return body is not None and body.tag == "itemBody" and not around.strip() and line.getprevious() is not None


def _gap(name: str, piece: Piece, weight: Decimal) -> tuple[Blank, BlankKey]:
    told = ("general_feedback", "feedback_right", "feedback_partly", "feedback_wrong")
    match piece.key.model_copy(update=dict.fromkeys(told)):
        case ShortAnswerKey() as key:
            return Blank(id=name), BlankKey(answer=key, weight=_weight(weight))
        case NumericKey() as key:
            return Blank(id=name, form="number"), BlankKey(answer=key, weight=_weight(weight))
        case ChoiceKey() as key:
            choices = piece.parts["choices"]
            return Blank(id=name, form="choice", choices=choices), BlankKey(answer=key, weight=_weight(weight))
        case _:
            raise NotGradable("true and false in a text have no place here")


def _weight(worth: Decimal) -> Decimal:
    """How much a gap counts among the others, four places."""
    if not 0 < worth <= 1000:
        raise NotGradable("a gap counts more than a thousandfold")
    return worth.quantize(Decimal("0.0001")).normalize() + 0
