"""POST, GET and PATCH /v1/{tenant}/rubrics: rubrics that authors use again."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.assessment.api.rubrics import ChangedRubric, NewRubric, RubricCard, RubricPage, RubricView
from lyceum.assessment.errors import AssignmentTooLarge, CourseNotFound, InvalidRubric, RubricNotFound, RubricRetired
from lyceum.assessment.manage_rubric import change_rubric, find_rubric, list_rubrics, make_rubric
from lyceum.assessment.model.kept_rubric import KeptRubric
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

app = APIGatewayHttpResolver(enable_validation=True)

Author = Annotated[Caller, Depends(allowed("assessment.author", scope="course:?"))]


def _answer(status: int, kept: KeptRubric, location: str | None = None) -> Response[RubricView]:
    headers = {"ETag": etag(kept.rev)} | ({"Location": location} if location else {})
    return Response(status_code=status, content_type="application/json", body=RubricView.of(kept), headers=headers)


@app.post(
    "/v1/<tenant>/rubrics",
    operation_id="createRubric",
    tags=["assessment"],
    summary="Keep a rubric",
    status_code=201,
    responses={
        201: {"description": "Kept.", "content": {"application/json": {"model": RubricView}}},
        **problems(*REFUSALS, CourseNotFound, InvalidRubric, AssignmentTooLarge, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewRubric, Body()],
    caller: Author,
    idempotency_key: IdempotencyKey = None,
) -> Response[RubricView]:
    """For the whole school, or for one course. Assignments take copies."""
    body, person = wish.model_dump_json(), caller.person
    creation = Creation.of(idempotency_key, tenant=tenant, caller=person, operation="rubric", body=body)
    made = make_rubric(
        caller,
        title=wish.title.text(),
        course=wish.course,
        rubric=wish.rubric,
        creation=creation,
        at=clock.now(),
    )
    return _answer(201, made, f"/v1/{tenant}/rubrics/{made.id}")


@app.get(
    "/v1/<tenant>/rubrics",
    operation_id="listRubrics",
    tags=["assessment"],
    summary="Rubrics of the school, or of a course",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": RubricPage}}},
        **problems(*REFUSALS, CourseNotFound, InvalidCursor),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    caller: Author,
    course: Annotated[Id | None, Query(description="Those of this course; without it the school's.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> RubricPage:
    """Retired ones too."""
    name = f"rubrics:{course or ''}"
    after = signer().read(cursor, tenant=tenant, of=name)
    found = list_rubrics(caller, course, after=after, limit=limit, at=clock.now())
    return RubricPage(
        items=[RubricCard.of(dict(card)) for card in found.cards],
        next_cursor=signer().write(tenant=tenant, of=name, after=found.next_key),
    )


@app.get(
    "/v1/<tenant>/rubrics/<rubric>",
    operation_id="getRubric",
    tags=["assessment"],
    summary="A rubric",
    responses={
        200: {"description": "The rubric.", "content": {"application/json": {"model": RubricView}}},
        **problems(*REFUSALS, RubricNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    rubric: Annotated[Id, Path()],
    caller: Author,
) -> Response[RubricView]:
    """Retired or not."""
    del tenant  # the permission was asked for it
    return _answer(200, find_rubric(caller, rubric, at=clock.now()))


@app.patch(
    "/v1/<tenant>/rubrics/<rubric>",
    operation_id="changeRubric",
    tags=["assessment"],
    summary="Change or retire a rubric",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": RubricView}}},
        **problems(*REFUSALS, RubricNotFound, RubricRetired, InvalidRubric, AssignmentTooLarge, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    rubric: Annotated[Id, Path()],
    wish: Annotated[ChangedRubric, Body()],
    caller: Author,
    if_match: IfMatch = None,
) -> Response[RubricView]:
    """What was copied from it stays."""
    del tenant
    changed = change_rubric(
        caller,
        rubric,
        title=wish.title.text() if wish.title is not None else None,
        criteria=wish.rubric,
        retired=wish.retired,
        expected_revision=expected_revision(if_match),
        at=clock.now(),
    )
    return _answer(200, changed)


handler = http_entry_point(app)
