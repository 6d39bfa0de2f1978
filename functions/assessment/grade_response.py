"""PUT /v1/{tenant}/attempts/{attempt}/grades/{question}: staff give points for a response."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.grading import GradeRequest, GradeView
from lyceum.assessment.errors import (
    AttemptNotFound,
    AttemptNotGradable,
    AttemptNotSubmitted,
    GradedInTheMeantime,
    OwnAttempt,
    PointsOutOfRange,
    QuestionNotFound,
)
from lyceum.assessment.grade_response import grade_response
from lyceum.assessment.sittings.errors import MarkedAlready
from lyceum.content.questions import PartId
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import CompoundId, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/attempts/<attempt>/grades/<question>",
    operation_id="gradeResponse",
    tags=["assessment"],
    summary="Grade a response by hand",
    responses={
        200: {"description": "Graded.", "content": {"application/json": {"model": GradeView}}},
        **problems(
            *REFUSALS,
            AttemptNotFound,
            QuestionNotFound,
            OwnAttempt,
            AttemptNotSubmitted,
            AttemptNotGradable,
            MarkedAlready,
            PointsOutOfRange,
            ChangedInTheMeantime,
            GradedInTheMeantime,
        ),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    attempt: Annotated[CompoundId, Path()],
    question: Annotated[PartId, Path()],
    grade: Annotated[GradeRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("grade.give", scope="course:?"))],
    if_match: IfMatch = None,
) -> Response[GradeView]:
    """Overrides what the machine gave; where two people mark, two make a grade.

    Somebody else's grade of this response is replaced only with `If-Match` and the attempt's revision, which says that
    it was seen: without it, of two graders the second one is told the first one's grade.
    """
    graded = grade_response(
        caller,
        attempt,
        question,
        points=grade.points,
        feedback=grade.feedback,
        expected_revision=expected_revision(if_match),
        at=clock.now(),
    )
    return Response(
        status_code=200,
        content_type="application/json",
        body=GradeView.of(graded.attempt, graded.key, question, by=caller.person),
        headers={"ETag": etag(graded.attempt.rev)},
    )


handler = http_entry_point(app)
