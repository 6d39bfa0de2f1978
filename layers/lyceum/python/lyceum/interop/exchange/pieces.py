"""From scores that were tried out to keys: one piece of an item each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    AcceptedText,
    Choice,
    ChoiceKey,
    Key,
    MatchingKey,
    NumericKey,
    OrderingKey,
    ResponseKey,
    ShortAnswerKey,
    TrueFalseKey,
)
from lyceum.interop import limits
from lyceum.interop.exchange import probing
from lyceum.interop.exchange.bench import NotGradable, fraction
from lyceum.interop.exchange.probing import Answer, Probe, Span
from lyceum.interop.exchange.told import Told

_TRUE_FALSE = {"true", "false"}


@dataclass
class Piece:
    """One question of an item: what may be seen of it, how it is marked, and what the whole of it earns there."""

    key: Key
    best: Decimal = Decimal(0)
    right: Answer | None = None
    """An answer that earns it all."""
    parts: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Options:
    """Choices with the names that the item gives them."""

    choices: tuple[Choice, ...]
    names: tuple[str, ...]

    @property
    def ids(self) -> dict[str, str]:
        """The item's name → our id."""
        return {name: choice.id for name, choice in zip(self.names, self.choices, strict=True)}


def options(found: Sequence[tuple[str, Choice]]) -> Options:
    """Raises NotGradable for none, too many, or names that repeat."""
    names = tuple(name for name, _ in found)
    if not found or len(found) > limits.MAX_CHOICES:
        raise NotGradable(f"it has nothing to choose from, or more than {limits.MAX_CHOICES} choices")
    if len(set(names)) != len(names):
        raise NotGradable("two of its choices have the same name")
    return Options(tuple(choice for _, choice in found), names)


def one_choice(probe: Probe, found: Options, told: Told) -> Piece:
    """multiple_choice, or true_false where the choices are named so."""
    results = {name: probe.result(name) for name in found.names}
    scores = {name: result.score for name, result in results.items()}
    best = _best(scores)
    told.sort([*(result.told for result in results.values())])
    right = max(scores, key=lambda name: scores[name])
    own = {name: text for name, result in results.items() if (text := told.own(result.told))}
    if set(found.names) == _TRUE_FALSE and sorted(scores.values()) == [0, best]:
        wrong = "false" if right == "true" else "true"
        said = {"feedback_right": own.get(right), "feedback_wrong": own.get(wrong)}
        fields = {name: text for name, text in said.items() if text} | told.fields
        return Piece(TrueFalseKey(answer=right == "true", **fields), best, right)
    key = ChoiceKey(
        shares={found.ids[name]: fraction(score / best) for name, score in scores.items()},
        feedback={found.ids[name]: text for name, text in own.items()},
        **told.fields,
    )
    return Piece(key, best, right, {"choices": found.choices, **_floor(scores.values(), best)})


def _best(scores: Mapping[str, Decimal]) -> Decimal:
    best = max(scores.values(), default=Decimal(0))
    if best <= 0:
        raise NotGradable("no answer earns anything")
    return best


def _floor(scores: Iterable[Decimal], best: Decimal) -> dict[str, Any]:
    least = fraction(min(scores) / best)
    return {"floor": least} if least < 0 else {}


def several_choices(probe: Probe, found: Options, told: Told, right: Sequence[str]) -> Piece:
    """multiple_response."""
    sharing = probing.several(probe, found.names, right or None)
    shares = {found.ids[name]: fraction(score / sharing.best) for name, score in sharing.scores.items()}
    chosen = tuple(name for name in found.names if sharing.scores[name] > 0)
    results = {name: probe.result((name,)).told for name in found.names}
    told.sort([*results.values(), probe.result(chosen).told])
    whole = probe.result(chosen).told
    told.by_outcome(whole - frozenset().union(*results.values()), _told_by_all(results) - whole)
    own = {found.ids[name]: text for name, seen in results.items() if (text := told.own(seen - _told_by_all(results)))}
    least = probe.score(tuple(name for name in found.names if sharing.scores[name] <= 0) or None)
    if sharing.scoring == "exact":
        shares = {id: Decimal(share > 0) for id, share in shares.items()}
        count = sum(shares.values())
        shares = {id: fraction(share / count) for id, share in shares.items()}
    key = ResponseKey.model_validate({"scoring": sharing.scoring, "shares": shares, "feedback": own, **told.fields})
    return Piece(key, sharing.best, chosen, {"choices": found.choices, **_floor([least, Decimal(0)], sharing.best)})


