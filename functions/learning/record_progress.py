"""PATCH /v1/{tenant}/courses/{course}/progress: a device reports what the learner has done."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.learning.api.reporting import ProgressReport, ProgressView
from lyceum.learning.errors import AccessEnded, CourseNotPublished, NotEnrolled
from lyceum.learning.record_progress import record_progress

app = APIGatewayHttpResolver(enable_validation=True)


@app.patch(
    "/v1/<tenant>/courses/<course>/progress",
    operation_id="recordProgress",
    tags=["learning"],
    summary="Record my progress",
    responses={
        200: {"description": "A result per item.", "content": {"application/json": {"model": ProgressView}}},
        **problems(*REFUSALS, CourseNotPublished, NotEnrolled, AccessEnded),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    report: Annotated[ProgressReport, Body()],
    caller: Annotated[Caller, Depends(allowed("learning.study", scope="course:{course}"))],
) -> ProgressView:
    """Merged in any order to the same state: devices may repeat, split and reorder what they send."""
    reports = [item.report() for item in report.items]
    return ProgressView.of(report, record_progress(caller, course, reports, at=clock.now()))


handler = http_entry_point(app)
