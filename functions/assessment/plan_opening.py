"""On AssessmentAuthored: when the attempts of an exam with a scheduled start are prepared."""

from pydantic import BaseModel

from lyceum.assessment.plan_opening import plan_opening
from lyceum.kernel import clock
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.events import Envelope


class Authored(BaseModel):
    """What is read of AssessmentAuthored."""

    assessment: str


def authored(envelope: Envelope, event: Authored) -> None:
    """As the assessment is now."""
    plan_opening(envelope.tenant, event.assessment, at=clock.now())


handler = event_entry_point(Consumer("AssessmentAuthored", Authored, authored))
