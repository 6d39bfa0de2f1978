"""GET /v1/{tenant}/courses/{course}/outline and …/lessons/{lesson}: study a course."""

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.content.questions import PartId
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point, languages
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.learning.api.lesson import LessonContentView
from lyceum.learning.api.outline import OutlineView
from lyceum.learning.errors import AccessEnded, CourseNotPublished, LessonLocked, LessonNotFound, NotEnrolled
from lyceum.learning.study import course_outline, read_lesson

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/courses/<course>/outline",
    operation_id="getCourseOutline",
    tags=["learning"],
    summary="A course with my progress",
    responses={
        200: {"description": "The outline.", "content": {"application/json": {"model": OutlineView}}},
        **problems(*REFUSALS, CourseNotPublished, NotEnrolled, AccessEnded),
    },
)
def outline(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("learning.study", scope="course:{course}"))],
    wanted: Annotated[Sequence[str], Depends(languages)],
) -> Response[OutlineView]:
    """My progress per lesson, what is locked and why, my results, and how the percentage comes about."""
    study, locks = course_outline(caller, course, at=clock.now())
    view = OutlineView.of(study, locks, wanted)
    return Response(200, "application/json", view, headers={"Content-Language": view.language})


@app.get(
    "/v1/<tenant>/courses/<course>/lessons/<lesson>",
    operation_id="getLesson",
    tags=["learning"],
    summary="Read a lesson",
    responses={
        200: {"description": "The lesson.", "content": {"application/json": {"model": LessonContentView}}},
        **problems(*REFUSALS, CourseNotPublished, LessonNotFound, NotEnrolled, AccessEnded, LessonLocked),
    },
)
def lesson(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    lesson: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    wanted: Annotated[Sequence[str], Depends(languages)],
) -> Response[LessonContentView]:
    """For who is enrolled, once it is unlocked; a preview lesson for every member."""
    view = LessonContentView.of(read_lesson(caller, course, lesson, at=clock.now()), wanted)
    return Response(200, "application/json", view, headers={"Content-Language": view.language})


handler = http_entry_point(app)
