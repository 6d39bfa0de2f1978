"""PUT /v1/{tenant}/attempts/{attempt}/submission: the caller hands in their attempt."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.errors import AttemptNotFound
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.content.questions import Question
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import CompoundId, TenantId
from lyceum.kernel.problems import problems

Question.model_rebuild()  # the answer has it, and so has what is read: built once for both

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/attempts/<attempt>/submission",
    operation_id="submitAttempt",
    tags=["assessment"],
    summary="Hand in an attempt",
    responses={
        200: {
            "description": "Handed in; what may be shown of the result.",
            "content": {"application/json": {"model": AttemptView}},
        },
        **problems(*REFUSALS, AttemptNotFound),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
) -> AttemptView:
    """What the machine can grade is graded at once. Handing in again changes nothing."""
    return AttemptView.of(submit_attempt(caller, attempt, at=clock.now()))


handler = http_entry_point(app)
