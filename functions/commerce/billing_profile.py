"""GET and PUT /v1/{tenant}/me/billing: to whom the caller's invoices are made out."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.commerce.api.billing import BillingAddress
from lyceum.commerce.billing_profile import keep_billing, my_billing
from lyceum.commerce.errors import BillingNotFound, InvalidTaxId, UnknownCountry
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/me/billing",
    operation_id="getMyBilling",
    tags=["commerce"],
    summary="My billing address",
    responses={
        200: {"description": "The address.", "content": {"application/json": {"model": BillingAddress}}},
        **problems(*REFUSALS, BillingNotFound),
    },
)
def get(tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(allowed("member"))]) -> BillingAddress:
    """The one that orders take which name none."""
    return BillingAddress.of(my_billing(caller))


@app.put(
    "/v1/<tenant>/me/billing",
    operation_id="putMyBilling",
    tags=["commerce"],
    summary="Say to whom my invoices are made out",
    responses={
        200: {"description": "Kept.", "content": {"application/json": {"model": BillingAddress}}},
        **problems(*REFUSALS, UnknownCountry, InvalidTaxId),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[BillingAddress, Body()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> BillingAddress:
    """In the place of an earlier one. Orders that were placed keep theirs."""
    return BillingAddress.of(keep_billing(caller, wish.domain(), at=clock.now()))


handler = http_entry_point(app)
