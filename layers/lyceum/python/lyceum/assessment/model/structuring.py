"""Whether sections, scoring and questions fit together."""

from collections import Counter
from collections.abc import Sequence

from lyceum.assessment.errors import InvalidScoring, InvalidSections
from lyceum.assessment.model.sections import Scoring, Structure
from lyceum.content.questions import AuthoredQuestion


def check_structure(structure: Structure, questions: Sequence[AuthoredQuestion]) -> None:
    """Every question is in just one section, if there are any; a maximum stands where its scoring looks for it.

    Raises InvalidSections, InvalidScoring. Source: RULES S4-11.
    """
    _check_scoring(structure)
    if not structure.sections:
        return
    sections = Counter(section.id for section in structure.sections)
    repeated = [section for section, count in sections.items() if count > 1]
    empty = [section.id for section in structure.sections if not section.every]
    if repeated or empty:
        raise InvalidSections(section=(repeated + empty)[0])
    _check_places(structure, questions)


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
    if structure.scoring is Scoring.PER_SECTION and not structure.sections:
        raise InvalidScoring(scoring=str(structure.scoring))
