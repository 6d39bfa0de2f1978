"""POST /v1/{tenant}/assignments/{course_assignment}/peer-reviews: staff have works given to reviewers."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.assessment.allocate_peer_reviews import allocate_peer_reviews
from lyceum.assessment.api.peer_reviews import PeerRoundView
from lyceum.assessment.errors import CourseAssignmentNotFound
from lyceum.assessment.peer_reviews.errors import NoPeerReview, PeerReviewsOver, TooMuchToReview
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/assignments/<course_assignment>/peer-reviews",
    operation_id="allocatePeerReviews",
    tags=["assessment"],
    summary="Give works to reviewers",
    responses={
        200: {"description": "How far it has come.", "content": {"application/json": {"model": PeerRoundView}}},
        **problems(*REFUSALS, CourseAssignmentNotFound, NoPeerReview, TooMuchToReview, PeerReviewsOver),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    course_assignment: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("grade.give", scope="course:?"))],
) -> PeerRoundView:
    """Asked again until it is complete. Later for late work, and so that reviews not given in time go to others."""
    del tenant  # the permission was asked for it
    return PeerRoundView.of(allocate_peer_reviews(caller, course_assignment, at=clock.now()))


handler = http_entry_point(app)
