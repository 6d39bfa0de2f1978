"""POST and GET /v1/{tenant}/courses/{course}/chapters/{chapter}/lessons, GET, PATCH and DELETE …/lessons/{lesson}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.catalog.api.lessons import LessonChange, LessonList, LessonView, LessonWithContent, NewLesson
from lyceum.catalog.author_lesson import (
    LessonInDraft,
    create_lesson,
    delete_lesson,
    read_lesson,
    read_lessons,
    update_lesson,
)
from lyceum.catalog.errors import (
    ChapterNotFound,
    CourseNotFound,
    CourseTooLarge,
    LessonNotFound,
    LessonTooLarge,
    PrerequisiteUnknown,
)
from lyceum.content.questions import PartId
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

ABSENT = (CourseNotFound, ChapterNotFound)
UNFIT = (PrerequisiteUnknown, LessonTooLarge, CourseTooLarge, ChangedInTheMeantime)


@app.post(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>/lessons",
    operation_id="createLesson",
    tags=["catalog"],
    summary="Add a lesson",
    status_code=201,
    responses={
        201: {"description": "Added at the end.", "content": {"application/json": {"model": LessonWithContent}}},
        **problems(*REFUSALS, *ABSENT, *UNFIT, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    wish: NewLesson,
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[LessonWithContent]:
    """Scripts and the like are taken out of its HTML. `If-Match` and `ETag` are those of the course's draft."""
    creation = Creation.of(
        idempotency_key,
        tenant=tenant,
        caller=caller.person,
        operation=f"lesson:{course}:{chapter}",
        body=wish.model_dump_json(),
    )
    made = create_lesson(
        caller,
        course,
        chapter,
        wish.domain(),
        creation=creation,
        expected=expected_revision(if_match),
        at=clock.now(),
    )
    place = f"/v1/{tenant}/courses/{course}/chapters/{chapter}/lessons/{made.outline.id}"
    return answer(201, made, Location=place)


@app.get(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>/lessons",
    operation_id="listLessons",
    tags=["catalog"],
    summary="The lessons of a chapter",
    responses={
        200: {"description": "All, in order.", "content": {"application/json": {"model": LessonList}}},
        **problems(*REFUSALS, *ABSENT),
    },
)
def lessons(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("course.view_drafts", scope="course:{course}"))],
) -> Response[LessonList]:
    """For staff: the draft, without contents."""
    del tenant
    found, draft = read_lessons(caller, course, chapter)
    return Response(
        status_code=200,
        content_type="application/json",
        body=LessonList(items=[LessonView.of(lesson) for lesson in found.lessons]),
        headers={"ETag": etag(draft.revision)},
    )


@app.get(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>/lessons/<lesson>",
    operation_id="getDraftLesson",
    tags=["catalog"],
    summary="A lesson of a draft",
    responses={
        200: {"description": "With its content.", "content": {"application/json": {"model": LessonWithContent}}},
        **problems(*REFUSALS, *ABSENT, LessonNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    lesson: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("course.view_drafts", scope="course:{course}"))],
) -> Response[LessonWithContent]:
    """For staff: the draft, whatever is published."""
    del tenant
    return answer(200, read_lesson(caller, course, chapter, lesson))


@app.patch(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>/lessons/<lesson>",
    operation_id="changeLesson",
    tags=["catalog"],
    summary="Change or move a lesson",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": LessonWithContent}}},
        **problems(*REFUSALS, *ABSENT, LessonNotFound, *UNFIT),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    lesson: Annotated[PartId, Path()],
    change: LessonChange,
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[LessonWithContent]:
    """Published versions keep what they have. `If-Match` and `ETag` are those of the course's draft."""
    del tenant
    expected = expected_revision(if_match)
    changed = update_lesson(caller, course, chapter, lesson, change.named(), expected=expected, at=clock.now())
    return answer(200, changed)


@app.delete(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>/lessons/<lesson>",
    operation_id="deleteLesson",
    tags=["catalog"],
    summary="Take a lesson out of the draft",
    status_code=204,
    responses={
        204: {"description": "It is not in the draft any more.", "content": {}},
        **problems(*REFUSALS, *ABSENT, LessonNotFound, ChangedInTheMeantime),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    lesson: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[None]:
    """Published versions keep it."""
    del tenant
    delete_lesson(caller, course, chapter, lesson, expected=expected_revision(if_match), at=clock.now())
    return Response(status_code=204)


def answer(status: int, found: LessonInDraft, **headers: str) -> Response[LessonWithContent]:
    """A lesson with the ETag of its draft."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=LessonWithContent.with_content(found.outline, found.content),
        headers={"ETag": etag(found.draft.revision), **headers},
    )


handler = http_entry_point(app)
