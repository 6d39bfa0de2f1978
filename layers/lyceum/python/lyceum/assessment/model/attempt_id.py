"""The id of an attempt: an opaque encoding of everything that its keys need, so that no lookup is needed."""

import re
from dataclasses import dataclass

from lyceum.assessment.errors import AttemptNotFound
from lyceum.kernel.ids import compound_id, parts_of

_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
_COUNT = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class AttemptId:
    """Whose attempt at which assessment, which one, on which question set. It grants nothing."""

    learner: str
    assessment: str
    number: int
    """1, 2, 3, … per learner and assessment."""
    version: int
    """Version of the question set."""

    def __str__(self) -> str:
        """URL-safe text."""
        return compound_id(self.learner, self.assessment, str(self.number), str(self.version))

    @classmethod
    def parse(cls, text: str) -> "AttemptId":
        """The id that the text encodes. Raises AttemptNotFound for anything that was not made here."""
        parts = parts_of(text, 4)
        if parts is None:
            raise AttemptNotFound
        learner, assessment, number, version = parts
        if not (_ULID.fullmatch(learner) and _ULID.fullmatch(assessment)):
            raise AttemptNotFound
        if not (_COUNT.fullmatch(number) and _COUNT.fullmatch(version)):
            raise AttemptNotFound
        return cls(learner, assessment, int(number), int(version))
