"""Random draws: which questions of a bank an attempt has, by its seed alone (FEATURES AG4)."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lyceum.assessment.banks.errors import InvalidDraw
from lyceum.assessment.model.sections import Draw, Pinned, Section, Structure
from lyceum.content.questions import AuthoredQuestion

if TYPE_CHECKING:  # only authors have banks: an attempt starts without them
    from lyceum.assessment.model.bank import BankQuestion

MOST = 500
"""Questions that an assessment has or draws from."""

type Files = Mapping[str, Mapping[str, str]]
"""Question → path below `/static/` → key in the content bucket, where questions show files."""


def rank(seed: str, name: str) -> bytes:
    """Where a name comes in an order that a seed decides."""
    return hashlib.blake2s(f"{seed}\x1f{name}".encode(), digest_size=8).digest()


def undrawn(structure: Structure, places: Mapping[str, int], seed: str) -> frozenset[int]:
    """Places of the questions that an attempt with this seed does not have. The same seed draws the same."""
    left: set[int] = set()
    for section in structure.sections:
        for number, draw in enumerate(section.draws):
            name = f"{section.id}#{number}"
            ranked = sorted(draw.pinned, key=lambda each: rank(seed, f"{name}#{each.question}"))
            left |= {places[each.question] for each in ranked[draw.count :]}
    return frozenset(left)


def pinned_ids(structure: Structure) -> frozenset[str]:
    """Ids of all questions that are drawn from."""
    draws = (draw for section in structure.sections for draw in section.draws)
    return frozenset(each.question for draw in draws for each in draw.pinned)


def matches(draw: Draw, tags: Collection[str], difficulty: str, *, retired: bool) -> bool:
    """Whether a draw is from a question like this."""
    tagged = draw.tag is None or draw.tag in tags
    return tagged and draw.difficulty in (None, difficulty) and not retired


def matching(draw: Draw, found: "Iterable[BankQuestion]") -> "list[BankQuestion]":
    """Those of a bank that a draw is from, by id."""
    return sorted((each for each in found if _is_of(draw, each)), key=lambda each: each.id)


def _is_of(draw: Draw, question: "BankQuestion") -> bool:
    return matches(draw, question.authored.question.tags, question.difficulty, retired=question.retired)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a version draws from."""

    structure: Structure
    """With its draws from questions as they were then."""
    questions: Sequence[AuthoredQuestion]
    """Those questions, each worth what its draw says."""
    files: Files
    """What they show."""


def pinned(structure: Structure, banks: Mapping[str, Sequence["BankQuestion"]], taken: Iterable[str]) -> Settled:
    """The structure with its draws from questions as they are now, and those questions with their files.

    `taken`: ids of the assessment's own questions. A question that several draws could be from belongs to the first, so
    no attempt has one twice. Raises InvalidDraw where there are fewer than are to be drawn, or too many to draw from.
    """
    used = set(taken)
    questions: list[AuthoredQuestion] = []
    files: dict[str, Mapping[str, str]] = {}

    def pin(section: Section, draw: Draw) -> Draw:
        found = [each for each in matching(draw, banks[draw.bank]) if each.id not in used]
        if len(found) < draw.count or len(used) + len(found) > MOST:
            raise InvalidDraw(section=section.id, bank=draw.bank, found=len(found), count=draw.count, limit=MOST)
        used.update(each.id for each in found)
        questions.extend(_worth(each, draw.points) for each in found)
        files.update(_shown(found))
        pins = tuple(Pinned(question=each.id, version=each.version) for each in found)
        return draw.model_copy(update={"pinned": pins})

    sections = tuple(
        section.model_copy(update={"draws": tuple(pin(section, draw) for draw in section.draws)})
        for section in structure.sections
    )
    return Settled(structure.model_copy(update={"sections": sections}), questions, files)


def _shown(questions: "Iterable[BankQuestion]") -> dict[str, Mapping[str, str]]:
    return {each.id: dict(each.files) for each in questions if each.files}


def _worth(question: "BankQuestion", points: Decimal) -> AuthoredQuestion:
    shown = question.authored.question.model_copy(update={"points": points})
    return question.authored.model_copy(update={"question": shown})
