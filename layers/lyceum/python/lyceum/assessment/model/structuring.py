"""Whether sections, scoring and questions fit together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from lyceum.assessment.errors import InvalidScoring, InvalidSections
from lyceum.assessment.gradebooks.errors import InvalidConversion
from lyceum.assessment.model.conversion import table_of
from lyceum.assessment.model.points import ZERO
from lyceum.assessment.model.sections import ConversionTable, Scoring, Section, Structure
from lyceum.assessment.sittings.errors import InvalidTimeLimits
from lyceum.content.questions import AuthoredQuestion


def check_structure(structure: Structure, questions: Sequence[AuthoredQuestion]) -> None:
    """Every question is in just one section, if there are any; a maximum stands where its scoring looks for it; a table
    begins at 0, rises, and its last row can be reached; each time limit is of a question that is there.

    Raises InvalidSections, InvalidScoring, InvalidConversion, InvalidTimeLimits. Source: RULES S1-21, S4-11, S4-14.
    """
    _check_scoring(structure)
    worth = {each.question.id: each.question.points for each in questions}
    for question in structure.time_limits:
        if question not in worth:
            raise InvalidTimeLimits(question=question)
    if not structure.sections:
        _check_table("", structure.conversion, sum(worth.values(), ZERO))
        return
    sections = Counter(section.id for section in structure.sections)
    repeated = [section for section, count in sections.items() if count > 1]
    empty = [section.id for section in structure.sections if not section.every]
    if repeated or empty:
        raise InvalidSections(section=(repeated + empty)[0])
    _check_places(structure, questions)
    parts = [_most(section, structure.scoring, worth) for section in structure.sections]
    _check_table("", structure.conversion, sum(parts, ZERO))


def _most(section: Section, scoring: Scoring, worth: Mapping[str, Decimal]) -> Decimal:
    """What a section can come to. Raises InvalidConversion, InvalidScoring."""
    raw = sum((worth[each] for each in section.questions), ZERO)
    raw += sum((draw.count * draw.points for draw in section.draws), ZERO)
    if section.conversion:
        if section.maximum is not None:
            raise InvalidScoring(scoring=str(scoring))
        return _check_table(section.id, section.conversion, raw)
    if section.maximum is None:
        return raw
    return section.maximum if scoring is Scoring.PER_SECTION else min(raw, section.maximum)


def _check_table(name: str, rows: ConversionTable, most: Decimal) -> Decimal:
    """The most that there is by a table, or without one. Raises InvalidConversion."""
    table = table_of(rows, item=name)
    if table is None:
        return most
    if table.rows[-1][0] > most:
        raise InvalidConversion(item=name)
    return table.highest


def _check_places(structure: Structure, questions: Sequence[AuthoredQuestion]) -> None:
    known = [each.question.id for each in questions]
    placed = Counter(question for section in structure.sections for question in section.every)
    wrong = [question for question in placed if placed[question] > 1 or question not in known]
    wrong += [question for question in known if question not in placed]
    if wrong:
        raise InvalidSections(question=wrong[0])


def _check_scoring(structure: Structure) -> None:
    fixed = structure.scoring is Scoring.FIXED
    if fixed != (structure.maximum is not None):
        raise InvalidScoring(scoring=str(structure.scoring))
    if structure.conversion and fixed:
        raise InvalidScoring(scoring=str(structure.scoring))
    if structure.scoring is Scoring.PER_SECTION and not structure.sections:
        raise InvalidScoring(scoring=str(structure.scoring))
