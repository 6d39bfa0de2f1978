"""POST and GET /v1/{tenant}/courses, GET and PATCH /v1/{tenant}/courses/{course}, PUT …/owner."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.catalog.api.courses import CourseChange, CourseEntry, CoursePage, CourseView, NewCourse, NewOwner
from lyceum.catalog.author_course import change_course, create_course, list_courses, read_course
from lyceum.catalog.errors import (
    CodeTaken,
    CourseNotFound,
    CoursePrerequisiteUnsuitable,
    CourseTooLarge,
    NewOwnerNotAMember,
    OrderIncomplete,
    SlugTaken,
)
from lyceum.catalog.hand_over import hand_over
from lyceum.catalog.model.course import Course, Draft
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.also_for_keys import also_for_keys
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import Busy, ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
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

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/courses",
    operation_id="createCourse",
    tags=["catalog"],
    summary="Make a course",
    status_code=201,
    responses={
        201: {"description": "Made, as a draft.", "content": {"application/json": {"model": CourseView}}},
        **problems(*REFUSALS, SlugTaken, CodeTaken, CoursePrerequisiteUnsuitable, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: NewCourse,
    caller: Annotated[Caller, Depends(allowed("course.author"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[CourseView]:
    """Learners see nothing of it before it is published."""
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation="course", body=wish.model_dump_json()
    )
    course, draft = create_course(caller, wish.domain(), creation=creation, at=clock.now())
    return answer(201, course, draft, Location=f"/v1/{tenant}/courses/{course.id}")


@also_for_keys(app)
@app.get(
    "/v1/<tenant>/courses",
    operation_id="listCourses",
    tags=["catalog"],
    summary="All courses of the school",
    responses={
        200: {"description": "A page, by state.", "content": {"application/json": {"model": CoursePage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def courses(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("course.view_drafts"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> CoursePage:
    """For staff: drafts, published and unpublished ones."""
    page = list_courses(caller, after=signer().read(cursor, tenant=tenant, of="courses"), limit=limit)
    return CoursePage(
        items=[CourseEntry.of(card) for card in page.items],
        next_cursor=signer().write(tenant=tenant, of="courses", after=page.next_key),
    )


@also_for_keys(app)
@app.get(
    "/v1/<tenant>/courses/<course>",
    operation_id="getCourse",
    tags=["catalog"],
    summary="A course and its draft",
    responses={
        200: {"description": "With its ETag.", "content": {"application/json": {"model": CourseView}}},
        **problems(*REFUSALS, CourseNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("course.view_drafts", scope="course:{course}"))],
) -> Response[CourseView]:
    """For staff: the draft, whatever is published."""
    del tenant
    return answer(200, *read_course(caller, course))


@app.patch(
    "/v1/<tenant>/courses/<course>",
    operation_id="changeCourse",
    tags=["catalog"],
    summary="Change a course's draft",
    responses={
        200: {"description": "Changed, with its new ETag.", "content": {"application/json": {"model": CourseView}}},
        **problems(
            *(*REFUSALS, CourseNotFound, SlugTaken, CodeTaken, OrderIncomplete, CoursePrerequisiteUnsuitable),
            *(CourseTooLarge, ChangedInTheMeantime),
        ),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    change: CourseChange,
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[CourseView]:
    """Slug and code change at once, the rest when the course is published."""
    del tenant
    expected = expected_revision(if_match)
    return answer(200, *change_course(caller, course, change.named(), expected=expected, at=clock.now()))


@app.put(
    "/v1/<tenant>/courses/<course>/owner",
    operation_id="handOverCourse",
    tags=["catalog"],
    summary="Hand a course over",
    responses={
        200: {"description": "Handed over, with its ETag.", "content": {"application/json": {"model": CourseView}}},
        **problems(*REFUSALS, CourseNotFound, NewOwnerNotAMember, ChangedInTheMeantime, Busy),
    },
)
def put_owner(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: NewOwner,
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[CourseView]:
    """By its owner, or by who may manage members. Nobody may more or less by it."""
    del tenant
    expected = expected_revision(if_match)
    return answer(200, *hand_over(caller, course, wish.person, expected=expected, at=clock.now()))


def answer(status: int, course: Course, draft: Draft, **headers: Any) -> Response[CourseView]:
    """A course with the ETag of its draft."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=CourseView.of(course, draft),
        headers={"ETag": etag(draft.revision), **headers},
    )


handler = http_entry_point(app)
