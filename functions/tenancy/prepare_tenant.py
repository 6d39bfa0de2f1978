"""Tasks of the onboarding workflow that are tenancy's own: claim it, furnish the school, open it, or give it up."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lyceum.kernel import clock
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.tenancy.prepare_tenant import claim_onboarding, furnish_tenant, give_up_tenant, open_tenant


class Failure(BaseModel):
    """What a workflow catches."""

    name: str = Field(alias="Error")


class Step(BaseModel):
    """What is to be done for which school, by which execution."""

    model_config = ConfigDict(extra="forbid")

    step: Literal["claim", "furnish", "open", "give_up"]
    tenant: TenantId
    execution: str
    failure: Failure | None = None


def act(step: Step) -> None:
    """Translate and call."""
    at = clock.now()
    match step.step:
        case "claim":
            claim_onboarding(step.tenant, step.execution, at=at)
        case "furnish":
            furnish_tenant(step.tenant, at=at)
        case "open":
            open_tenant(step.tenant, step.execution, at=at)
        case "give_up":
            reason = step.failure.name if step.failure else "Unknown"
            give_up_tenant(step.tenant, step.execution, reason, at=at)


handler = task_entry_point(Step, act)
