"""Schools of the platform, for its operators: found, look at, suspend, reactivate."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.time_zones import UnknownTimeZone
from lyceum.tenancy.api.tenants import OnboardingView, Suspension, TenantLine, TenantPage, TenantWish
from lyceum.tenancy.errors import ColoursTooClose, SchoolNotFound, TenantExists, TenantNameReserved, TenantNotActive
from lyceum.tenancy.onboard_tenant import (
    list_tenants,
    look_at_tenant,
    onboard_tenant,
    reactivate_tenant,
    suspend_tenant,
)

app = APIGatewayHttpResolver(enable_validation=True)

Operator = Annotated[Caller, Depends(allowed("tenant.onboard", on_platform=True))]


@app.post(
    "/v1/tenants",
    operation_id="onboardTenant",
    tags=["tenancy"],
    summary="Found a school",
    status_code=202,
    responses={
        202: {"description": "Being set up.", "content": {"application/json": {"model": OnboardingView}}},
        **problems(*REFUSALS, TenantExists, TenantNameReserved, ColoursTooClose, UnknownTimeZone),
    },
)
def post(wish: Annotated[TenantWish, Body()], caller: Operator) -> Response[OnboardingView]:
    """For operators of the platform. The same wish again tells how far it is; its slug makes it repeatable."""
    tenant = onboard_tenant(caller, wish.tenant, wish.wish(), at=clock.now())
    return Response(
        status_code=202,
        content_type="application/json",
        body=OnboardingView.of(tenant),
        headers={"Location": f"/v1/tenants/{tenant.slug}"},
    )


@app.get(
    "/v1/tenants",
    operation_id="listTenants",
    tags=["tenancy"],
    summary="Schools of the platform",
    responses={
        200: {"description": "A page, by slug.", "content": {"application/json": {"model": TenantPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def page(caller: Operator, limit: Limit = 20, cursor: Cursor = None) -> TenantPage:
    """For operators of the platform."""
    found = list_tenants(after=signer().read(cursor, tenant="*", of="tenants"), limit=limit)
    return TenantPage(
        items=[TenantLine.of(slug, card) for slug, card in found.items],
        next_cursor=signer().write(tenant="*", of="tenants", after=found.next_key),
    )


@app.get(
    "/v1/tenants/<tenant>",
    operation_id="getOnboarding",
    tags=["tenancy"],
    summary="A school's state",
    responses={
        200: {"description": "The school.", "content": {"application/json": {"model": OnboardingView}}},
        **problems(*REFUSALS, SchoolNotFound),
    },
)
def get(tenant: Annotated[TenantId, Path()], caller: Operator) -> OnboardingView:
    """For operators of the platform: pending, active, suspended, or failed and why."""
    return OnboardingView.of(look_at_tenant(tenant))


@app.put(
    "/v1/tenants/<tenant>/suspension",
    operation_id="suspendTenant",
    tags=["tenancy"],
    summary="Close a school for the time being",
    responses={
        200: {"description": "Suspended.", "content": {"application/json": {"model": OnboardingView}}},
        **problems(*REFUSALS, SchoolNotFound, TenantNotActive),
    },
)
def suspend(
    tenant: Annotated[TenantId, Path()], why: Annotated[Suspension, Body()], caller: Operator
) -> OnboardingView:
    """For operators of the platform. Within a minute nothing of it can be used; everything is kept."""
    return OnboardingView.of(suspend_tenant(caller, tenant, why.reason, at=clock.now()))


@app.delete(
    "/v1/tenants/<tenant>/suspension",
    operation_id="reactivateTenant",
    tags=["tenancy"],
    summary="Open a suspended school again",
    responses={
        200: {"description": "Active.", "content": {"application/json": {"model": OnboardingView}}},
        **problems(*REFUSALS, SchoolNotFound, TenantNotActive),
    },
)
def reactivate(tenant: Annotated[TenantId, Path()], caller: Operator) -> OnboardingView:
    """For operators of the platform."""
    return OnboardingView.of(reactivate_tenant(caller, tenant, at=clock.now()))


handler = http_entry_point(app)
