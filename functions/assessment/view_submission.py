"""GET …/me/courses/{course}/assignments, …/assignments/{course_assignment}, …/submissions/{submission} and versions."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.assessment.api.my_assignments import MyAssignmentPage, MyAssignmentView
from lyceum.assessment.api.submissions import SubmissionView
from lyceum.assessment.api.works import SubmissionNumber, WorkView
from lyceum.assessment.errors import CourseAssignmentNotFound, NotEnrolled, SubmissionNotFound
from lyceum.assessment.view_submission import my_assignment, my_assignments, view_submission, view_version
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, etag, http_entry_point
from lyceum.kernel.ids import CompoundId, Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Member = Annotated[Caller, Depends(allowed("member"))]


@app.get(
    "/v1/<tenant>/me/courses/<course>/assignments",
    operation_id="listMyAssignments",
    tags=["assessment"],
    summary="My assignments in a course",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": MyAssignmentPage}}},
        **problems(*REFUSALS, NotEnrolled, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Member,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> MyAssignmentPage:
    """Those that are open to learners, with the state of one's own work."""
    name = f"my-assignments:{course}:{caller.person}"
    after = signer().read(cursor, tenant=tenant, of=name)
    found = my_assignments(caller, course, after=after, limit=limit)
    return MyAssignmentPage.of(found, signer().write(tenant=tenant, of=name, after=found.next_key))


@app.get(
    "/v1/<tenant>/assignments/<course_assignment>",
    operation_id="getMyAssignment",
    tags=["assessment"],
    summary="An assignment, with my work",
    responses={
        200: {"description": "The assignment.", "content": {"application/json": {"model": MyAssignmentView}}},
        **problems(*REFUSALS, CourseAssignmentNotFound, NotEnrolled),
    },
)
def assignment(
    tenant: Annotated[TenantId, Path()],
    course_assignment: Annotated[Id, Path()],
    caller: Member,
) -> MyAssignmentView:
    """As the course was published with it."""
    del tenant  # the permission was asked for it
    return MyAssignmentView.of(*my_assignment(caller, course_assignment))


@app.get(
    "/v1/<tenant>/submissions/<submission>",
    operation_id="getSubmission",
    tags=["assessment"],
    summary="What was handed in",
    responses={
        200: {"description": "The submission.", "content": {"application/json": {"model": SubmissionView}}},
        **problems(*REFUSALS, SubmissionNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    submission: Annotated[CompoundId, Path()],
    caller: Member,
) -> Response[SubmissionView]:
    """For its learner, with the grade once it was returned; for staff, with everything."""
    del tenant
    sight = view_submission(caller, submission, at=clock.now())
    return Response(
        status_code=200,
        content_type="application/json",
        body=SubmissionView.of(sight.submission, for_staff=sight.for_staff),
        headers={"ETag": etag(sight.submission.rev)},
    )


@app.get(
    "/v1/<tenant>/submissions/<submission>/versions/<version>",
    operation_id="getSubmissionVersion",
    tags=["assessment"],
    summary="A version of what was handed in, with its content",
    responses={
        200: {"description": "The version.", "content": {"application/json": {"model": WorkView}}},
        **problems(*REFUSALS, SubmissionNotFound),
    },
)
def get_version(
    tenant: Annotated[TenantId, Path()],
    submission: Annotated[CompoundId, Path()],
    version: Annotated[SubmissionNumber, Path()],
    caller: Member,
) -> WorkView:
    """A file by an address that ends in five minutes."""
    del tenant
    return WorkView.of(view_version(caller, submission, int(version), at=clock.now()))


handler = http_entry_point(app)
