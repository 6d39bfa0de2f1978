"""GET …/me/peer-reviews, GET and PUT …/peer-reviews/{peer_review}, GET …/submissions/{submission}/peer-reviews."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.assessment.api.peer_reviews import (
    MyPeerReviewCard,
    MyPeerReviewPage,
    NewPeerReview,
    OwnPeerReviewView,
    PeerReviewsOfWorkView,
    PeerReviewView,
)
from lyceum.assessment.errors import (
    NotEnrolled,
    PointsOrMarksNeeded,
    PointsOutOfRange,
    RubricMarksIncomplete,
    SubmissionMovedOn,
    SubmissionNotFound,
    UnknownRubricMark,
)
from lyceum.assessment.peer_review import give_peer_review, my_peer_reviews, reviews_of_work, view_peer_review
from lyceum.assessment.peer_reviews.errors import PeerReviewClosed, PeerReviewNotFound
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

Member = Annotated[Caller, Depends(allowed("member"))]


@app.get(
    "/v1/<tenant>/me/peer-reviews",
    operation_id="listMyPeerReviews",
    tags=["assessment"],
    summary="What I have to review",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": MyPeerReviewPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Member,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> MyPeerReviewPage:
    """Of all courses, the oldest first; also what was reviewed."""
    name = f"my-peer-reviews:{caller.person}"
    page = my_peer_reviews(caller, after=signer().read(cursor, tenant=tenant, of=name), limit=limit)
    return MyPeerReviewPage(
        items=[MyPeerReviewCard.of(each) for each in page.items],
        next_cursor=signer().write(tenant=tenant, of=name, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/peer-reviews/<peer_review>",
    operation_id="getPeerReview",
    tags=["assessment"],
    summary="A work that I have to review",
    responses={
        200: {"description": "The work.", "content": {"application/json": {"model": PeerReviewView}}},
        **problems(*REFUSALS, PeerReviewNotFound, NotEnrolled),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    peer_review: Annotated[Id, Path()],
    caller: Member,
) -> Response[PeerReviewView]:
    """With instructions and rubric; without its author where reviews are anonymous."""
    del tenant  # the permission was asked for it
    sight = view_peer_review(caller, peer_review, at=clock.now())
    return Response(
        status_code=200,
        content_type="application/json",
        body=PeerReviewView.of(sight),
        headers={"ETag": etag(sight.review.rev)},
    )


@app.put(
    "/v1/<tenant>/peer-reviews/<peer_review>",
    operation_id="givePeerReview",
    tags=["assessment"],
    summary="Give a review",
    responses={
        200: {"description": "Given.", "content": {"application/json": {"model": OwnPeerReviewView}}},
        **problems(
            *REFUSALS,
            PeerReviewNotFound,
            NotEnrolled,
            PeerReviewClosed,
            SubmissionMovedOn,
            PointsOutOfRange,
            PointsOrMarksNeeded,
            UnknownRubricMark,
            RubricMarksIncomplete,
            ChangedInTheMeantime,
        ),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    peer_review: Annotated[Id, Path()],
    wish: Annotated[NewPeerReview, Body()],
    caller: Annotated[Caller, Depends(allowed("assessment.attempt"))],
    if_match: IfMatch = None,
) -> Response[OwnPeerReviewView]:
    """It may change until it is due, or the reviews of the work were counted."""
    del tenant
    expected = expected_revision(if_match)
    given = give_peer_review(caller, peer_review, wish.wish(), expected_revision=expected, at=clock.now())
    return Response(
        status_code=200,
        content_type="application/json",
        body=OwnPeerReviewView.of(given),
        headers={"ETag": etag(given.rev)},
    )


@app.get(
    "/v1/<tenant>/submissions/<submission>/peer-reviews",
    operation_id="listPeerReviews",
    tags=["assessment"],
    summary="The reviews of a work",
    responses={
        200: {"description": "All of them.", "content": {"application/json": {"model": PeerReviewsOfWorkView}}},
        **problems(*REFUSALS, SubmissionNotFound),
    },
)
def of_work(
    tenant: Annotated[TenantId, Path()],
    submission: Annotated[CompoundId, Path()],
    caller: Member,
) -> PeerReviewsOfWorkView:
    """For staff with names, those not given too; for the author what was given, once the work was returned."""
    del tenant
    return PeerReviewsOfWorkView.of(reviews_of_work(caller, submission, at=clock.now()))


handler = http_entry_point(app)
