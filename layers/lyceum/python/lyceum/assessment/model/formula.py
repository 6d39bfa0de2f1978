"""Formulas of calculated grade items: a small language over percentages, in Decimal, of bounded work.

    0.4 * midterm + 0.6 * max(final, resit)          if(attendance < 80, 0, mean(quiz1, quiz2))

Numbers, names of items, + - * /, comparisons (= <> < <= > >=, worth 1 or 0), parentheses, and the functions below.
There is no power and no loop: what a formula costs is its length.

What a learner is excused from is left out: mean, min and max are of the items that are asked, whatever else needs an
excused one is not asked either, and constants alone are no grade. `mean(a, b, c)` without b is `mean(a, c)`; there is
no `0.4 * a + 0.6 * b` without b, since whoever wrote these weights has not said what a alone weighs. Source: RULES
S1-28.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import reduce
from typing import Final

from lyceum.assessment.gradebooks.errors import FormulaDividesByZero, FormulaInvalid, FormulaTooLarge

LONGEST: Final = 500
"""Characters."""
MOST_PARTS: Final = 100
"""Numbers, names, operators and calls of one formula."""
DEEPEST: Final = 20
"""Parentheses, calls and signs within each other."""
GREATEST: Final = Decimal(10) ** 12
"""What no step may exceed."""

ONE, ZERO = Decimal(1), Decimal(0)
_ARITHMETIC = Context()
"""Python's own, whatever a thread has made of its: 28 digits, halves to even, and what cannot be computed raises."""
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,12}(?:\.[0-9]{1,6})?)(?![0-9.])|(?P<name>[a-z][a-z0-9_]*)|(?P<sign><=|>=|<>|[-+*/()<>=,]))"
)

type Values = Mapping[str, Decimal | None]
"""Name → percentage; None: the learner is excused from it."""


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Name:
    name: str


@dataclass(frozen=True, slots=True)
class _Call:
    """An operator or a function, by its name."""

    name: str
    parts: tuple["_Node", ...]


