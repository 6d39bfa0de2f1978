"""GET /v1/{tenant}/me/notifications and PUT /v1/{tenant}/me/notifications/{notification}/read."""

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.community.api import NotificationPage, NotificationView
from lyceum.community.errors import NotificationNotFound
from lyceum.community.notifications import mark_read, my_notifications
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point, languages
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/me/notifications",
    operation_id="listMyNotifications",
    tags=["community"],
    summary="What the school told me",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": NotificationPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    wanted: Annotated[Sequence[str], Depends(languages)],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> NotificationPage:
    """Newest first, in the language of `Accept-Language`; each is kept for 90 days."""
    listed = f"notifications:{caller.person}"
    after = signer().read(cursor, tenant=tenant, of=listed)
    page = my_notifications(caller, after=after, limit=limit, at=clock.now())
    return NotificationPage(
        items=[NotificationView.of(notification, wanted) for notification in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.put(
    "/v1/<tenant>/me/notifications/<notification>/read",
    operation_id="markNotificationRead",
    tags=["community"],
    summary="I have read it",
    status_code=204,
    responses={
        204: {"description": "Read.", "content": {}},
        **problems(*REFUSALS, NotificationNotFound),
    },
)
def read(
    tenant: Annotated[TenantId, Path()],
    notification: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> Response[None]:
    """A repeat keeps the first time."""
    mark_read(caller, notification, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
