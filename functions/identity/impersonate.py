"""POST /v1/{tenant}/members/{person}/impersonation and DELETE …/me/impersonation: act as another member."""

from datetime import timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.identity.api.impersonation import ImpersonationRequest, ImpersonationView
from lyceum.identity.errors import MayNotImpersonate, MemberNotFound, NotImpersonating, NotYourself
from lyceum.identity.impersonate import impersonate, stop_impersonating
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/members/<person>/impersonation",
    operation_id="impersonate",
    tags=["identity"],
    summary="Act as a member",
    status_code=201,
    responses={
        201: {"description": "The grant.", "content": {"application/json": {"model": ImpersonationView}}},
        **problems(*REFUSALS, MemberNotFound, NotYourself, MayNotImpersonate, IdempotencyKeyReused),
    },
)
def begin(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[ImpersonationRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("member.impersonate"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[ImpersonationView]:
    """For an hour at most. Requests with the grant in the header `Lyceum-Impersonation` are the member's; both are on
    record. What changes who may do what stays for the administrator in person.
    """
    body = f"{person} {wish.model_dump_json()}"
    key = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="impersonate", body=body)
    lasts = timedelta(minutes=wish.minutes)
    grant = impersonate(caller, person, reason=wish.reason, lasts=lasts, creation=key, at=clock.now())
    return Response(
        status_code=201,
        content_type="application/json",
        body=ImpersonationView.of(grant),
        headers={"Location": f"/v1/{tenant}/me"},
    )


@app.delete(
    "/v1/<tenant>/me/impersonation",
    operation_id="stopImpersonating",
    tags=["identity"],
    summary="Act in one's own name again",
    status_code=204,
    responses={204: {"description": "Ended.", "content": {}}, **problems(*REFUSALS, NotImpersonating)},
)
def end(tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(allowed("member"))]) -> Response[None]:
    """With the header, which is worth nothing afterwards."""
    stop_impersonating(caller, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
