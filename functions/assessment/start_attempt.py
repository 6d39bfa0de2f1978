"""POST /v1/{tenant}/assessments/{assessment}/attempts: the caller begins an attempt, or goes on with the open one."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.errors import (
    AssessmentClosed,
    AssessmentNotFound,
    AssessmentNotOpenYet,
    AttemptTooSoon,
    NoAttemptsLeft,
    NotEnrolled,
)
from lyceum.assessment.model.settings import Proctoring
from lyceum.assessment.sittings.errors import ProctoringDemanded
from lyceum.assessment.start_attempt import start_attempt
from lyceum.content.questions import Question
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

Question.model_rebuild()  # the answer has it, and so has what is read: built once for both

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/assessments/<assessment>/attempts",
    operation_id="startAttempt",
    tags=["assessment"],
    summary="Start an attempt",
    status_code=201,
    responses={
        201: {"description": "Begun.", "content": {"application/json": {"model": AttemptView}}},
        200: {"description": "It was open already.", "content": {"application/json": {"model": AttemptView}}},
        **problems(
            *REFUSALS,
            AssessmentNotFound,
            NotEnrolled,
            AssessmentNotOpenYet,
            AssessmentClosed,
            NoAttemptsLeft,
            AttemptTooSoon,
            ProctoringDemanded,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    assessment: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
    proctoring: Annotated[list[Proctoring] | None, Query(max_length=len(Proctoring))] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[AttemptView]:
    """Questions without keys, the deadline, and what was saved before where the attempt was open already.

    `proctoring`: supervision that the client has, one or several; the attempt keeps it. Where the assessment demands
    more, nobody begins and nobody goes on.
    """
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation="start_attempt", body=assessment
    )
    used = proctoring or []
    started = start_attempt(caller, assessment, creation=creation, at=clock.now(), proctoring=used)
    view = AttemptView.of(started.sight)
    return Response(
        status_code=200 if started.resumed else 201,
        content_type="application/json",
        body=view,
        headers={"Location": f"/v1/{tenant}/attempts/{view.id}"},
    )


handler = http_entry_point(app)
