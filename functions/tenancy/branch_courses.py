"""Courses of a branch: /v1/{tenant}/branches/{branch}/courses, and which courses demand a branch."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.tenancy.api.branches import BranchCourse, BranchCoursePage
from lyceum.tenancy.branch_courses import activate_course, deactivate_course, limit_course, list_courses
from lyceum.tenancy.errors import BranchClosed, BranchNotFound, NoSuchCourse, NotInBranch

app = APIGatewayHttpResolver(enable_validation=True)

DONE: dict[int, Any] = {204: {"description": "Done.", "content": {}}}


@app.get(
    "/v1/<tenant>/branches/<branch>/courses",
    operation_id="listBranchCourses",
    tags=["tenancy"],
    summary="Courses of a branch",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": BranchCoursePage}}},
        **problems(*REFUSALS, BranchNotFound, InvalidCursor),
    },
)
def page(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> BranchCoursePage:
    """By course id; `GET …/catalog?branch=` shows them as learners see them."""
    listed = f"branch-courses:{branch}"
    found = list_courses(caller, branch, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return BranchCoursePage(
        items=[BranchCourse.of(one) for one in found.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=found.next_key),
    )


@app.put(
    "/v1/<tenant>/branches/<branch>/courses/<course>",
    operation_id="activateForBranch",
    tags=["tenancy"],
    summary="Let a branch use a course",
    status_code=204,
    responses={**DONE, **problems(*REFUSALS, NoSuchCourse, BranchNotFound, BranchClosed)},
)
def put(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
) -> Response[None]:
    """Twice is the same as once."""
    activate_course(caller, branch, course, at=clock.now())
    return Response(status_code=204)


@app.delete(
    "/v1/<tenant>/branches/<branch>/courses/<course>",
    operation_id="deactivateForBranch",
    tags=["tenancy"],
    summary="Take a course from a branch",
    status_code=204,
    responses={**DONE, **problems(*REFUSALS, NotInBranch)},
)
def delete(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
) -> Response[None]:
    """Who is enrolled stays."""
    deactivate_course(caller, branch, course, at=clock.now())
    return Response(status_code=204)


@app.put(
    "/v1/<tenant>/courses/<course>/branch-limit",
    operation_id="limitToBranches",
    tags=["tenancy"],
    summary="Offer a course through branches only",
    status_code=204,
    responses={**DONE, **problems(*REFUSALS, NoSuchCourse)},
)
def limit(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="course:{course}"))],
) -> Response[None]:
    """It then takes a branch that may use it. The setting `branches.limit_courses` says so of all courses."""
    limit_course(caller, course, limited=True, at=clock.now())
    return Response(status_code=204)


@app.delete(
    "/v1/<tenant>/courses/<course>/branch-limit",
    operation_id="openToAllMembers",
    tags=["tenancy"],
    summary="Offer a course to every member",
    status_code=204,
    responses={**DONE, **problems(*REFUSALS, NoSuchCourse)},
)
def open_to_all(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="course:{course}"))],
) -> Response[None]:
    """Where the setting `branches.limit_courses` does not limit all of them."""
    limit_course(caller, course, limited=False, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
