"""GET /v1/{tenant}/me/sign-ins: the caller's login history."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.identity.api.sign_in import SignInPage, SignInView
from lyceum.identity.record_sign_in import own_sign_ins
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/me/sign-ins",
    operation_id="listMySignIns",
    tags=["identity"],
    summary="My login history",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": SignInPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> SignInPage:
    """Successes and failures of half a year, newest first."""
    of = f"sign-ins:{caller.person}"
    page = own_sign_ins(caller, after=signer().read(cursor, tenant=tenant, of=of), limit=limit)
    return SignInPage(
        items=[SignInView.of(one, now=clock.now()) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=of, after=page.next_key),
    )


handler = http_entry_point(app)
