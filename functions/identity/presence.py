"""PUT /v1/{tenant}/me/presence; GET /v1/{tenant}/presence and …/courses/{course}/presence: who is online."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from lyceum.identity.api.presence import OnlineEntry, OnlinePage, PresenceAnswer, PresenceNote
from lyceum.identity.errors import CourseNotFound
from lyceum.identity.presence import say_here, who_is_online
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

PAGE: dict[int, OpenAPIResponse] = {
    200: {"description": "A page.", "content": {"application/json": {"model": OnlinePage}}}
}


def page_of(caller: Caller, course: str | None, cursor: str | None, limit: int) -> OnlinePage:
    """Who is there, in the school or in a course."""
    of = f"online:{course or ''}"
    after = signer().read(cursor, tenant=caller.tenant, of=of)
    page, known = who_is_online(caller, course=course, at=clock.now(), after=after, limit=limit)
    items = [{"person": one, "name": known[one].name, "seen_at": at} for one, at in page.items if one in known]
    return OnlinePage(
        items=[OnlineEntry.model_validate(one) for one in items],
        next_cursor=signer().write(tenant=caller.tenant, of=of, after=page.next_key),
    )


@app.put(
    "/v1/<tenant>/me/presence",
    operation_id="notePresence",
    tags=["identity"],
    summary="Say that I am here",
    responses={
        200: {"description": "Noted.", "content": {"application/json": {"model": PresenceAnswer}}},
        **problems(*REFUSALS),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[PresenceNote, Body()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True))],
) -> PresenceAnswer:
    """Every five minutes while the client is open; `shown: false` hides the caller until they want to be seen."""
    return PresenceAnswer(again_in=say_here(caller, course=wish.course, shown=wish.shown, at=clock.now()))


@app.get(
    "/v1/<tenant>/presence",
    operation_id="listOnline",
    tags=["identity"],
    summary="Who is online in the school",
    responses={**PAGE, **problems(*REFUSALS, InvalidCursor)},
)
def of_school(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member.view"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> OnlinePage:
    """Heard of within ten minutes."""
    return page_of(caller, None, cursor, limit)


@app.get(
    "/v1/<tenant>/courses/<course>/presence",
    operation_id="listOnlineInCourse",
    tags=["identity"],
    summary="Who is online in a course",
    responses={**PAGE, **problems(*REFUSALS, InvalidCursor, CourseNotFound)},
)
def of_course(
    tenant: Annotated[TenantId, Path()],
    course: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("enrollment.list", scope="course:{course}"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> OnlinePage:
    """For the course's staff."""
    return page_of(caller, course, cursor, limit)


handler = http_entry_point(app)
