"""PUT /v1/{tenant}/courses/{course}/grades/{learner}/items/{item}, PUT and DELETE …/{learner}/lock: for staff."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.assessment.api.grades import ExplanationView, LockRequest, MarkRequest, Reason
from lyceum.assessment.change_grade import Found, lock_grade, mark_item, unlock_grade
from lyceum.assessment.errors import PointsOutOfRange
from lyceum.assessment.explain_grade import Explanation
from lyceum.assessment.gradebooks.errors import GradeItemNotFound, GradeLocked, GradeNotFound, OwnGrade
from lyceum.assessment.model.settling import explained
from lyceum.content.questions import PartId
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Manager = Annotated[Caller, Depends(allowed("gradebook.manage", scope="course:{course}"))]


def _answer(found: Found) -> Response[ExplanationView]:
    view = ExplanationView.of(Explanation(found.row, explained(found.row, found.book), up_to_date=True))
    headers = {"ETag": etag(found.row.rev)}
    return Response(status_code=200, content_type="application/json", body=view, headers=headers)


@app.put(
    "/v1/<tenant>/courses/<course>/grades/<learner>/items/<item>",
    operation_id="markGradeItem",
    tags=["assessment"],
    summary="Give points for an item of the gradebook",
    responses={
        200: {"description": "What it comes to.", "content": {"application/json": {"model": ExplanationView}}},
        **problems(
            *REFUSALS, GradeNotFound, GradeItemNotFound, OwnGrade, GradeLocked, PointsOutOfRange, ChangedInTheMeantime
        ),
    },
)
def mark(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    learner: Annotated[Id, Path()],
    item: Annotated[PartId, Path()],
    wish: Annotated[MarkRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("grade.give", scope="course:{course}"))],
    if_match: IfMatch = None,
) -> Response[ExplanationView]:
    """Of an assessment or a calculated item it takes the place of what was computed, which needs `grade.override`."""
    del tenant  # the permission was asked for it
    expected = expected_revision(if_match)
    marked = mark_item(caller, course, learner, item, wish.wish(), expected_revision=expected, at=clock.now())
    return _answer(marked)


@app.put(
    "/v1/<tenant>/courses/<course>/grades/<learner>/lock",
    operation_id="lockGrade",
    tags=["assessment"],
    summary="Lock a learner's grade",
    responses={
        200: {"description": "Locked.", "content": {"application/json": {"model": ExplanationView}}},
        **problems(*REFUSALS, GradeNotFound, OwnGrade, GradeLocked),
    },
)
def lock(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    learner: Annotated[Id, Path()],
    wish: Annotated[LockRequest, Body()],
    caller: Manager,
) -> Response[ExplanationView]:
    """As final or incomplete. No recalculation passes the lock; what comes meanwhile counts once it is gone."""
    del tenant
    return _answer(lock_grade(caller, course, learner, reason=wish.reason, status=wish.locked_as(), at=clock.now()))


@app.delete(
    "/v1/<tenant>/courses/<course>/grades/<learner>/lock",
    operation_id="unlockGrade",
    tags=["assessment"],
    summary="Unlock a learner's grade",
    status_code=204,
    responses={
        204: {"description": "Unlocked.", "content": {}},
        **problems(*REFUSALS, GradeNotFound, OwnGrade, GradeLocked),
    },
)
def unlock(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    learner: Annotated[Id, Path()],
    caller: Manager,
    reason: Annotated[Reason, Query(description="Why, for who looks later.")],
) -> Response[None]:
    """What came meanwhile counts at once."""
    del tenant
    unlock_grade(caller, course, learner, reason=reason, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
