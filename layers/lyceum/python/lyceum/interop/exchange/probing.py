"""Scoring rules of other systems as shares, found by trying answers: what a rule gives is what it means.

A rule may be written in a hundred ways (conditions, mappings, sums); the shares that it comes to are the same. Answers
are texts (one value) or tuples of texts (several). Whatever does not come out as a share of ours is said so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, combinations, pairwise
from typing import Protocol

from lyceum.interop.exchange.bench import NotGradable

type Answer = str | tuple[str, ...]

_MOST_TRIALS = 6_000
_FEW = 9
"""Up to so many choices every combination is tried."""
ZERO = Decimal(0)


@dataclass(frozen=True)
class Result:
    """What a rule gave for some answers."""

    score: Decimal
    told: frozenset[str] = frozenset()
    """Names of the feedback that it showed."""


class Scorer(Protocol):
    """An item's rules. Raises NotGradable for what cannot be computed."""

    thresholds: set[Decimal]
    """Numbers that answers were compared with so far."""
    literals: dict[str, None]
    """Texts that answers were compared with so far."""
    tolerances: set[tuple[Decimal, Decimal, bool]]
    """Numbers with what they may be off by so far: centre, tolerance, relative."""
    derived: bool
    """Whether something computed from an answer was compared."""

    def result(self, answers: Mapping[str, Answer]) -> Result:
        """What these answers earn, all others missing."""
        ...


@dataclass
class Probe:
    """Tries answers to one question while the others stay as they are."""

    scorer: Scorer
    name: str
    others: Mapping[str, Answer] = field(default_factory=dict)
    trials: int = 0

    def result(self, answer: Answer | None) -> Result:
        """Of one answer; None is no answer."""
        self.trials += 1
        if self.trials > _MOST_TRIALS:
            raise NotGradable("its scoring rules are too many to try")
        answers = dict(self.others)
        if answer is not None:
            answers[self.name] = answer
        return self.scorer.result(answers)

    def score(self, answer: Answer | None) -> Decimal:
        """The score alone."""
        return self.result(answer).score


@dataclass(frozen=True)
class Sharing:
    """Scores of the parts of an answer: they add up (`partial`), or all of the right ones are needed (`exact`)."""

    scoring: str
    scores: dict[str, Decimal]
    best: Decimal


def single(probe: Probe, ids: Sequence[str]) -> dict[str, Decimal]:
    """The score of each choice alone, where one is to be chosen."""
    return {id: probe.score(id) for id in ids}


def several(probe: Probe, ids: Sequence[str], right: Iterable[str] | None) -> Sharing:
    """What the choices of a set earn. `right` is the set that the item itself calls right, if it does."""
    ids = list(ids)
    alone = {id: probe.score((id,)) for id in ids}
    best_set = _best_set(probe, ids, alone, right)
    best = probe.score(best_set)
    if best <= 0:
        raise NotGradable("no answer earns anything")
    added = _added(probe, ids, alone, best_set, best)
    tried = list(_subsets(ids) if len(ids) <= _FEW else _neighbours(ids, best_set))
    scores = {chosen: probe.score(chosen) for chosen in tried}
    if all(_adds_up(added, best, chosen, score) for chosen, score in scores.items()):
        return Sharing("partial", added, best)
    if all(score <= 0 or set(chosen) == set(best_set) for chosen, score in scores.items()):
        return Sharing("exact", {id: best if id in best_set else ZERO for id in ids}, best)
    raise NotGradable("its choices neither add up nor all count together")


def _adds_up(added: Mapping[str, Decimal], best: Decimal, chosen: tuple[str, ...], score: Decimal) -> bool:
    together = sum((added[id] for id in chosen), ZERO)
    return near(_clamped(together, best), max(score, ZERO))


def near(one: Decimal, other: Decimal) -> bool:
    """Seven times 14.29 is meant as 100."""
    return abs(one - other) <= max(abs(one), abs(other)) * _ROUNDING


