"""GET /v1/{tenant}/orders, GET /v1/{tenant}/orders/{order}, GET /v1/{tenant}/me/orders."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from lyceum.commerce.api.orders import OrderPage, OrderView
from lyceum.commerce.errors import OrderNotFound
from lyceum.commerce.view_orders import my_orders, school_orders, view_order
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

PAGE: dict[int, OpenAPIResponse] = {
    200: {"description": "A page.", "content": {"application/json": {"model": OrderPage}}}
}


@app.get(
    "/v1/<tenant>/orders",
    operation_id="listOrders",
    tags=["commerce"],
    summary="What the school has sold",
    responses={**PAGE, **problems(*REFUSALS, InvalidCursor)},
)
def of_school(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("order.view"))],
    buyer: Annotated[Id | None, Query(description="All orders of this person, paid or not.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> OrderPage:
    """Orders that were paid, the newest payment first."""
    listed = f"orders:{buyer or ''}"
    after = signer().read(cursor, tenant=tenant, of=listed)
    page = school_orders(caller, buyer=buyer, after=after, limit=limit)
    return OrderPage(
        items=[OrderView.of(order) for order in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/orders/<order>",
    operation_id="getOrder",
    tags=["commerce"],
    summary="An order",
    responses={
        200: {"description": "The order.", "content": {"application/json": {"model": OrderView}}},
        **problems(*REFUSALS, OrderNotFound),
    },
)
def one(
    tenant: Annotated[TenantId, Path()],
    order: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> OrderView:
    """For its buyer, and for who may see what the school has sold."""
    return OrderView.of(view_order(caller, order, at=clock.now()))


@app.get(
    "/v1/<tenant>/me/orders",
    operation_id="listMyOrders",
    tags=["commerce"],
    summary="My orders",
    responses={**PAGE, **problems(*REFUSALS, InvalidCursor)},
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> OrderPage:
    """The newest first, paid or not."""
    listed = f"orders:{caller.person}"
    page = my_orders(caller, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return OrderPage(
        items=[OrderView.of(order) for order in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


handler = http_entry_point(app)
