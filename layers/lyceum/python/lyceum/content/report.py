"""What became of each element of an imported file. Nothing is lost silently (WISHES 5)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from lyceum.content.questions import Content


class Outcome(StrEnum):
    """What an importer did with one source element."""

    TAKEN = "taken"
    CHANGED = "changed"
    """Taken, but not exactly as it was: `why` says what differs."""
    REFUSED = "refused"
    """Not taken; `why` says the reason."""


class ReportLine(Content):
    """One source element and what became of it."""

    element: Annotated[str, Field(max_length=500)]
    """Where it stands: `problem/q1.xml#problem`, `questions.gift:12`."""
    kind: str
    """The source format's own name for it: `sequential`, `optionresponse`, `MC`."""
    outcome: Outcome
    why: str | None = None
    target: str | None = None
    """What it became: `lesson:l3`, `question:q7`."""
