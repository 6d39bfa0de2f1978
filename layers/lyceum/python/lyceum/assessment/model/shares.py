"""What share of a question's points a response earns, by kind of key."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from lyceum.assessment.model.points import ONE, ZERO
from lyceum.assessment.responses import (
    TRUE,
    BlanksResponse,
    ChoiceResponse,
    ChoicesResponse,
    NumberResponse,
    OrderResponse,
    PairsResponse,
    PlacesResponse,
    TextResponse,
    parse_number,
)
from lyceum.assessment.short_answers import same_text
from lyceum.content.geometry import holds
from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    BlankKey,
    ChoiceKey,
    FillBlankKey,
    HotspotArea,
    HotspotKey,
    MatchingKey,
    NumericKey,
    OrderingKey,
    Place,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    TrueFalseKey,
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the points, and the author's words for just this response."""

    of_points: Decimal
    feedback: tuple[RichText, ...] = ()


def chosen(key: ChoiceKey, response: ChoiceResponse) -> Share:
    """multiple_choice."""
    return Share(key.shares.get(response.choice, ZERO), _only(key.feedback.get(response.choice)))


def true_or_false(key: TrueFalseKey, response: ChoiceResponse) -> Share:
    """true_false."""
    return _all_or_nothing((response.choice == TRUE) == key.answer)


def several(key: ResponseKey, response: ChoicesResponse) -> Share:
    """multiple_response."""
    made = frozenset(response.choices)
    # In the order of the key, so that the order of the choices changes nothing, the feedback neither.
    feedback = tuple(text for choice, text in key.feedback.items() if choice in made)
    if key.scoring == "exact":
        right_set = {choice for choice, share in key.shares.items() if share > 0}
        return _all_or_nothing(made == right_set, feedback)
    return Share(sum((share for choice, share in key.shares.items() if choice in made), ZERO), feedback)


def written(key: ShortAnswerKey, response: TextResponse) -> Share | None:
    """short_answer."""
    return typed(key, response.text)


def typed(key: ShortAnswerKey, text: str) -> Share | None:
    """The first text that matches decides. None where nothing was typed."""
    if not text.strip():
        return None  # `*` accepts every answer, but an empty one is none
    for accepted in key.accepted:
        if same_text(text, accepted.text, case_sensitive=key.case_sensitive, wildcards=key.wildcards):
            return Share(accepted.share, _only(accepted.feedback))
    return Share(ZERO, _only(key.feedback_otherwise))


def number(key: NumericKey, response: NumberResponse) -> Share | None:
    """numeric: the best of what holds the number, less the penalty for its unit. None for what is no number."""
    value = parse_number(response.number)
    if value is None:
        return None
    unit = (response.unit or "").strip()
    known = unit in key.units
    if known:
        value *= key.units[unit]
    holding = [accepted for accepted in key.accepted if _accepts(accepted, value)]
    best = max(holding, key=lambda accepted: accepted.share, default=None)
    if best is None:
        return Share(ZERO, _only(key.feedback_otherwise))
    share = best.share
    if key.units and not known:
        share = min(share, max(ZERO, share - key.unit_penalty))
    return Share(share, _only(best.feedback))


def _accepts(accepted: AcceptedRange | AcceptedNumber, value: Decimal) -> bool:
    if isinstance(accepted, AcceptedNumber):
        off = accepted.tolerance * abs(accepted.value) if accepted.relative else accepted.tolerance
        return accepted.value - off <= value <= accepted.value + off
    above = accepted.low < value if accepted.low_open else accepted.low <= value
    below = value < accepted.high if accepted.high_open else value <= accepted.high
    return above and below


def paired(key: MatchingKey, response: PairsResponse) -> Share:
    """Matching."""
    right = {prompt: target for prompt, target in key.pairs.items() if target is not None}
    if key.scoring == "exact":
        return _all_or_nothing(response.pairs == right)
    found = sum(response.pairs.get(prompt) == target for prompt, target in right.items())
    return Share(Decimal(found) / len(right) if right else ZERO)


def ordered(key: OrderingKey, response: OrderResponse) -> Share:
    """Ordering. A neighbour is right where the one directly after it is the one that should be."""
    given, right = response.order, key.order
    if key.scoring == "exact" or len(right) < 2:
        return _all_or_nothing(given == right)
    if key.scoring == "position":
        return Share(Decimal(sum(a == b for a, b in zip(given, right, strict=False))) / len(right))
    neighbours = set(pairwise(right))
    kept = sum(pair in neighbours for pair in pairwise(given))
    return Share(Decimal(kept) / len(neighbours))


def filled(key: FillBlankKey, response: BlanksResponse) -> Share | None:
    """fill_blank. None where every gap was left empty."""
    marked = [(gap.weight, _gap(gap, response.blanks.get(name, ""))) for name, gap in key.blanks.items()]
    if all(share is None for _, share in marked):
        return None
    feedback = tuple(text for _, share in marked if share is not None for text in share.feedback)
    earned = [(weight, share.of_points if share is not None else ZERO) for weight, share in marked]
    if key.scoring == "exact":
        return _all_or_nothing(all(share == ONE for _, share in earned), feedback)
    total = sum((weight for weight, _ in earned), ZERO)
    got = sum((weight * share for weight, share in earned), ZERO)
    return Share(got / total if total else ZERO, feedback)


def _gap(gap: BlankKey, text: str) -> Share | None:
    if not text.strip():
        return None
    match gap.answer:
        case ShortAnswerKey() as key:
            return typed(key, text)
        case NumericKey() as key:
            return number(key, NumberResponse(number=text))
        case ChoiceKey() as key:
            return chosen(key, ChoiceResponse(choice=text))


def pointed(key: HotspotKey, response: PlacesResponse) -> Share | None:
    """Hotspot. None where no place was named."""
    if not response.places:
        return None
    found = [_area(key, place) for place in response.places]
    hit = [area for area in key.areas if any(area is each for each in found)]
    outside = found.count(None)
    feedback = tuple(area.feedback for area in hit if area.feedback is not None)
    if key.scoring == "exact":
        return _all_or_nothing(hit == [area for area in key.areas if area.share > 0] and not outside, feedback)
    return Share(sum((area.share for area in hit), ZERO) + outside * key.outside, feedback)


def _area(key: HotspotKey, place: Place) -> HotspotArea | None:
    return next((area for area in key.areas if holds(area.area, place)), None)


def _all_or_nothing(right: bool, feedback: tuple[RichText, ...] = ()) -> Share:
    return Share(ONE if right else ZERO, feedback)


def _only(feedback: RichText | None) -> tuple[RichText, ...]:
    return () if feedback is None else (feedback,)
