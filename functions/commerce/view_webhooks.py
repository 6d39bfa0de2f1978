"""What the payment provider told: GET /v1/{tenant}/webhooks, POST …/{event}/replay; /v1/webhooks for operators."""

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
    """Events of the last 90 days that are known to be of this school, the newest first; also those that wait for their
    order, or whose order never came.
    """
    del caller
    return page_of(tenant, state, limit, cursor)


def page_of(tenant: str | None, state: HookState | None, limit: int, cursor: str | None) -> WebhookPage:
    """Of a school, or of nobody."""
    place, listed = tenant or "*", f"webhooks:{state or ''}"
    page = webhooks(tenant, state=state, after=signer().read(cursor, tenant=place, of=listed), limit=limit)
    return WebhookPage(
        items=[WebhookView.of(each) for each in page.items],
        next_cursor=signer().write(tenant=place, of=listed, after=page.next_key),
    )


@app.get(
    "/v1/webhooks",
    operation_id="listPlatformWebhooks",
    tags=["commerce"],
    summary="What the payment provider told of nobody that is known",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": WebhookPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def platform_webhooks(
    caller: Annotated[Caller, Depends(allowed("webhook.view", on_platform=True))],
    state: Annotated[HookState | None, Query(description="Only those; a page may then hold fewer.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> WebhookPage:
    """For operators: events that wait, were refused or given up, and whose account no school has named."""
    del caller
    return page_of(None, state, limit, cursor)


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
    del caller
    return WebhookView.of(replay(tenant, event, at=clock.now()))


@app.post(
    "/v1/webhooks/<event>/replay",
    operation_id="replayPlatformWebhook",
    tags=["commerce"],
    summary="Look at an event of nobody's once more",
    responses={
        200: {"description": "What became of it.", "content": {"application/json": {"model": WebhookView}}},
        **problems(*REFUSALS, WebhookNotFound),
    },
)
def platform_replay(
    event: Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,255}$", description="The provider's id of it.")],
    caller: Annotated[Caller, Depends(allowed("webhook.replay", on_platform=True))],
) -> WebhookView:
    """For operators: where a school has named its account by now, or the order is there, it stands in its list then."""
    del caller
    return WebhookView.of(replay(None, event, at=clock.now()))


handler = http_entry_point(app)
