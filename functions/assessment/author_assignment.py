"""POST, GET and PATCH /v1/{tenant}/courses/{course}/assignments: for authors."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.assignments import (
    ChangedCourseAssignment,
    CourseAssignmentCard,
    CourseAssignmentPage,
    CourseAssignmentView,
    NewCourseAssignment,
)
from lyceum.assessment.author_assignment import (
    author_assignment,
    change_assignment,
    find_assignment,
    list_assignments,
)
from lyceum.assessment.errors import (
    AssignmentTooLarge,
    CourseAssignmentNotFound,
    CourseNotFound,
    InvalidRubric,
    InvalidWindow,
    LessonTaken,
    NoFormAccepted,
    RubricNotFound,
    RubricRetired,
)
from lyceum.assessment.model.course_assignment import AssignmentSettings, CourseAssignment
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import (
    REFUSALS,
    Cursor,
    IfMatch,
    Limit,
    allowed,
    etag,
    expected_revision,
    http_entry_point,
)
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.time_zones import UnknownTimeZone

app = APIGatewayHttpResolver(enable_validation=True)

Author = Annotated[Caller, Depends(allowed("assessment.author", scope="course:{course}"))]
CONTENT = (
    RubricNotFound,
    RubricRetired,
    InvalidRubric,
    InvalidWindow,
    UnknownTimeZone,
    NoFormAccepted,
    AssignmentTooLarge,
    LessonTaken,
)


def _answer(status: int, assignment: CourseAssignment, location: str | None = None) -> Response[CourseAssignmentView]:
    headers = {"ETag": etag(assignment.rev)} | ({"Location": location} if location else {})
    view = CourseAssignmentView.of(assignment)
    return Response(status_code=status, content_type="application/json", body=view, headers=headers)


@app.post(
    "/v1/<tenant>/courses/<course>/assignments",
    operation_id="createAssignment",
    tags=["assessment"],
    summary="Make an assignment",
    status_code=201,
    responses={
        201: {"description": "Made, as a draft.", "content": {"application/json": {"model": CourseAssignmentView}}},
        **problems(*REFUSALS, CourseNotFound, *CONTENT, IdempotencyKeyReused, ChangedInTheMeantime),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: Annotated[NewCourseAssignment, Body()],
    caller: Author,
    idempotency_key: IdempotencyKey = None,
) -> Response[CourseAssignmentView]:
    """Learners have it once the course is published, with its lesson where it has one."""
    body, person = course + wish.model_dump_json(), caller.person
    creation = Creation.of(idempotency_key, tenant=tenant, caller=person, operation="assignment", body=body)
    made = author_assignment(
        caller,
        course,
        content=wish.content(),
        lesson=wish.lesson,
        settings=AssignmentSettings().changed(wish.settings.named()),
        creation=creation,
        copied=wish.copied_rubric,
        at=clock.now(),
    )
    return _answer(201, made, f"/v1/{tenant}/courses/{course}/assignments/{made.id}")


@app.get(
    "/v1/<tenant>/courses/<course>/assignments",
    operation_id="listAssignmentsOfCourse",
    tags=["assessment"],
    summary="The assignments of a course",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": CourseAssignmentPage}}},
        **problems(*REFUSALS, InvalidCursor, CourseNotFound),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Author,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> CourseAssignmentPage:
    """Drafts too."""
    name = f"assignments:{course}"
    page = list_assignments(caller, course, after=signer().read(cursor, tenant=tenant, of=name), limit=limit)
    return CourseAssignmentPage(
        items=[CourseAssignmentCard.of(dict(card)) for card in page.cards],
        next_cursor=signer().write(tenant=tenant, of=name, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/courses/<course>/assignments/<course_assignment>",
    operation_id="getAssignmentOfCourse",
    tags=["assessment"],
    summary="An assignment, for its authors",
    responses={
        200: {"description": "The assignment.", "content": {"application/json": {"model": CourseAssignmentView}}},
        **problems(*REFUSALS, CourseAssignmentNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    course_assignment: Annotated[Id, Path()],
    caller: Author,
) -> Response[CourseAssignmentView]:
    """Its newest version, which learners may not have yet."""
    del tenant  # the permission was asked for it
    return _answer(200, find_assignment(caller, course, course_assignment))


@app.patch(
    "/v1/<tenant>/courses/<course>/assignments/<course_assignment>",
    operation_id="changeAssignment",
    tags=["assessment"],
    summary="Change an assignment",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": CourseAssignmentView}}},
        **problems(*REFUSALS, CourseAssignmentNotFound, *CONTENT, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    course_assignment: Annotated[Id, Path()],
    wish: Annotated[ChangedCourseAssignment, Body()],
    caller: Author,
    if_match: IfMatch = None,
) -> Response[CourseAssignmentView]:
    """Settings and lesson hold at once; title, instructions, points and rubric wait for the next publication."""
    del tenant
    changed = change_assignment(
        caller,
        course,
        course_assignment,
        wish.change(),
        expected_revision=expected_revision(if_match),
        at=clock.now(),
    )
    return _answer(200, changed)


handler = http_entry_point(app)
