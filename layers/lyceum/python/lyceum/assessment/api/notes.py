"""What a learner notes about an open attempt, on the wire."""

from pydantic import StrictBool

from lyceum.assessment.api.fields import Request, View
from lyceum.content.questions import PartId


class FlagRequest(Request):
    """Whether the learner wants to come back to a question."""

    flagged: StrictBool


class FlagView(View):
    """What is kept now."""

    question: str
    flagged: bool


class PositionRequest(Request):
    """Where the learner is."""

    question: PartId


class PositionView(View):
    """What is kept now."""

    question: str
