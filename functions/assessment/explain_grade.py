"""GET /v1/{tenant}/courses/{course}/grades/{learner}/explanation and …/me/grades/{course}/explanation."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.assessment.api.grades import ExplanationView
from lyceum.assessment.explain_grade import Explanation, explain_grade, explain_my_grade
from lyceum.assessment.gradebooks.errors import GradeNotFound
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, etag, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


def _answer(found: Explanation) -> Response[ExplanationView]:
    view = ExplanationView.of(found)
    headers = {"ETag": etag(found.row.rev)}
    return Response(status_code=200, content_type="application/json", body=view, headers=headers)


@app.get(
    "/v1/<tenant>/courses/<course>/grades/<learner>/explanation",
    operation_id="explainGrade",
    tags=["assessment"],
    summary="How a learner's grade comes about",
    responses={
        200: {"description": "Every step.", "content": {"application/json": {"model": ExplanationView}}},
        **problems(*REFUSALS, GradeNotFound),
    },
)
def of_learner(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    learner: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("grade.view", scope="course:{course}"))],
) -> Response[ExplanationView]:
    """From points to letter; of a locked grade as it was when it was locked. Its ETag is the row's."""
    del tenant  # the permission was asked for it
    return _answer(explain_grade(caller, course, learner))


@app.get(
    "/v1/<tenant>/me/grades/<course>/explanation",
    operation_id="explainMyGrade",
    tags=["assessment"],
    summary="How my grade comes about",
    responses={
        200: {"description": "Every step.", "content": {"application/json": {"model": ExplanationView}}},
        **problems(*REFUSALS, GradeNotFound),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> Response[ExplanationView]:
    """The caller's own, without items that are not published, and without results that are withheld."""
    del tenant
    return _answer(explain_my_grade(caller, course, at=clock.now()))


handler = http_entry_point(app)
