"""POST and GET /v1/{tenant}/orders/{order}/refunds: money goes back, all of it or line by line."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.commerce.api.refunds import RefundList, RefundRequest, RefundView
from lyceum.commerce.errors import (
    LineNotFound,
    OrderDisputed,
    OrderNotFound,
    OrderNotPaid,
    PaymentNotUnwanted,
    PaymentProviderDown,
    PaymentsNotSetUp,
    RefundEmpty,
    RefundTooMuch,
    RefundWindowClosed,
    UnchargeableAmount,
)
from lyceum.commerce.refund import refund, refunds_of
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/orders/<order>/refunds",
    operation_id="refundOrder",
    tags=["commerce"],
    summary="Give money back",
    status_code=201,
    responses={
        201: {"description": "Asked for, or done.", "content": {"application/json": {"model": RefundView}}},
        **problems(
            *(*REFUSALS, IdempotencyKeyReused, OrderNotFound, LineNotFound, OrderNotPaid, OrderDisputed),
            *(PaymentNotUnwanted, RefundEmpty, RefundTooMuch, RefundWindowClosed, UnchargeableAmount),
            *(PaymentsNotSetUp, PaymentProviderDown),
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    order: Annotated[Id, Path()],
    wish: Annotated[RefundRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("order.refund"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[RefundView]:
    """Of the named lines, or all that is left. A course of which nothing is left is its buyer's no more; one that is
    given back in part stays open. `asked` until the provider has decided; one that `failed` can be asked for again,
    under another key. The same key and body again is the same refund, also after the provider was down (503).
    """
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation=f"refund:{order}", body=wish.said()
    )
    done = refund(caller, order, wish.domain(), creation=creation, at=clock.now())
    return Response(
        status_code=201,
        content_type="application/json",
        body=RefundView.of(done),
        headers={"Location": f"/v1/{tenant}/orders/{order}/refunds"},
    )


@app.get(
    "/v1/<tenant>/orders/<order>/refunds",
    operation_id="listRefunds",
    tags=["commerce"],
    summary="What of an order went back",
    responses={
        200: {"description": "All of them.", "content": {"application/json": {"model": RefundList}}},
        **problems(*REFUSALS, OrderNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    order: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("order.view"))],
) -> RefundList:
    """Also what was made at the provider's own site, or took from a dispute; in no set order."""
    return RefundList(items=[RefundView.of(each) for each in refunds_of(caller, order)])


handler = http_entry_point(app)
