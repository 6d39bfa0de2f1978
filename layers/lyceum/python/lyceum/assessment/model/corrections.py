"""Corrections of a key after attempts were graded by it (AG18): the question's place gets another entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lyceum.assessment.model.points import ONE, ZERO
from lyceum.assessment.model.question_set import KeyEntry
from lyceum.content.questions import Key


class CorrectionKind(StrEnum):
    """What is done about a question that was graded wrongly."""

    KEY = "key"
    """Another key."""
    FULL_CREDIT = "full_credit"
    """Everybody has all of its points, whatever they answered."""
    DROP = "drop"
    """It is worth nothing to anybody."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a regrade puts in the place of a question's entry."""

    kind: CorrectionKind
    key: Key | None = None
    """The other key, where that is what it is."""

    def of(self, entry: KeyEntry) -> KeyEntry:
        """The entry, corrected."""
        match self.kind:
            case CorrectionKind.FULL_CREDIT:
                return entry.model_copy(update={"given": ONE})
            case CorrectionKind.DROP:
                worth = entry.points if entry.dropped is None else entry.dropped
                return entry.model_copy(update={"points": ZERO, "given": ZERO, "dropped": worth})
            case CorrectionKind.KEY:
                return entry.model_copy(update={"key": self.key, "given": None})


@dataclass(frozen=True, slots=True)
class Applied:
    """A correction as it stands with a key, and the regrade that it came from."""

    regrade: str
    correction: Correction


def corrected(entry: KeyEntry, applied: Sequence[Applied]) -> KeyEntry:
    """The entry with every correction of its question on top of the one before."""
    for one in applied:
        entry = one.correction.of(entry)
    return entry
