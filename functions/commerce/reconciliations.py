"""POST and GET /v1/{tenant}/reconciliations, GET /v1/{tenant}/reconciliations/{reconciliation}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.commerce.api.reconciliations import ReconciliationPage, ReconciliationRequest, ReconciliationView
from lyceum.commerce.errors import PaymentProviderDown, PaymentsNotSetUp, ReconciliationNotFound
from lyceum.commerce.reconciliations import reconcile_now, report, reports
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)
LISTED = "reconciliations"


@app.post(
    "/v1/<tenant>/reconciliations",
    operation_id="reconcileOrders",
    tags=["commerce"],
    summary="Compare the payment provider's list with the orders now",
    status_code=201,
    responses={
        201: {"description": "The report.", "content": {"application/json": {"model": ReconciliationView}}},
        **problems(*REFUSALS, PaymentsNotSetUp, PaymentProviderDown),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[ReconciliationRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("order.reconcile"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[ReconciliationView]:
    """What differs is put right where that is safe; everything else is reported with its reason. Every night it is done
    for the last seven days. The same key again is the same report.
    """
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation=LISTED, body=wish.model_dump_json()
    )
    made = reconcile_now(caller, wish.days, creation=creation, at=clock.now())
    return Response(
        status_code=201,
        content_type="application/json",
        body=ReconciliationView.of(made),
        headers={"Location": f"/v1/{tenant}/reconciliations/{made.id}"},
    )


@app.get(
    "/v1/<tenant>/reconciliations",
    operation_id="listReconciliations",
    tags=["commerce"],
    summary="What such comparisons have found",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": ReconciliationPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def every(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("order.reconcile"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> ReconciliationPage:
    """Those of the last year, in no set order."""
    page = reports(caller, after=signer().read(cursor, tenant=tenant, of=LISTED), limit=limit)
    return ReconciliationPage(
        items=[ReconciliationView.of(each) for each in page.items],
        next_cursor=signer().write(tenant=tenant, of=LISTED, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/reconciliations/<reconciliation>",
    operation_id="getReconciliation",
    tags=["commerce"],
    summary="What one has found",
    responses={
        200: {"description": "The report.", "content": {"application/json": {"model": ReconciliationView}}},
        **problems(*REFUSALS, ReconciliationNotFound),
    },
)
def one(
    tenant: Annotated[TenantId, Path()],
    reconciliation: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("order.reconcile"))],
) -> ReconciliationView:
    """Each difference, and whether it was put right."""
    return ReconciliationView.of(report(caller, reconciliation))


handler = http_entry_point(app)
