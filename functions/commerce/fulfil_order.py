"""Tasks of the workflow that makes a paid order good: claim it, hold a seat, open a line or give it back, end."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lyceum.commerce.fulfil_order import claim_order, finish_order, give_up_execution, hold_seat, open_line
from lyceum.commerce.give_back import give_line_back
from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import Id, TenantId


class Failure(BaseModel):
    """What a workflow catches."""

    name: str = Field(alias="Error")


class Step(BaseModel):
    """What is to be done with which order, by which execution."""

    model_config = ConfigDict(extra="forbid")

    step: Literal["claim", "hold", "open", "give_back", "finish", "give_up"]
    tenant: TenantId
    order: Id
    execution: str
    course: Id = ""
    refusal: str = "NotAdmitted"
    failure: Failure | None = None


class Done(BaseModel):
    """What the next step needs."""

    courses: list[str] = []
    learner: str = ""
    held: bool = False
    refusal: str = ""
    over: bool = False


def act(step: Step) -> Done:
    """Translate and call."""
    at, place = clock.now(), (step.tenant, step.order)
    match step.step:
        case "claim":
            return Done(courses=claim_order(*place, step.execution, at=at))
        case "hold":
            found = hold_seat(*place, step.course, at=at)
            return Done(learner=found.learner, held=found.held, refusal=found.refusal or "", over=found.over)
        case "open":
            open_line(*place, step.course, at=at)
        case "give_back":
            refusal = step.failure.name if step.failure else step.refusal
            give_line_back(*place, step.course, refusal=refusal, execution=step.execution, at=at)
        case "finish":
            finish_order(*place, step.execution, at=at)
        case "give_up":
            give_up_execution(*place, step.execution, at=at)
    return Done()


handler = task_entry_point(Step, act)