def _told_by_all(results: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset.intersection(*results.values()) if len(results) > 1 else frozenset()


def typed_text(probe: Probe, told: Told) -> Piece:
    """short_answer."""
    scores, sensitive = probing.texts(probe)
    best = _best(scores)
    results = {text: probe.result(text) for text in scores if text != "*"}
    otherwise = probe.result("\u2205 nothing")
    told.sort([*(result.told for result in results.values()), otherwise.told])
    ordered = sorted(scores, key=lambda text: -scores[text])  # the best first: the first that matches decides
    accepted = tuple(
        AcceptedText(
            text=text,
            share=max(fraction(scores[text] / best), Decimal(0)),
            feedback=told.own(results[text].told - otherwise.told) if text in results else None,
        )
        for text in ordered
        if scores[text] > 0 or (text in results and results[text].told != otherwise.told)
    )
    if len(accepted) > limits.MAX_CHOICES:
        raise NotGradable(f"it accepts more than {limits.MAX_CHOICES} texts")
    key = ShortAnswerKey(
        accepted=accepted,
        case_sensitive=sensitive,
        wildcards="*" in scores,
        feedback_otherwise=told.own(otherwise.told),
        **told.fields,
    )
    return Piece(key, best, next(text for text in ordered if text != "*") if results else "x")


def typed_number(probe: Probe, told: Told) -> Piece:
    """Numeric."""
    spans = probing.numbers(probe)
    if not spans:
        raise NotGradable("no number earns anything")
    best = max(span.score for span in spans)
    outside = probe.result(f"{_outside(spans):f}")
    told.sort([*(span.told for span in spans), outside.told])
    accepted = tuple(_accepted(span, probe, best, told, outside.told) for span in spans)
    key = NumericKey(accepted=accepted, feedback_otherwise=told.own(outside.told), **told.fields)
    full = next(span for span in spans if span.score == best)
    return Piece(key, best, f"{_inside(full):f}")


def _inside(span: Span) -> Decimal:
    return span.low if not span.low_open else (span.low + span.high) / 2


def _outside(spans: Sequence[Span]) -> Decimal:
    return min(span.low for span in spans) - 1


def _accepted(
    span: Span, probe: Probe, best: Decimal, told: Told, otherwise: frozenset[str]
) -> AcceptedNumber | AcceptedRange:
    share, feedback = fraction(span.score / best), told.own(span.told - otherwise)
    closed = not span.low_open and not span.high_open
    for centre, off, relative in sorted(probe.scorer.tolerances):
        margin = abs(centre) * off if relative else off
        if closed and off > 0 and (centre - margin, centre + margin) == (span.low, span.high) and off < 10**12:
            return AcceptedNumber(value=centre, tolerance=off, relative=relative, share=share, feedback=feedback)
    if closed and span.low == span.high and abs(span.low) < 10**40:
        return AcceptedNumber(value=span.low, share=share, feedback=feedback)
    return AcceptedRange(
        low=span.low,
        high=span.high,
        low_open=span.low_open and abs(span.low) < 10**40,
        high_open=span.high_open and abs(span.high) < 10**40,
        share=share,
        feedback=feedback,
    )


def matched(probe: Probe, prompts: Options, targets: Options, told: Told, wanted: Sequence[str]) -> Piece:
    """matching: each prompt has one target at most."""
    sharing = probing.pairs(probe, prompts.names, targets.names, wanted)
    notes: list[str] = []
    right = [pair for pair, score in sharing.scores.items() if score > 0]
    if any(score < 0 for score in sharing.scores.values()):
        notes.append("wrong pairs cost nothing here")
    if len({sharing.scores[pair] for pair in right}) > 1:
        notes.append("its pairs are worth the same here")
    pairs: dict[str, str | None] = dict.fromkeys(prompts.ids.values())
    for pair in right:
        left, _, target = pair.partition(" ")
        if pairs[prompts.ids[left]] is not None:
            raise NotGradable("one of its prompts belongs to several targets")
        pairs[prompts.ids[left]] = targets.ids[target]
    _tell_outcomes(probe, tuple(right), _wrong_pair(prompts, targets, right), told)
    key = MatchingKey.model_validate({"pairs": pairs, "scoring": sharing.scoring, **told.fields})
    parts = {"prompts": prompts.choices, "choices": targets.choices}
    return Piece(key, sharing.best, tuple(right), parts, notes)


def _wrong_pair(prompts: Options, targets: Options, right: Sequence[str]) -> tuple[str, ...] | None:
    every = (f"{prompt} {target}" for prompt in prompts.names for target in targets.names)
    return next(((pair,) for pair in every if pair not in right), None)


def in_order(probe: Probe, found: Options, right: tuple[str, ...], told: Told) -> Piece:
    """Ordering."""
    if sorted(right) != sorted(found.names) or len(right) < 2:
        raise NotGradable("its right order does not name every item once")
    scoring = probing.order(probe, right)
    wrong = min(((*right[1:], right[0]), right[::-1]), key=probe.score)
    _tell_outcomes(probe, right, wrong, told)
    key = OrderingKey.model_validate({"order": [found.ids[name] for name in right], "scoring": scoring, **told.fields})
    return Piece(key, probe.score(right), right, {"choices": found.choices})


def _tell_outcomes(probe: Probe, right: Answer, wrong: Answer | None, told: Told) -> None:
    """What is told of the right answer, of a wrong one, and of none."""
    seen, other, none = (probe.result(answer).told for answer in (right, wrong, None))
    told.sort([seen, other, none])
    told.by_outcome(seen, other)


Reader = Callable[[Probe], Piece]


@dataclass(frozen=True)
class Asked:
    """One question of an item before its scoring is known."""

    name: str
    """Of its response."""
    read: Reader
    by_machine: bool = True


@dataclass(frozen=True)
class Assembled:
    """The pieces of an item, in order, and whether they count only all together."""

    pieces: tuple[Piece, ...]
    together: bool
    best: Decimal


def assemble(scorer: probing.Scorer, asked: Sequence[Asked], right: Mapping[str, Answer]) -> Assembled:
    """Each question's share of the whole item. `right`: what the item itself calls right.

    Raises NotGradable where the questions depend on each other in another way than that all of them must be right.
    """
    if scorer.result({}).score > 0:
        raise NotGradable("it earns something without an answer")
    try:
        apart = _apart(scorer, asked)
    except NotGradable:
        if len(asked) < 2 or not all(each.name in right for each in asked):
            raise
        apart = None
    return apart or _together(scorer, asked, right)


def _apart(scorer: probing.Scorer, asked: Sequence[Asked]) -> Assembled | None:
    """Each on its own, if what they earn adds up."""
    pieces = tuple(each.read(Probe(scorer, each.name)) for each in asked)
    answers = {each.name: piece.right for each, piece in zip(asked, pieces, strict=True) if piece.right is not None}
    best = scorer.result(answers).score
    adds_up = best > 0 and probing.near(best, sum((piece.best for piece in pieces), Decimal(0)))
    return Assembled(pieces, together=False, best=best) if adds_up else None


def _together(scorer: probing.Scorer, asked: Sequence[Asked], right: Mapping[str, Answer]) -> Assembled:
    """Each while the others are right, if one alone earns nothing."""
    best = scorer.result(dict(right)).score
    if best <= 0 or any(scorer.result({name: answer}).score > 0 for name, answer in right.items()):
        raise NotGradable("its questions depend on each other")
    others = [{name: answer for name, answer in right.items() if name != each.name} for each in asked]
    pieces = (each.read(Probe(scorer, each.name, rest)) for each, rest in zip(asked, others, strict=True))
    return Assembled(tuple(pieces), together=True, best=best)
