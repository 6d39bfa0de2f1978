"""PUT and DELETE /v1/{tenant}/courses/{course}/publication."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.catalog.api.courses import PublicationView
from lyceum.catalog.errors import CourseIncomplete, CourseNotFound, SeatsTaken
from lyceum.catalog.publish_course import publish_course, unpublish_course
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/courses/<course>/publication",
    operation_id="publishCourse",
    tags=["catalog"],
    summary="Publish a course",
    responses={
        200: {"description": "Published.", "content": {"application/json": {"model": PublicationView}}},
        **problems(*REFUSALS, CourseNotFound, CourseIncomplete, SeatsTaken, ChangedInTheMeantime),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("course.publish", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> PublicationView:
    """Makes the draft an immutable version; the same draft again makes no new one. `If-Match`: the draft's ETag."""
    del tenant  # the permission was asked for it
    published = publish_course(caller, course, expected=expected_revision(if_match), at=clock.now())
    return PublicationView.of(published)


@app.delete(
    "/v1/<tenant>/courses/<course>/publication",
    operation_id="unpublishCourse",
    tags=["catalog"],
    summary="Take a course back",
    status_code=204,
    responses={
        204: {"description": "Not published any more.", "content": {}},
        **problems(*REFUSALS, CourseNotFound, ChangedInTheMeantime),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("course.publish", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[None]:
    """Nobody can enroll any more; who is enrolled keeps the course."""
    del tenant
    unpublish_course(caller, course, expected=expected_revision(if_match), at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
