"""Answers on the wire; apart from attempts, for saving one needs nothing else and is what is asked most often."""

from typing import Annotated

from lyceum.assessment.api.fields import Request, View
from lyceum.assessment.responses import ResponseValue
from lyceum.assessment.save_answer import Saved
from lyceum.kernel.clock import Instant
from lyceum.kernel.numbers import integer

MAX_REVISION = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""


MAX_SECONDS = 7 * 24 * 3600
"""A week at one question: more is a client's mistake."""


class AnswerRequest(Request):
    """One answer. `null` takes it back."""

    response: ResponseValue | None
    revision: Annotated[int, integer(ge=1, le=MAX_REVISION)]
    """Counts up with each change that the client makes, or its clock in milliseconds: the greatest one stays."""
    seconds: Annotated[int, integer(ge=0, le=MAX_SECONDS)] | None = None
    """How long the learner was at the question so far, as the client counts. They belong to the revision: one that says
    none has none, and the same one again changes none."""


class SavedAnswerView(View):
    """What is kept now."""

    question: str
    revision: int
    saved_at: Instant

    @classmethod
    def of(cls, saved: Saved) -> "SavedAnswerView":
        """From the use case."""
        return cls(question=saved.question, revision=saved.revision, saved_at=saved.at)