type _Node = _Number | _Name | _Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read."""

    text: str
    root: _Node
    names: tuple[str, ...]
    """Names of items, each once, in the order in which they stand there."""

    def value(self, values: Values) -> Decimal | None:
        """What it comes to, for a percentage of each name; None where too much of it is excused.

        Raises FormulaDividesByZero, FormulaTooLarge.
        """
        return _value(self.root, values)


def read(text: str) -> Formula:
    """The formula that a text spells. Raises FormulaInvalid (with the `position` from 1), FormulaTooLarge."""
    if len(text) > LONGEST:
        raise FormulaTooLarge(limit=LONGEST)
    reader = _Reader(text)
    root = reader.comparison(0)
    reader.demand_end()
    return Formula(text, root, tuple(dict.fromkeys(reader.names)))


def _sum(parts: Sequence[Decimal]) -> Decimal:
    return reduce(_ARITHMETIC.add, parts)


def _mean(parts: Sequence[Decimal]) -> Decimal:
    return _ARITHMETIC.divide(_sum(parts), Decimal(len(parts)))


def _rounded(parts: Sequence[Decimal]) -> Decimal:
    value, places = parts[0], parts[1] if len(parts) == 2 else ZERO
    step = Decimal(10) ** -min(max(int(places), 0), 6)
    return value.quantize(step, context=_ARITHMETIC)


def _truth(decide: Callable[[Decimal, Decimal], bool]) -> Callable[[Sequence[Decimal]], Decimal]:
    return lambda parts: ONE if decide(parts[0], parts[1]) else ZERO


_ARITY: Final[dict[str, tuple[int, int]]] = {
    "abs": (1, 1),
    "if": (3, 3),
    "max": (1, MOST_PARTS),
    "mean": (1, MOST_PARTS),
    "min": (1, MOST_PARTS),
    "round": (1, 2),
    "sum": (1, MOST_PARTS),
}
"""The functions, with the least and the most parts of each."""
_ACTS: Final[dict[str, Callable[[Sequence[Decimal]], Decimal]]] = {
    "abs": lambda parts: _ARITHMETIC.abs(parts[0]),
    "max": max,
    "mean": _mean,
    "min": min,
    "round": _rounded,
    "sum": _sum,
    "+": lambda parts: _ARITHMETIC.add(parts[0], parts[1]),
    "-": lambda parts: _ARITHMETIC.subtract(parts[0], parts[1]),
    "*": lambda parts: _ARITHMETIC.multiply(parts[0], parts[1]),
    "/": lambda parts: _ARITHMETIC.divide(parts[0], parts[1]),
    "negated": lambda parts: _ARITHMETIC.minus(parts[0]),
    "=": _truth(lambda one, other: one == other),
    "<>": _truth(lambda one, other: one != other),
    "<": _truth(lambda one, other: one < other),
    "<=": _truth(lambda one, other: one <= other),
    ">": _truth(lambda one, other: one > other),
    ">=": _truth(lambda one, other: one >= other),
}
RESERVED: Final = frozenset(_ARITY)
"""Names that no item can have."""
_OF_WHAT_IS_ASKED: Final = frozenset({"max", "mean", "min"})
"""Functions that say as much of some items as of all of them."""


def _value(node: _Node, values: Values) -> Decimal | None:
    if isinstance(node, _Number):
        return node.value
    if isinstance(node, _Name):
        return values[node.name]
    if node.name == "if":  # only the branch that counts: `if(b = 0, 0, a / b)` divides by nothing
        truth = _value(node.parts[0], values)
        return None if truth is None else _value(node.parts[1 if truth else 2], values)
    parts = _asked(node, values)
    if not parts:
        return None
    try:
        found = _ACTS[node.name](parts)
    except (DivisionByZero, InvalidOperation) as error:
        raise FormulaDividesByZero from error
    except Overflow as error:
        raise FormulaTooLarge(limit=str(GREATEST)) from error
    if found.copy_abs() > GREATEST:
        raise FormulaTooLarge(limit=str(GREATEST))
    return found


def _asked(call: _Call, values: Values) -> list[Decimal]:
    """What it works on; nothing where it cannot do without what is excused."""
    found = [(part, _value(part, values)) for part in call.parts]
    asked = [value for _, value in found if value is not None]
    if len(asked) == len(found):
        return asked
    of_items = any(value is not None and _names_items(part) for part, value in found)
    return asked if call.name in _OF_WHAT_IS_ASKED and of_items else []


def _names_items(node: _Node) -> bool:
    return isinstance(node, _Name) or (isinstance(node, _Call) and any(map(_names_items, node.parts)))


class _Reader:
    """Recursive descent; it counts what it reads, so that no text makes it read on for long."""

    def __init__(self, text: str) -> None:
        self.names: list[str] = []
        self._tokens = list(_tokens(text))
        self._next = 0
        self._parts = 0

    def demand_end(self) -> None:
        kind, _, position = self._tokens[self._next]
        if kind != "end":
            raise FormulaInvalid(position=position)

    def comparison(self, depth: int) -> _Node:
        left = self._sum(depth)
        sign = self._take("=", "<>", "<", "<=", ">", ">=")
        return left if sign is None else self._counted(_Call(sign, (left, self._sum(depth))))

    def _sum(self, depth: int) -> _Node:
        left = self._product(depth)
        while (sign := self._take("+", "-")) is not None:
            left = self._counted(_Call(sign, (left, self._product(depth))))
        return left

    def _product(self, depth: int) -> _Node:
        left = self._signed(depth)
        while (sign := self._take("*", "/")) is not None:
            left = self._counted(_Call(sign, (left, self._signed(depth))))
        return left

    def _signed(self, depth: int) -> _Node:
        if depth > DEEPEST:
            raise FormulaTooLarge(limit=DEEPEST)
        if self._take("-") is not None:
            return self._counted(_Call("negated", (self._signed(depth + 1),)))
        return self._single(depth)

    def _single(self, depth: int) -> _Node:
        kind, text, position = self._tokens[self._next]
        self._next += 1
        if kind == "number":
            return self._counted(_Number(Decimal(text)))
        if kind == "name":
            return self._named(text, position, depth)
        if text != "(":
            raise FormulaInvalid(position=position)
        inner = self.comparison(depth + 1)
        self._demand(")")
        return inner

    def _named(self, name: str, position: int, depth: int) -> _Node:
        arity = _ARITY.get(name)
        if arity is None:
            self.names.append(name)
            return self._counted(_Name(name))
        self._demand("(")
        parts = [self.comparison(depth + 1)]
        while self._take(",") is not None:
            parts.append(self.comparison(depth + 1))
        self._demand(")")
        least, most = arity
        if not least <= len(parts) <= most:
            raise FormulaInvalid(position=position)
        return self._counted(_Call(name, tuple(parts)))

    def _take(self, *signs: str) -> str | None:
        kind, text, _ = self._tokens[self._next]
        if kind != "sign" or text not in signs:
            return None
        self._next += 1
        return text

    def _demand(self, sign: str) -> None:
        if self._take(sign) is None:
            raise FormulaInvalid(position=self._tokens[self._next][2])

    def _counted[N: _Node](self, node: N) -> N:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise FormulaTooLarge(limit=MOST_PARTS)
        return node


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """`(kind, text, position)`, and at last one of kind `end`."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise FormulaInvalid(position=len(text) - len(text[at:].lstrip()) + 1)
        yield found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1
        at = found.end()
    yield "end", "", end + 1
