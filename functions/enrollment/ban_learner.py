"""PUT, DELETE /v1/{tenant}/courses/{course}/bans/{person}: shut somebody out of a course, and let them in again."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.enrollment.api import CourseBanRequest, CourseBanView
from lyceum.enrollment.ban_learner import ban_learner, reinstate_learner
from lyceum.enrollment.errors import BanTooShort, CourseNotFound, LearnerNotFound, NotYourself
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/courses/<course>/bans/<person>",
    operation_id="banLearner",
    tags=["enrollment"],
    summary="Shut somebody out of a course",
    responses={
        200: {"description": "The ban.", "content": {"application/json": {"model": CourseBanView}}},
        **problems(*REFUSALS, NotYourself, BanTooShort, CourseNotFound, LearnerNotFound, Busy),
    },
)
def ban(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[CourseBanRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("member.ban", scope="course:{course}"))],
) -> CourseBanView:
    """They cannot take a place; one that they have is suspended. Until some time, or for good."""
    made = ban_learner(caller, course, person, reason=wish.reason, until=wish.until, at=clock.now())
    return CourseBanView.of(made, course, person)


@app.delete(
    "/v1/<tenant>/courses/<course>/bans/<person>",
    operation_id="reinstateLearner",
    tags=["enrollment"],
    summary="Let somebody into a course again",
    status_code=204,
    responses={
        204: {"description": "No ban any more.", "content": {}},
        **problems(*REFUSALS, CourseNotFound, LearnerNotFound, Busy),
    },
)
def reinstate(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.ban", scope="course:{course}"))],
) -> Response[None]:
    """A place that they had is theirs again."""
    reinstate_learner(caller, course, person, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
