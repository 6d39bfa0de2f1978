"""What one item is worth to one learner, step by step, in words that arithmetic understands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from lyceum.assessment.gradebooks.errors import FormulaDividesByZero, FormulaTooLarge
from lyceum.assessment.model.conversion import Conversion
from lyceum.assessment.model.grade_scheme import HUNDRED, ONE, ZERO, GradeItem
from lyceum.assessment.model.gradebook import AssessmentResult, Mark
from lyceum.assessment.model.scoring import counting_percent, rounded

_SHORT = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a grade."""

    what: str
    """`attempt`, `policy`, `points`, `conversion`, `multiplier`, `formula`, `override`, `excused`; of sums: `category`,
    `total`, `letter`."""
    how: str
    """The arithmetic, `highest(80, 92.5)`."""
    result: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What one item comes to."""

    percent: Decimal | None = None
    """0 to 100, two places; None where nothing is there to count."""
    excused: bool = False
    """Not asked of the learner: by a person's word, or since its formula needs something that is not."""
    overridden: bool = False
    steps: tuple[Step, ...] = ()


def plain(value: Decimal) -> str:
    """A number without exponent and trailing zeros, at most six places."""
    short = value.quantize(_SHORT)
    return f"{short.normalize():f}" if short else "0"


def bounded(percent: Decimal) -> Decimal:
    """Within 0 and 100, two places."""
    return rounded(min(max(percent, ZERO), HUNDRED))


def standing(item: GradeItem, result: AssessmentResult | None, mark: Mark | None) -> Standing:
    """What attempts and people say of an item that is not calculated."""
    if mark is not None and mark.points is None:
        return Standing(excused=True, steps=(Step("excused", "", ""),))
    if item.kind.by_hand:
        return _by_hand(item, mark)
    found = _attempted(item, result) if result is not None else Standing()
    return found if mark is None else overridden(item, mark, found)


def calculated(
    item: GradeItem, values: Mapping[str, Decimal | None], excused: Collection[str], mark: Mark | None
) -> Standing:
    """What its formula says; nothing where it needs something that is not there, or divides by zero.

    Not asked either where it cannot do without what the learner is `excused` from.
    """
    if mark is not None and mark.points is None:
        return Standing(excused=True, steps=(Step("excused", "", ""),))
    found = _computed(item, values, excused)
    return found if mark is None else overridden(item, mark, found)


def overridden(item: GradeItem, mark: Mark, found: Standing) -> Standing:
    """A person's points in the place of what was computed; conversion and multiplier do not touch them."""
    points = mark.points or ZERO
    percent = _share(points, item.maximum)
    step = Step("override", f"{plain(points)} / {plain(item.maximum)} * 100", plain(percent))
    return Standing(percent, overridden=True, steps=(*found.steps, step))


def _by_hand(item: GradeItem, mark: Mark | None) -> Standing:
    if mark is None or mark.points is None:
        return Standing()
    if item.conversion is not None:
        percent, step = _converted(item.conversion, mark.points)
    else:
        percent = _share(mark.points, item.maximum)
        step = Step("points", f"{plain(mark.points)} / {plain(item.maximum)} * 100", plain(percent))
    return _multiplied(item, percent, (step,))


def _attempted(item: GradeItem, result: AssessmentResult) -> Standing:
    steps, percents = list[Step](), dict[int, Decimal]()
    for number, attempt in sorted(result.attempts.items()):
        percents[number] = attempt.percent
        steps.append(Step("attempt", f"attempt {number}", plain(attempt.percent)))
        if item.conversion is not None:
            raw = attempt.points if attempt.points is not None else rounded(attempt.percent * item.maximum / HUNDRED)
            percents[number], step = _converted(item.conversion, raw)
            steps.append(step)
    counting = counting_percent(result.policy, percents)
    if counting is None:
        return Standing(steps=tuple(steps))
    how = ", ".join(plain(percents[number]) for number in sorted(percents))
    steps.append(Step("policy", f"{result.policy}({how})", plain(counting)))
    return _multiplied(item, counting, tuple(steps))


def _converted(table: Conversion, raw: Decimal) -> tuple[Decimal, Step]:
    percent = bounded(table.percent(raw))
    how = f"raw {plain(raw)} -> scaled {plain(table.scaled(raw))}; / {plain(table.highest)} * 100"
    return percent, Step("conversion", how, plain(percent))


def _multiplied(item: GradeItem, percent: Decimal, steps: tuple[Step, ...]) -> Standing:
    if item.multiplier == ONE:
        return Standing(percent, steps=steps)
    found = bounded(percent * item.multiplier)
    how = f"min({plain(percent)} * {plain(item.multiplier)}, 100)"
    return Standing(found, steps=(*steps, Step("multiplier", how, plain(found))))


def _computed(item: GradeItem, values: Mapping[str, Decimal | None], excused: Collection[str]) -> Standing:
    if item.formula is None:
        return Standing()
    known: dict[str, Decimal | None] = {}
    for name in item.formula.names:
        value = values.get(name)
        if value is None and name not in excused:
            return Standing(steps=(Step("formula", item.formula.text, f"{name} is missing"),))
        known[name] = value
    how = f"{item.formula.text} with {_given(known)}" if known else item.formula.text
    try:
        found = item.formula.value(known)
    except (FormulaDividesByZero, FormulaTooLarge) as error:
        return Standing(steps=(Step("formula", how, error.slug()),))
    if found is None:
        return Standing(excused=True, steps=(Step("formula", how, "excused"),))
    percent = bounded(found)
    return _multiplied(item, percent, (Step("formula", how, plain(percent)),))


def _given(known: Mapping[str, Decimal | None]) -> str:
    return ", ".join(f"{name} {'excused' if value is None else f'= {plain(value)}'}" for name, value in known.items())


def _share(points: Decimal, maximum: Decimal) -> Decimal:
    return bounded(points / maximum * HUNDRED) if maximum > 0 else HUNDRED
