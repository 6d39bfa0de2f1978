"""GET …/assignments/{course_assignment}/submissions, PUT …/submissions/{submission}/grade and …/return: for staff."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.assessment.api.submission_grades import NewSubmissionGrade, SubmissionPage
from lyceum.assessment.api.submissions import SubmissionView
from lyceum.assessment.errors import (
    CourseAssignmentNotFound,
    GradedInTheMeantime,
    OwnSubmission,
    PointsOrMarksNeeded,
    PointsOutOfRange,
    ReasonNeeded,
    RubricMarksIncomplete,
    SubmissionMovedOn,
    SubmissionNotFound,
    SubmissionNotGraded,
    UnknownRubricMark,
)
from lyceum.assessment.grade_submission import grade_submission, list_submissions, return_submission
from lyceum.assessment.model.submission import Submission, SubmissionState
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, InvalidCursor
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
from lyceum.kernel.ids import CompoundId, Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Grader = Annotated[Caller, Depends(allowed("grade.give", scope="course:?"))]


def _answer(submission: Submission) -> Response[SubmissionView]:
    view = SubmissionView.of(submission, for_staff=True)
    headers = {"ETag": etag(submission.rev)}
    return Response(status_code=200, content_type="application/json", body=view, headers=headers)


@app.get(
    "/v1/<tenant>/assignments/<course_assignment>/submissions",
    operation_id="listSubmissions",
    tags=["assessment"],
    summary="What was handed in for an assignment",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": SubmissionPage}}},
        **problems(*REFUSALS, CourseAssignmentNotFound, InvalidCursor),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    course_assignment: Annotated[Id, Path()],
    caller: Grader,
    state: Annotated[SubmissionState | None, Query(description="Only those in this state.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> SubmissionPage:
    """What waits comes first, the longest waiting before the others."""
    name = f"submissions:{course_assignment}:{state or ''}"
    after = signer().read(cursor, tenant=tenant, of=name)
    found = list_submissions(caller, course_assignment, state=state, after=after, limit=limit, at=clock.now())
    return SubmissionPage.of(found, signer().write(tenant=tenant, of=name, after=found.next_key))


@app.put(
    "/v1/<tenant>/submissions/<submission>/grade",
    operation_id="gradeSubmission",
    tags=["assessment"],
    summary="Grade what was handed in",
    responses={
        200: {"description": "Graded.", "content": {"application/json": {"model": SubmissionView}}},
        **problems(
            *REFUSALS,
            SubmissionNotFound,
            OwnSubmission,
            SubmissionMovedOn,
            GradedInTheMeantime,
            ReasonNeeded,
            PointsOutOfRange,
            PointsOrMarksNeeded,
            UnknownRubricMark,
            RubricMarksIncomplete,
            ChangedInTheMeantime,
        ),
    },
)
def grade(
    tenant: Annotated[TenantId, Path()],
    submission: Annotated[CompoundId, Path()],
    wish: Annotated[NewSubmissionGrade, Body()],
    caller: Grader,
    if_match: IfMatch = None,
) -> Response[SubmissionView]:
    """A grade in another one's place needs its revision in `If-Match`, and a reason."""
    del tenant  # the permission was asked for it
    expected = expected_revision(if_match)
    return _answer(grade_submission(caller, submission, wish.wish(), expected_revision=expected, at=clock.now()))


@app.put(
    "/v1/<tenant>/submissions/<submission>/return",
    operation_id="returnSubmission",
    tags=["assessment"],
    summary="Return graded work to its learner",
    responses={
        200: {"description": "Returned.", "content": {"application/json": {"model": SubmissionView}}},
        **problems(*REFUSALS, SubmissionNotFound, OwnSubmission, SubmissionNotGraded, ChangedInTheMeantime),
    },
)
def give_back(
    tenant: Annotated[TenantId, Path()],
    submission: Annotated[CompoundId, Path()],
    caller: Grader,
    if_match: IfMatch = None,
) -> Response[SubmissionView]:
    """The learner sees the grade and is told; it counts in the gradebook."""
    del tenant
    expected = expected_revision(if_match)
    return _answer(return_submission(caller, submission, expected_revision=expected, at=clock.now()))


handler = http_entry_point(app)
