"""GET /v1/{tenant}/me/enrollments and GET /v1/{tenant}/courses/{course}/enrollments."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.enrollment.api import EnrollmentPage, EnrollmentView, RosterEntry, RosterPage
from lyceum.enrollment.errors import CourseNotFound
from lyceum.enrollment.list_enrollments import my_enrollments, roster
from lyceum.kernel.access import Caller
from lyceum.kernel.also_for_keys import also_for_keys
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/me/enrollments",
    operation_id="listMyEnrollments",
    tags=["enrollment"],
    summary="My courses, with progress",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": EnrollmentPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> EnrollmentPage:
    """The caller's own enrollments, by course."""
    listed = f"enrollments:{caller.person}"
    page = my_enrollments(caller, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return EnrollmentPage(
        items=[EnrollmentView.of(enrollment) for enrollment in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@also_for_keys(app)
@app.get(
    "/v1/<tenant>/courses/<course>/enrollments",
    operation_id="listCourseEnrollments",
    tags=["enrollment"],
    summary="Who is enrolled in a course",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": RosterPage}}},
        **problems(*REFUSALS, InvalidCursor, CourseNotFound),
    },
)
def of_course(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("enrollment.list", scope="course:{course}"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> RosterPage:
    """For staff: the roster, by state."""
    listed = f"roster:{course}"
    page = roster(caller, course, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return RosterPage(
        items=[RosterEntry.of(card, member) for card, member in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


handler = http_entry_point(app)
