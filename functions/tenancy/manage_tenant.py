"""GET and PATCH /v1/{tenant}, and GET /v1/{tenant}/profile without sign-in."""

import hashlib
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, IfNoneMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.time_zones import UnknownTimeZone
from lyceum.tenancy.api.tenants import TenantChange, TenantProfile, TenantView
from lyceum.tenancy.errors import ColoursTooClose, SchoolNotFound
from lyceum.tenancy.manage_tenant import change_tenant, own_tenant, public_profile
from lyceum.tenancy.model.tenant import Tenant

app = APIGatewayHttpResolver(enable_validation=True)

NOT_MODIFIED: dict[int, Any] = {304: {"description": "The client has this already.", "content": {}}}


@app.get(
    "/v1/<tenant>",
    operation_id="getTenant",
    tags=["tenancy"],
    summary="The school",
    responses={
        200: {"description": "With its ETag.", "content": {"application/json": {"model": TenantView}}},
        **problems(*REFUSALS, SchoolNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(allowed("member"))]
) -> Response[TenantView]:
    """For its members."""
    found = own_tenant(tenant)
    return answer(found, found.rev)


@app.patch(
    "/v1/<tenant>",
    operation_id="changeTenant",
    tags=["tenancy"],
    summary="Change the school's record",
    responses={
        200: {"description": "Changed, with its new ETag.", "content": {"application/json": {"model": TenantView}}},
        **problems(*REFUSALS, SchoolNotFound, ColoursTooClose, UnknownTimeZone, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    change: Annotated[TenantChange, Body()],
    caller: Annotated[Caller, Depends(allowed("tenant.manage"))],
    if_match: IfMatch = None,
) -> Response[TenantView]:
    """State and slug are not its own to change."""
    return answer(*change_tenant(caller, change.named(), expected=expected_revision(if_match), at=clock.now()))


@app.get(
    "/v1/<tenant>/profile",
    operation_id="getTenantProfile",
    tags=["tenancy"],
    summary="The school before sign-in",
    responses={
        200: {"description": "Name, languages, branding.", "content": {"application/json": {"model": TenantProfile}}},
        **NOT_MODIFIED,
        **problems(SchoolNotFound),
    },
)
def profile(tenant: Annotated[TenantId, Path()], if_none_match: IfNoneMatch = None) -> Response[TenantProfile | None]:
    """For sign-in pages, without sign-in. Cached for a minute."""
    body = TenantProfile.of(public_profile(tenant))
    tag = f'"{hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
    if tag in {part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(status_code=200, content_type="application/json", body=body, headers=headers)


def answer(tenant: Tenant, rev: int) -> Response[TenantView]:
    """A school with its ETag."""
    return Response(
        status_code=200, content_type="application/json", body=TenantView.of(tenant), headers={"ETag": etag(rev)}
    )


handler = http_entry_point(app)
