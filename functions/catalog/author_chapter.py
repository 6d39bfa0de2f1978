"""POST and GET /v1/{tenant}/courses/{course}/chapters, GET, PATCH and DELETE …/chapters/{chapter}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.catalog.api.chapters import ChapterChange, ChapterList, ChapterView, NewChapter
from lyceum.catalog.author_chapter import create_chapter, delete_chapter, read_chapter, read_chapters, update_chapter
from lyceum.catalog.errors import ChapterNotFound, CourseNotFound, CourseTooLarge, OrderIncomplete
from lyceum.catalog.model.course import Draft
from lyceum.content.published import OutlineChapter
from lyceum.content.questions import PartId
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/courses/<course>/chapters",
    operation_id="createChapter",
    tags=["catalog"],
    summary="Add a chapter",
    status_code=201,
    responses={
        201: {"description": "Added at the end.", "content": {"application/json": {"model": ChapterView}}},
        **problems(*REFUSALS, CourseNotFound, CourseTooLarge, ChangedInTheMeantime, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    wish: NewChapter,
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    idempotency_key: IdempotencyKey = None,
    if_match: IfMatch = None,
) -> Response[ChapterView]:
    """`If-Match` and `ETag` are those of the course's draft."""
    creation = Creation.of(
        idempotency_key,
        tenant=tenant,
        caller=caller.person,
        operation=f"chapter:{course}",
        body=wish.model_dump_json(),
    )
    chapter, draft = create_chapter(
        caller,
        course,
        title=wish.title.domain(),
        release_at=wish.release_at,
        creation=creation,
        expected=expected_revision(if_match),
        at=clock.now(),
    )
    return answer(201, chapter, draft, Location=f"/v1/{tenant}/courses/{course}/chapters/{chapter.id}")


@app.get(
    "/v1/<tenant>/courses/<course>/chapters",
    operation_id="listChapters",
    tags=["catalog"],
    summary="The chapters of a draft",
    responses={
        200: {"description": "All, in order.", "content": {"application/json": {"model": ChapterList}}},
        **problems(*REFUSALS, CourseNotFound),
    },
)
def chapters(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("course.view_drafts", scope="course:{course}"))],
) -> Response[ChapterList]:
    """For staff: the draft, whatever is published."""
    del tenant
    draft = read_chapters(caller, course)
    return Response(
        status_code=200,
        content_type="application/json",
        body=ChapterList(items=[ChapterView.of(chapter) for chapter in draft.outline.chapters]),
        headers={"ETag": etag(draft.revision)},
    )


@app.get(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>",
    operation_id="getChapter",
    tags=["catalog"],
    summary="A chapter of a draft",
    responses={
        200: {"description": "With its lessons.", "content": {"application/json": {"model": ChapterView}}},
        **problems(*REFUSALS, CourseNotFound, ChapterNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("course.view_drafts", scope="course:{course}"))],
) -> Response[ChapterView]:
    """For staff: the draft, whatever is published."""
    del tenant
    return answer(200, *read_chapter(caller, course, chapter))


@app.patch(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>",
    operation_id="changeChapter",
    tags=["catalog"],
    summary="Change a chapter, or the order of its lessons",
    responses={
        200: {"description": "Changed, with the new ETag.", "content": {"application/json": {"model": ChapterView}}},
        **problems(*REFUSALS, CourseNotFound, ChapterNotFound, OrderIncomplete, CourseTooLarge, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    change: ChapterChange,
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[ChapterView]:
    """`If-Match` and `ETag` are those of the course's draft."""
    del tenant
    expected = expected_revision(if_match)
    return answer(200, *update_chapter(caller, course, chapter, change.named(), expected=expected, at=clock.now()))


@app.delete(
    "/v1/<tenant>/courses/<course>/chapters/<chapter>",
    operation_id="deleteChapter",
    tags=["catalog"],
    summary="Take a chapter out of the draft",
    status_code=204,
    responses={
        204: {"description": "It is not in the draft any more.", "content": {}},
        **problems(*REFUSALS, CourseNotFound, ChapterNotFound, ChangedInTheMeantime),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    chapter: Annotated[PartId, Path()],
    caller: Annotated[Caller, Depends(allowed("course.author", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[None]:
    """With its lessons; published versions keep them."""
    del tenant
    delete_chapter(caller, course, chapter, expected=expected_revision(if_match), at=clock.now())
    return Response(status_code=204)


def answer(status: int, chapter: OutlineChapter, draft: Draft, **headers: str) -> Response[ChapterView]:
    """A chapter with the ETag of its draft."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=ChapterView.of(chapter),
        headers={"ETag": etag(draft.revision), **headers},
    )


handler = http_entry_point(app)
