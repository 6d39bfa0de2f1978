"""Machine grading: a pure function of a key, what the question is worth, and the response."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from lyceum.assessment.responses import (
    TRUE,
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    PairsResponse,
    ResponseValue,
    TextResponse,
    parse_number,
)
from lyceum.assessment.short_answers import same_text
from lyceum.content.questions import (
    AcceptedRange,
    ChoiceKey,
    EssayKey,
    Key,
    MatchingKey,
    NoKey,
    NumericKey,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    TrueFalseKey,
)

ZERO = Decimal(0)
ONE = Decimal(1)
_POINT = Decimal("0.0001")


def quantised(points: Decimal) -> Decimal:
    """Points as they are kept: four decimal places, halves to even."""
    return points.quantize(_POINT, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the machine gave for one response."""

    points: Decimal | None
    """None: a person has to grade it."""
    maximum: Decimal
    feedback: tuple[RichText, ...] = ()
    """The author's words for just this response; they say nothing about other answers."""

    @property
    def needs_person(self) -> bool:
        """Whether the points are still to be given by somebody."""
        return self.points is None


@dataclass(frozen=True, slots=True)
class _Share:
    of_points: Decimal
    feedback: tuple[RichText, ...] = ()


_NOTHING = _Share(ZERO)


def grade(maximum: Decimal, key: Key, response: ResponseValue | None) -> Mark:
    """The points of one response: 0 to `maximum`, quantised to four places, with the feedback that belongs to it.

    No response and a response of another kind earn 0. An essay without a text earns 0 at once; with one it needs a
    person. An unsupported question is worth nothing. Shares are clamped to 0 … 1, so no question costs points.
    Source: RULES S1-25, S1-26.
    """
    if isinstance(key, NoKey):
        return Mark(quantised(ZERO), quantised(ZERO))
    if isinstance(key, EssayKey):
        written = isinstance(response, TextResponse) and response.text.strip() != ""
        return Mark(None if written else quantised(ZERO), quantised(maximum))
    share = _share(key, response)
    earned = min(ONE, max(ZERO, share.of_points))
    return Mark(quantised(maximum * earned), quantised(maximum), share.feedback)


def _share(key: Key, response: ResponseValue | None) -> _Share:
    share = _NOTHING
    match key, response:
        case ChoiceKey(), ChoiceResponse():
            share = _Share(key.shares.get(response.choice, ZERO), _only(key.feedback.get(response.choice)))
        case TrueFalseKey(), ChoiceResponse():
            right = (response.choice == TRUE) == key.answer
            share = _Share(ONE if right else ZERO, _only(key.feedback_right if right else key.feedback_wrong))
        case ResponseKey(), ChoicesResponse():
            share = _several(key, frozenset(response.choices))
        case ShortAnswerKey(), TextResponse():
            share = _typed(key, response.text)
        case NumericKey(), NumberResponse():
            share = _number(key, response.number)
        case MatchingKey(), PairsResponse():
            share = _paired(key, response)
    return share


def _paired(key: MatchingKey, response: PairsResponse) -> _Share:
    right = sum(response.pairs.get(prompt) == target for prompt, target in key.pairs.items())
    return _Share(Decimal(right) / len(key.pairs)) if key.pairs else _NOTHING


def _several(key: ResponseKey, chosen: frozenset[str]) -> _Share:
    # In the order of the key, so that the order of the choices changes nothing, the feedback neither.
    feedback = tuple(text for choice, text in key.feedback.items() if choice in chosen)
    if key.scoring == "exact":
        right_set = {choice for choice, share in key.shares.items() if share > 0}
        return _Share(ONE if chosen == right_set else ZERO, feedback)
    return _Share(sum((share for choice, share in key.shares.items() if choice in chosen), ZERO), feedback)


def _typed(key: ShortAnswerKey, text: str) -> _Share:
    if not text.strip():
        return _NOTHING  # `*` accepts every answer, but an empty one is none
    for accepted in key.accepted:
        if same_text(text, accepted.text, case_sensitive=key.case_sensitive, wildcards=key.wildcards):
            return _Share(accepted.share, _only(accepted.feedback))
    return _Share(ZERO, _only(key.feedback_otherwise))


def _number(key: NumericKey, text: str) -> _Share:
    number = parse_number(text)
    if number is None:
        return _NOTHING
    holding = [accepted for accepted in key.accepted if _holds(accepted, number)]
    best = max(holding, key=lambda accepted: accepted.share, default=None)
    return _Share(ZERO, _only(key.feedback_otherwise)) if best is None else _Share(best.share, _only(best.feedback))


def _holds(accepted: AcceptedRange, number: Decimal) -> bool:
    above = accepted.low < number if accepted.low_open else accepted.low <= number
    below = number < accepted.high if accepted.high_open else number <= accepted.high
    return above and below


def _only(feedback: RichText | None) -> tuple[RichText, ...]:
    return () if feedback is None else (feedback,)
