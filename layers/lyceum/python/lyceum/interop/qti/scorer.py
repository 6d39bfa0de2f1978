"""An item's response processing as a scorer that answers can be tried at."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from lxml import etree

from lyceum.interop.exchange.bench import NotGradable
from lyceum.interop.exchange.probing import ZERO, Answer, Result
from lyceum.interop.qti.declarations import Declaration
from lyceum.interop.qti.processing import Processing
from lyceum.interop.qti.values import NUMBERS, NotComputable, Null, Value, same, truth, value

FEEDBACK = ("modalFeedback", "feedbackInline", "feedbackBlock")


class ItemScorer:
    """The rules of one item, or where it has none: each right response earns one point."""

    def __init__(self, processing: Processing, root: etree._Element, spend: Callable[[int], None]) -> None:
        self._spend, self._size = spend, sum(1 for _ in root.iter())
        self.processing = processing
        self.thresholds: set[Decimal] = set()
        self.literals: dict[str, None] = {}
        self.tolerances: set[tuple[Decimal, Decimal, bool]] = set()
        self.derived = False
        self.feedback = {f"f{place}": each for place, each in enumerate(root.iter(*FEEDBACK))}
        self._outcome = self._score_outcome()

    def _score_outcome(self) -> str:
        outcomes = self.processing.outcomes
        numeric = [name for name, each in outcomes.items() if each.base in NUMBERS and each.cardinality == "single"]
        if "SCORE" in outcomes or not self.processing.is_said or self.processing.template:
            return "SCORE"
        others = [name for name in numeric if not name.startswith("MAX")]
        if len(others) == 1:
            return others[0]
        raise NotGradable("it does not say which outcome is the score")

    def declared(self, name: str) -> Declaration:
        """A response's declaration. Raises NotGradable."""
        if name not in self.processing.responses:
            raise NotGradable(f"the response {name[:60]} is not declared")
        return self.processing.responses[name]

    @property
    def worth(self) -> Decimal | None:
        """What the item itself says that it is worth."""
        outcomes = self.processing.outcomes
        most = outcomes.get("MAXSCORE")
        if most is not None and most.default is not None and isinstance(most.default.one, Decimal):
            return most.default.one
        score = outcomes.get(self._outcome)
        return score.most if score is not None else None

    def correct(self, name: str) -> tuple[str, ...]:
        """The texts of the response that the item calls right."""
        found = self.declared(name).correct
        return () if found is None else tuple(_text(part) for part in found.items)

    def result(self, answers: Mapping[str, Answer]) -> Result:
        """Raises NotGradable for what cannot be computed."""
        self._spend(self._size)
        try:
            given = {name: self._value(name, answer) for name, answer in answers.items()}
            if not self.processing.is_said:
                return Result(self._by_correct(given))
            scope = self.processing.run(given)
        except NotComputable as problem:
            raise NotGradable(f"its scoring is not computed: {problem}") from problem
        self.thresholds |= scope.thresholds
        self.literals |= scope.literals
        self.tolerances |= scope.tolerances
        self.derived |= scope.derived
        score = scope.reached.get(self._outcome)
        number = score.one if score is not None else ZERO
        return Result(number if isinstance(number, Decimal) else ZERO, self._told(scope.reached))

    def _by_correct(self, given: Mapping[str, Null]) -> Decimal:
        for declared in self.processing.responses.values():
            for part in declared.correct.items if declared.correct is not None else ():
                self.thresholds |= {part} if isinstance(part, Decimal) else set()
                self.literals |= {part: None} if isinstance(part, str) else {}
        return Decimal(sum(truth(same(each, self.declared(name).correct)) for name, each in given.items()))

    def _value(self, name: str, answer: Answer) -> Null:
        declared = self.declared(name)
        written = [answer] if isinstance(answer, str) else list(answer)
        if declared.cardinality == "single":
            written = written[:1]
        if declared.base == "string":
            return Value("string", tuple(written), declared.cardinality) if written and written != [""] else None
        return value(declared.base, declared.cardinality, [text for text in written if text])

    def _told(self, reached: Mapping[str, Null]) -> frozenset[str]:
        told = set()
        for name, element in self.feedback.items():
            outcome = reached.get(element.get("outcomeIdentifier", ""))
            there = outcome is not None and element.get("identifier", "") in outcome.items
            if there == (element.get("showHide", "show") != "hide"):
                told.add(name)
        return frozenset(told)


def _text(part: str | Decimal | bool) -> str:
    if isinstance(part, bool):
        return "true" if part else "false"
    return f"{part:f}" if isinstance(part, Decimal) else part
