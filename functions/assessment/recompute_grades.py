"""On GradebookChanged and GradesRecomputing: rows come to new rules. On AssessmentAuthored: columns are kept."""

from pydantic import BaseModel

from lyceum.assessment.recompute_grades import hear_of_assessment, recompute_grades
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Ruled(BaseModel):
    """What is read of GradebookChanged and GradesRecomputing."""

    course: str
    rules: int


class Authored(BaseModel):
    """What is read of AssessmentAuthored."""

    assessment: str
    course: str


def ruled(envelope: Envelope, event: Ruled) -> None:
    """From where the rows have come to."""
    recompute_grades(envelope.tenant, event.course, event.rules, at=envelope.at)


def authored(envelope: Envelope, event: Authored) -> None:
    """As the assessment is now, whatever the news was."""
    hear_of_assessment(envelope.tenant, event.course, event.assessment, at=envelope.at)


handler = event_entry_point(
    Consumer("GradebookChanged", Ruled, ruled),
    Consumer("GradesRecomputing", Ruled, ruled),
    Consumer("AssessmentAuthored", Authored, authored),
)
