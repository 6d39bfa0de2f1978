"""DELETE /v1/{tenant}/me/enrollments/{course}: the caller gives up a place in a course."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.enrollment.api import EnrollmentView
from lyceum.enrollment.errors import CourseNotFound, EnrollmentEnded, EnrollmentNotFound
from lyceum.enrollment.model import LearnersReason, WithdrawalReason
from lyceum.enrollment.withdraw import withdraw
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.delete(
    "/v1/<tenant>/me/enrollments/<course>",
    operation_id="withdraw",
    tags=["enrollment"],
    summary="Give up my place in a course",
    responses={
        200: {"description": "Withdrawn.", "content": {"application/json": {"model": EnrollmentView}}},
        **problems(*REFUSALS, EnrollmentNotFound, EnrollmentEnded, CourseNotFound),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("enrollment.withdraw", scope="course:{course}"))],
    reason: Annotated[LearnersReason, Query(description="Why; it stays on record.")] = LearnersReason.OTHER,
) -> EnrollmentView:
    """The seat is free at once, the course closes; what was learned is kept. Again changes nothing."""
    return EnrollmentView.of(withdraw(caller, course, reason=WithdrawalReason(reason), at=clock.now()))


handler = http_entry_point(app)
