"""POST /v1/{tenant}/service/courses/{course}/enrollments: a program gives somebody a place in a course."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.enrollment.api import EnrollmentView, EnrollPersonRequest
from lyceum.enrollment.enroll_person import enroll_person
from lyceum.enrollment.errors import (
    AlreadyEnrolled,
    BannedFromCourse,
    BranchNeeded,
    BranchRefused,
    CourseFull,
    CourseNotFound,
    EnrollmentClosed,
    LearnerNotFound,
    PaymentNeeded,
)
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.api_keys import KEY_REFUSALS
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/service/courses/<course>/enrollments",
    operation_id="serviceEnrollPerson",
    tags=["enrollment", "service"],
    summary="Give somebody a place in a course, with an API key",
    status_code=201,
    responses={
        200: {"description": "They have it already.", "content": {"application/json": {"model": EnrollmentView}}},
        201: {"description": "Enrolled.", "content": {"application/json": {"model": EnrollmentView}}},
        **problems(
            *(*REFUSALS, *KEY_REFUSALS, CourseNotFound, LearnerNotFound, AlreadyEnrolled, BannedFromCourse),
            *(CourseFull, EnrollmentClosed, PaymentNeeded, BranchNeeded, BranchRefused),
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[EnrollPersonRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("enrollment.manage", scope="course:{course}"))],
) -> Response[EnrollmentView]:
    """A member, by the rules that hold for themselves. Once more is the same: a roster can be sent again whole.

    Who gave the place up, or was banned, is not enrolled again by a program.
    """
    enrollment, is_new = enroll_person(caller, wish.person, course, at=clock.now(), branch=wish.branch)
    return Response(
        status_code=201 if is_new else 200,
        content_type="application/json",
        body=EnrollmentView.of(enrollment),
        headers={"Location": f"/v1/{tenant}/courses/{course}/enrollments"} if is_new else {},
    )


handler = http_entry_point(app)
