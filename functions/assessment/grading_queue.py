"""GET /v1/{tenant}/assessments/{assessment}/grading-queue: attempts that wait for a grader."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.assessment.api.grading import QueuePage
from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.grading_queue import grading_queue
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Flag, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

Markable = Annotated[Flag, Query(description="Those alone of which the caller may still mark an answer.")]

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/assessments/<assessment>/grading-queue",
    operation_id="listGradingQueue",
    tags=["assessment"],
    summary="What waits to be graded by hand",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": QueuePage}}},
        **problems(*REFUSALS, AssessmentNotFound, InvalidCursor),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    assessment: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("grade.give", scope="course:?"))],
    limit: Limit = 20,
    cursor: Cursor = None,
    markable: Markable = False,
) -> QueuePage:
    """The longest waiting first. What `markable` leaves out makes pages shorter."""
    listed = f"grading:{assessment}"
    after = signer().read(cursor, tenant=tenant, of=listed)
    queue = grading_queue(caller, assessment, after=after, limit=limit, at=clock.now(), only_markable=markable)
    return QueuePage.of(queue, signer().write(tenant=tenant, of=listed, after=queue.next_key))


handler = http_entry_point(app)
