"""GET /v1/{tenant}/webhooks, POST /v1/{tenant}/webhooks/{event}/replay: what the payment provider told."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.commerce.api.webhooks import WebhookPage, WebhookView
from lyceum.commerce.errors import WebhookNotFound
from lyceum.commerce.model.hook import HookState
from lyceum.commerce.view_webhooks import replay, webhooks
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/webhooks",
    operation_id="listWebhooks",
    tags=["commerce"],
    summary="What the payment provider told",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": WebhookPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("webhook.view"))],
    state: Annotated[HookState | None, Query(description="Only those; a page may then hold fewer.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> WebhookPage:
    """Events of the last 90 days that are known to be of this school, the newest first."""
    listed = f"webhooks:{state or ''}"
    page = webhooks(caller, state=state, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return WebhookPage(
        items=[WebhookView.of(each) for each in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.post(
    "/v1/<tenant>/webhooks/<event>/replay",
    operation_id="replayWebhook",
    tags=["commerce"],
    summary="Look at an event once more",
    responses={
        200: {"description": "What became of it.", "content": {"application/json": {"model": WebhookView}}},
        **problems(*REFUSALS, WebhookNotFound),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    event: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,255}$", description="The provider's id of it.")],
    caller: Annotated[Caller, Depends(allowed("webhook.replay"))],
) -> WebhookView:
    """What follows from it now is done; what it did before, it does not do twice."""
    return WebhookView.of(replay(caller, event, at=clock.now()))


handler = http_entry_point(app)
