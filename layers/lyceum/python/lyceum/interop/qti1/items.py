"""QTI 1.2 items as questions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lxml import etree

from lyceum.content.questions import (
    AcceptedText,
    AuthoredQuestion,
    Blank,
    BlankKey,
    Choice,
    ChoiceKey,
    EssayKey,
    FillBlankKey,
    MatchingKey,
    NumericKey,
    QuestionKind,
    ShortAnswerKey,
    SubmissionKey,
    TrueFalseKey,
)
from lyceum.interop.exchange import probing
from lyceum.interop.exchange.bench import NotGradable, points
from lyceum.interop.exchange.pieces import (
    Asked,
    Assembled,
    Options,
    Piece,
    assemble,
    in_order,
    one_choice,
    several_choices,
    typed_number,
    typed_text,
)
from lyceum.interop.exchange.probing import Probe
from lyceum.interop.markup import without_tags
from lyceum.interop.qti1.hotspots import hotspot
from lyceum.interop.qti1.item import InterchangeItem, own_material, words_of
from lyceum.interop.qti1.material import markup
from lyceum.interop.qti1.scorer import InterchangeScorer, words

_RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")
_TEXT_ONLY = "A text: there is nothing to answer"
_HUNDRED = Decimal(100)
_ESSAYS = ("essay_question", "cc.essay.v0p1")
_NAMED_GAPS = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")


class InterchangeReading(InterchangeItem):
    """What an item asks, as questions."""

    def read(self) -> list[AuthoredQuestion]:
        """Its questions. Raises NotGradable."""
        if self.kind == "calculated_question" or self.root.find("itemproc_extension/calculated") is not None:
            raise NotGradable("it computes with formulas and random numbers")
        if any(each.tag == "response_grp" for each in self.responses):
            raise NotGradable("groups of connected answers have no place here")
        if self.responses:
            self.scorer = InterchangeScorer(self.root, self.bench.spend)
        by_hand = self._by_hand_key()
        if by_hand is not None:
            return [self._by_hand(by_hand)]
        if not self.responses:
            return [self.informational()]
        if self.responses[0].tag == "response_xy":
            return [hotspot(self)]
        if self.kind == "categorization_question":
            return [self._categories(self._rules)]
        return self._by_machine()

    @property
    def _rules(self) -> InterchangeScorer:
        if self.scorer is None:
            raise NotGradable("it asks nothing")
        return self.scorer

    def _by_hand_key(self) -> EssayKey | SubmissionKey | None:
        if self.kind == "file_upload_question":
            return SubmissionKey(kind=QuestionKind.FILE_UPLOAD)
        if self._is_essay() or (not self.responses and self.kind in _ESSAYS):
            return EssayKey()
        return None

    def _by_machine(self) -> list[AuthoredQuestion]:
        whole = assemble(self._rules, [self._asked(each) for each in self.responses], {})
        named = self._named_gaps()
        if named is not None and (len(self.responses) > 1 or self.kind in _NAMED_GAPS):
            return [self._gaps(whole, named)]
        if len(self.responses) == 1:
            return [self.authored(whole.pieces[0], whole.best, self._stem_of_one())]
        if self._is_matching():
            return [self._matching(whole)]
        if all(each.tag in ("response_str", "response_num") for each in self.responses):
            return [self._gaps(whole, None)]
        return self._group(whole)

    def _is_essay(self) -> bool:
        text = len(self.responses) == 1 and self.responses[0].tag == "response_str"
        return text and (self.kind in _ESSAYS or not self._rules.is_scored)

    def _asked(self, response: etree._Element) -> Asked:
        name = response.get("ident", "")
        if response.tag in ("response_str", "response_num"):
            if name in self._rules.numeric:
                return Asked(name, lambda probe: typed_number(probe, self._told()))
            return Asked(name, lambda probe: typed_text(probe, self._told()))
        found = self._options(response)
        cardinality = response.get("rcardinality", "Single").capitalize()
        if cardinality == "Ordered":
            return Asked(name, lambda probe: self._order(probe, name, found))
        if cardinality == "Multiple":
            return Asked(name, lambda probe: several_choices(probe, found, self._told(), ()))
        return Asked(name, lambda probe: self._one(probe, found))

    def _one(self, probe: Probe, found: Options) -> Piece:
        """One of several; two that say true and false are what they say."""
        texts = [without_tags(choice.text.text.in_language(self.bench.language)).lower() for choice in found.choices]
        if sorted(texts) == ["false", "true"] and self.kind in ("true_false_question", "cc.true_false.v0p1", ""):
            piece = one_choice(probe, found, self._told())
            key = piece.key
            if isinstance(key, ChoiceKey) and sorted(key.shares.values()) == [0, 1]:
                right = texts[[key.shares[choice.id] for choice in found.choices].index(Decimal(1))]
                own = {text: key.feedback.get(choice.id) for text, choice in zip(texts, found.choices, strict=True)}
                wrong = "false" if right == "true" else "true"
                told: dict[str, Any] = {
                    "general_feedback": key.general_feedback,
                    "feedback_right": own[right] or key.feedback_right,
                    "feedback_wrong": own[wrong] or key.feedback_wrong,
                }
                return Piece(TrueFalseKey(answer=right == "true", **told), piece.best, piece.right)
            return piece
        return one_choice(probe, found, self._told())

    def _order(self, probe: Probe, name: str, found: Options) -> Piece:
        orders = [each for each in self._rules.orders(name) if sorted(each) == sorted(found.names)]
        if not orders:
            raise NotGradable("it does not say which order is right")
        return in_order(probe, found, max(orders, key=probe.score), self._told())

    def _is_matching(self) -> bool:
        """Several responses with a text of their own and the same choices, perhaps with some more (Canvas)."""
        if any(each.tag != "response_lid" for each in self.responses):
            return False
        if self.kind == "matching_question":
            return True
        sets = [{label.get("ident", "") for label in each.iter("response_label")} for each in self.responses]
        return all(map(own_material, self.responses)) and all(each == sets[0] for each in sets)

    def _matching(self, whole: Assembled) -> AuthoredQuestion:
        labels = {label.get("ident", ""): label for each in self.responses for label in each.iter("response_label")}
        ids = {name: f"t{place}" for place, name in enumerate(labels, start=1)}
        pairs: dict[str, str | None] = {}
        for place, piece in enumerate(whole.pieces, start=1):
            if not isinstance(piece.key, ChoiceKey) or not isinstance(piece.right, str):
                raise NotGradable("one of its prompts does not take one target")
            if sum(share > 0 for share in piece.key.shares.values()) != 1:
                raise NotGradable("one of its prompts has several targets")
            pairs[f"p{place}"] = ids[piece.right]
        if not all(probing.near(piece.best, whole.pieces[0].best) for piece in whole.pieces):
            self.notes.append("its pairs are worth the same here")
        key = MatchingKey(pairs=pairs, scoring="exact" if whole.together else "partial")
        prompts = tuple(
            Choice(id=f"p{place}", text=self.rich(own_material(each))) for place, each in enumerate(self.responses, 1)
        )
        choices = tuple(Choice(id=ids[name], text=self.rich(markup(label))) for name, label in labels.items())
        piece = Piece(self._with_outcomes(key, whole), whole.best, parts={"prompts": prompts, "choices": choices})
        return self.authored(piece, whole.best, self.stem(self._nothing))

    def _with_outcomes(self, key: Any, whole: Assembled) -> Any:
        names = [each.get("ident", "") for each in self.responses]
        right = {n: p.right for n, p in zip(names, whole.pieces, strict=True) if p.right is not None}
        told = self._told()
        seen, unseen = self._rules.result(right).told, self._rules.result({}).told
        told.sort([seen, unseen])
        told.by_outcome(seen, unseen)
        return key.model_copy(update=told.fields)

    def _named_gaps(self) -> dict[str, str] | None:
        """Response → its `[name]` in the text, where every response has one (Canvas)."""
        text = markup(self.presentation, self._nothing) if self.presentation is not None else ""
        named = {each.get("ident", ""): words_of(each.find("material")) for each in self.responses}
        if all(name and text.count(f"[{name}]") == 1 for name in named.values()):
            return named
        return None

    def _gaps(self, whole: Assembled, named: Mapping[str, str] | None) -> AuthoredQuestion:
        blanks: list[Blank] = []
        keys: dict[str, BlankKey] = {}
        marks: dict[str, str] = {}
        for place, (response, piece) in enumerate(zip(self.responses, whole.pieces, strict=True), start=1):
            name = f"g{place}"
            marks[response.get("ident", "")] = f"[[{name}]]"
            weight = Decimal(1) if whole.together else _weight(piece.best, whole.best)
            blank, keys[name] = self._gap(name, piece, weight)
            blanks.append(blank)
        key = FillBlankKey(blanks=keys, scoring="exact" if whole.together else "partial")
        piece = Piece(self._with_outcomes(key, whole), whole.best, parts={"blanks": tuple(blanks)})
        if named is None:
            stem = self.stem(lambda each: marks[each.get("ident", "")] if each in self.responses else None)
        else:
            text = markup(self.presentation, self._nothing) if self.presentation is not None else ""
            for named_response, label in named.items():
                text = text.replace(f"[{label}]", marks[named_response], 1)
            stem = self.rich(text)
        return self.authored(piece, whole.best, stem)

    def _gap(self, name: str, piece: Piece, weight: Decimal) -> tuple[Blank, BlankKey]:
        key = piece.key
        if isinstance(key, NumericKey):
            return Blank(id=name, form="number"), BlankKey(answer=key, weight=weight)
        if isinstance(key, ShortAnswerKey):
            return Blank(id=name), BlankKey(answer=key, weight=weight)
        if not isinstance(key, ChoiceKey):
            raise NotGradable("true and false in a text have no place here")
        choices: tuple[Choice, ...] = piece.parts["choices"]
        if self.kind in ("fill_in_multiple_blanks_question", "cc.fib.v0p1"):
            texts = {choice.id: without_tags(choice.text.text.in_language(self.bench.language)) for choice in choices}
            accepted = tuple(
                AcceptedText(text=texts[id], share=share, feedback=key.feedback.get(id))
                for id, share in key.shares.items()
                if share > 0 or len(choices) > 1
            )
            whole = tuple(each.model_copy(update={"share": Decimal(1)}) for each in accepted)
            if whole != accepted:
                self.notes.append("every text that is listed for a gap is taken, as Canvas takes them")
            return Blank(id=name), BlankKey(answer=ShortAnswerKey(accepted=whole), weight=weight)
        return Blank(id=name, form="choice", choices=choices), BlankKey(answer=key, weight=weight)

    def _categories(self, scorer: InterchangeScorer) -> AuthoredQuestion:
        """Canvas: each category names its items; here each item names its category."""
        labels: dict[str, etree._Element] = {}
        for response in self.responses:
            for label in response.iter("response_label"):
                labels.setdefault(label.get("ident", ""), label)
        ids = {name: f"p{place}" for place, name in enumerate(labels, start=1)}
        targets = tuple(
            Choice(id=f"t{place}", text=self.rich(own_material(each))) for place, each in enumerate(self.responses, 1)
        )
        pairs = self._pairs_of_categories(scorer, ids)
        if not any(pairs.values()):
            raise NotGradable("no category has an item")
        self.notes.append("each item counts the same, where it was each category")
        prompts = tuple(Choice(id=ids[name], text=self.rich(markup(label))) for name, label in labels.items())
        piece = Piece(MatchingKey(pairs=pairs), parts={"prompts": prompts, "choices": targets})
        return self.authored(piece, Decimal(0), self.stem(self._nothing))

    def _pairs_of_categories(self, scorer: InterchangeScorer, ids: Mapping[str, str]) -> dict[str, str | None]:
        pairs: dict[str, str | None] = dict.fromkeys(ids.values())
        equals = [equal for condition in scorer.conditions for equal in condition.iter("varequal")]
        for place, response in enumerate(self.responses, start=1):
            named = {words(equal) for equal in equals if equal.get("respident") == response.get("ident", "")}
            for item in named & ids.keys():
                if pairs[ids[item]] is not None:
                    raise NotGradable("one of its items belongs to several categories")
                pairs[ids[item]] = f"t{place}"
        return pairs

    def _first_of_group(self, element: etree._Element) -> str | None:
        """All words of the item but those of the other responses."""
        if element is self.responses[0]:
            return own_material(element)
        return "" if element in self.responses else None

    def _group(self, whole: Assembled) -> list[AuthoredQuestion]:
        if whole.together:
            raise NotGradable("its questions earn something only all together")
        worth = self._worth(whole.best)
        group = "g-" + self.bench.ids.make("qti", "group", self.source_id or self.source.names[self.root])
        made = []
        for place, (response, piece) in enumerate(zip(self.responses, whole.pieces, strict=True), start=1):
            own = self.rich(own_material(response))
            stem = self.stem(self._first_of_group) if place == 1 else own
            part_worth = points(worth * piece.best / whole.best, self.notes)
            self.notes.extend(piece.notes)
            part = response.get("ident", str(place))
            question = self.question(piece.key, part_worth, stem, part, group=group, **piece.parts)
            made.append(AuthoredQuestion(question=question, key=piece.key, source_id=self.source_id))
        return made


def _weight(part: Decimal, whole: Decimal) -> Decimal:
    """How much a gap counts among the others: as written where that fits, else in percent."""
    found = part if 0 < part <= 1000 else part / whole * 100
    return found.quantize(Decimal("0.0001")).normalize() + 0
