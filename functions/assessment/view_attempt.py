"""GET /v1/{tenant}/attempts/{attempt}: an attempt, as far as the caller may see it."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.assessment.api.seen_attempts import SeenAttemptView
from lyceum.assessment.errors import AttemptNotFound
from lyceum.assessment.view_attempt import view_attempt
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, etag, http_entry_point
from lyceum.kernel.ids import CompoundId, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/attempts/<attempt>",
    operation_id="getAttempt",
    tags=["assessment"],
    summary="An attempt with its questions, answers and results",
    responses={
        200: {"description": "The attempt.", "content": {"application/json": {"model": SeenAttemptView}}},
        **problems(*REFUSALS, AttemptNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> Response[SeenAttemptView]:
    """Learners see their own, results and keys when the assessment allows it; who may view grades sees all."""
    view = SeenAttemptView.of(view_attempt(caller, attempt, at=clock.now()))
    return Response(status_code=200, content_type="application/json", body=view, headers={"ETag": etag(view.revision)})


handler = http_entry_point(app)
