"""POST /v1/{tenant}/courses/{course}/enrollments: the caller takes a place in a course."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.enrollment.api import EnrollmentView
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.errors import (
    AlreadyEnrolled,
    BannedFromCourse,
    BranchNeeded,
    BranchRefused,
    CourseFull,
    CourseNotFound,
    EnrollmentClosed,
    PaymentNeeded,
    PrerequisiteMissing,
)
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/courses/<course>/enrollments",
    operation_id="enroll",
    tags=["enrollment"],
    summary="Take a place in a course",
    status_code=201,
    responses={
        201: {"description": "Enrolled.", "content": {"application/json": {"model": EnrollmentView}}},
        **problems(
            *REFUSALS,
            CourseNotFound,
            AlreadyEnrolled,
            BannedFromCourse,
            PrerequisiteMissing,
            CourseFull,
            EnrollmentClosed,
            PaymentNeeded,
            BranchNeeded,
            BranchRefused,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("enrollment.enroll", scope="course:{course}"))],
    branch: Annotated[Id | None, Query(description="Of the caller's branches, the one to take it through.")] = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[EnrollmentView]:
    """Free, open courses with a seat left; a paid one answers 402 and goes through checkout.

    Where the course demands a branch, one of the caller's that may use it is found, if none is named.
    """
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="enroll", body=course)
    enrollment = enroll(caller, course, creation=creation, at=clock.now(), branch=branch)
    return Response(
        status_code=201,
        content_type="application/json",
        body=EnrollmentView.of(enrollment),
        headers={"Location": f"/v1/{tenant}/me/enrollments"},
    )


handler = http_entry_point(app)
