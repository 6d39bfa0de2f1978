"""PUT and DELETE /v1/{tenant}/members/{person}/overrides/{permission}: one permission of one member."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.identity.api.assignment import Because, OverrideRequest, OverrideView, Place
from lyceum.identity.api.role import PermissionName
from lyceum.identity.errors import (
    EndsInThePast,
    MemberNotFound,
    OverrideNotFound,
    PermissionNotHeld,
    SelfAssignment,
    TooManyAssignments,
)
from lyceum.identity.override_permission import override_permission, release_permission
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.rights import Override

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/members/<person>/overrides/<permission>",
    operation_id="overridePermission",
    tags=["identity"],
    summary="Grant or deny a member one permission",
    responses={
        200: {"description": "What is said now.", "content": {"application/json": {"model": OverrideView}}},
        **problems(*(*REFUSALS, MemberNotFound, PermissionNotHeld, SelfAssignment, TooManyAssignments, EndsInThePast)),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    permission: Annotated[PermissionName, Path()],
    wish: Annotated[OverrideRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("permission.override", scope="*:?"))],
) -> OverrideView:
    """It counts before all that roles say. A denial holds within a minute, a grant with the member's next token."""
    del tenant
    said = Override(permission, wish.allowed, wish.scope or "", wish.expires)
    return OverrideView.of(override_permission(caller, person, said, reason=wish.reason, at=clock.now()))


@app.delete(
    "/v1/<tenant>/members/<person>/overrides/<permission>",
    operation_id="releasePermission",
    tags=["identity"],
    summary="Take a grant or denial back",
    status_code=204,
    responses={
        204: {"description": "What the roles say counts again.", "content": {}},
        **problems(*REFUSALS, MemberNotFound, OverrideNotFound, PermissionNotHeld, SelfAssignment),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    permission: Annotated[PermissionName, Path()],
    caller: Annotated[Caller, Depends(allowed("permission.override", scope="*:?"))],
    reason: Annotated[Because, Query(description="Why, for who looks later.")],
    scope: Annotated[Place | None, Query(description="Where it was said; left out, for the whole school.")] = None,
) -> Response[None]:
    """In the place where it was said."""
    del tenant
    release_permission(caller, person, permission, scope or "", reason=reason, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