_ROUNDING = Decimal("0.005")


def _clamped(score: Decimal, best: Decimal) -> Decimal:
    return min(max(score, ZERO), best)


def _best_set(
    probe: Probe, ids: Sequence[str], alone: Mapping[str, Decimal], right: Iterable[str] | None
) -> tuple[str, ...]:
    candidates = [tuple(id for id in ids if alone[id] > 0), tuple(ids)]
    if right is not None:
        wanted = set(right)
        candidates.insert(0, tuple(id for id in ids if id in wanted))
    if len(ids) <= _FEW:
        candidates.extend(_subsets(ids))
    return max(candidates, key=probe.score)


def _added(
    probe: Probe, ids: Sequence[str], alone: Mapping[str, Decimal], best_set: tuple[str, ...], best: Decimal
) -> dict[str, Decimal]:
    """What each choice adds: alone where that shows, else what it takes from the best set."""
    added = {}
    for id in ids:
        if id in best_set:
            without = tuple(each for each in best_set if each != id)
            added[id] = alone[id] if alone[id] > 0 else best - probe.score(without or None)
        else:
            added[id] = probe.score((*best_set, id)) - best
    return added


def _subsets(ids: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return chain.from_iterable(combinations(ids, size) for size in range(1, len(ids) + 1))


def _neighbours(ids: Sequence[str], best_set: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """The best set, one less, one more, each alone, each pair, and all."""
    yield best_set
    yield tuple(ids)
    for id in ids:
        yield (id,)
        changed = tuple(each for each in ids if (each in best_set) != (each == id))
        if changed:
            yield changed
    yield from combinations(ids[:40], 2)


def texts(probe: Probe) -> tuple[dict[str, Decimal], bool]:
    """The score of each text that the rules compare with, and whether the letters' case matters."""
    probe.score("")
    probe.score(_NONSENSE)
    found: dict[str, Decimal] = {}
    for _ in range(3):  # a comparison may come to light only once another one failed
        for literal in [each for each in probe.scorer.literals if each not in {*found, "", _NONSENSE}]:
            found[literal] = probe.score(literal)
    if probe.score(_NONSENSE) > 0:
        found["*"] = probe.score(_NONSENSE)
    earning = [literal for literal, score in found.items() if score > 0 and literal.swapcase() != literal]
    return found, any(probe.score(literal.swapcase()) != found[literal] for literal in earning)


_NONSENSE = "\u2205 no such answer \u2205"


@dataclass(frozen=True)
class Span:
    """Numbers that earn the same: from low to high."""

    low: Decimal
    high: Decimal
    low_open: bool
    high_open: bool
    score: Decimal
    told: frozenset[str]


_FAR = Decimal(10) ** 40


def numbers(probe: Probe) -> list[Span]:
    """The spans of numbers that earn something. Raises NotGradable where there are too many to try, or none can be."""
    ends = _ends(probe)
    if probe.scorer.derived:
        raise NotGradable("it computes with the number before it compares it")
    spans: list[Span] = []
    for piece in _pieces(probe, ends):
        last = spans[-1] if spans else None
        if last and last.score == piece.score and (piece.score <= 0 or last.told == piece.told):
            spans[-1] = Span(last.low, piece.high, last.low_open, piece.high_open, last.score, last.told)
        else:
            spans.append(piece)
    return [span for span in spans if span.score > 0]


def _ends(probe: Probe) -> list[Decimal]:
    """Every number at which the rules may change: trying them brings more to light, until there are no more."""
    known: set[Decimal] = {ZERO}
    while True:
        for each in sorted(known | _between(known)):
            probe.score(f"{each:f}")
        found = {each for each in probe.scorer.thresholds if abs(each) < _FAR}
        if found <= known:
            return sorted(known)
        known |= found
        if len(known) > 400:
            raise NotGradable("it accepts too many numbers")


def _pieces(probe: Probe, ends: Sequence[Decimal]) -> Iterable[Span]:
    yield _piece(probe, -_FAR, ends[0], ends[0] - 1)
    for place, end in enumerate(ends):
        at = probe.result(f"{end:f}")
        yield Span(end, end, False, False, at.score, at.told)
        after = ends[place + 1] if place + 1 < len(ends) else _FAR
        yield _piece(probe, end, after, end + 1 if after == _FAR else (end + after) / 2)


def _piece(probe: Probe, low: Decimal, high: Decimal, inside: Decimal) -> Span:
    result = probe.result(f"{inside:f}")
    if probe.score(f"{_elsewhere(low, high, inside):f}") != result.score:
        raise NotGradable("its score changes with the number in another way than by spans")
    return Span(low, high, True, True, result.score, result.told)


def _elsewhere(low: Decimal, high: Decimal, inside: Decimal) -> Decimal:
    """Another number of an open span."""
    if low == -_FAR:
        return inside - 1
    return inside + 1 if high == _FAR else (inside + high) / 2


def _between(known: set[Decimal]) -> set[Decimal]:
    ends = sorted(known)
    inner = {(one + other) / 2 for one, other in pairwise(ends)}
    return inner | {ends[0] - 1, ends[-1] + 1}


def pairs(probe: Probe, left: Sequence[str], right: Sequence[str], wanted: Iterable[str]) -> Sharing:
    """What each pair earns, written `left right`. `wanted`: the pairs that the item itself calls right."""
    alone = {}
    if len(left) * len(right) <= 2_500:
        alone = {pair: probe.score((pair,)) for one in left for other in right if (pair := f"{one} {other}")}
    earning = [pair for pair, score in alone.items() if score > 0]
    chosen = tuple(wanted) or tuple(earning)
    best = probe.score(chosen) if chosen else ZERO
    if earning and near(sum((alone[pair] for pair in chosen if pair in alone), ZERO), best):
        return Sharing("partial", alone, best)
    if best > 0 and not earning and all(probe.score(_less(chosen, pair)) <= 0 for pair in chosen if len(chosen) > 1):
        return Sharing("exact", dict.fromkeys(chosen, best), best)
    raise NotGradable("its pairs neither add up nor all count together")


def _less(chosen: tuple[str, ...], pair: str) -> tuple[str, ...]:
    return tuple(each for each in chosen if each != pair)


def order(probe: Probe, right: tuple[str, ...]) -> str:
    """How an order is scored: `exact`, or by right `position`s or `adjacent` neighbours."""
    best = probe.score(right)
    if best <= 0:
        raise NotGradable("the right order earns nothing")
    tried = [_swapped(right, one, other) for one, other in combinations(range(min(len(right), 12)), 2)]
    tried.append((*right[1:], right[0]))
    earned = [max(probe.score(each), ZERO) / best for each in tried if each != right]
    for name, rule in _ORDERS.items():
        expected = [rule(each, right) for each in tried if each != right]
        if all(abs(one - other) < Decimal("0.0001") for one, other in zip(earned, expected, strict=True)):
            return name
    raise NotGradable("its order earns in a way that has no place here")


def _swapped(right: tuple[str, ...], one: int, other: int) -> tuple[str, ...]:
    changed = list(right)
    changed[one], changed[other] = changed[other], changed[one]
    return tuple(changed)


def _positions(given: tuple[str, ...], right: tuple[str, ...]) -> Decimal:
    return Decimal(sum(one == other for one, other in zip(given, right, strict=True))) / len(right)


def _neighbours_kept(given: tuple[str, ...], right: tuple[str, ...]) -> Decimal:
    wanted = set(pairwise(right))
    return Decimal(sum(pair in wanted for pair in pairwise(given))) / max(len(wanted), 1)


_ORDERS: dict[str, Callable[[tuple[str, ...], tuple[str, ...]], Decimal]] = {
    "exact": lambda given, right: Decimal(given == right),
    "position": _positions,
    "adjacent": _neighbours_kept,
}
