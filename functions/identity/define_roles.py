"""GET, POST /v1/{tenant}/roles and GET, PATCH, DELETE /v1/{tenant}/roles/{role}: a school's own roles."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.identity.api.role import NewRole, RoleChange, RoleList, RoleView
from lyceum.identity.api.role_name import RoleSlug
from lyceum.identity.define_roles import all_roles, define_role, redefine_role, remove_role
from lyceum.identity.errors import (
    GrantedAndDenied,
    PermissionNotHeld,
    RoleCycle,
    RoleExists,
    RoleInUse,
    RoleNotFound,
    RoleTooDeep,
    SystemRole,
    TooManyRoles,
    UnknownRole,
)
from lyceum.identity.model.role import OwnRole, Roles
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.permissions import TENANT_ROLES
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)
REFUSED = (GrantedAndDenied, UnknownRole, RoleCycle, RoleTooDeep, PermissionNotHeld)


@app.get(
    "/v1/<tenant>/roles",
    operation_id="listRoles",
    tags=["identity"],
    summary="Every role of the school",
    responses={
        200: {"description": "The roles.", "content": {"application/json": {"model": RoleList}}},
        **problems(*REFUSALS),
    },
)
def roles(tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(allowed("member.view"))]) -> RoleList:
    """Those that every school has, and its own."""
    del tenant
    known = all_roles(caller)
    system = [RoleView.of_system(slug) for slug in sorted(TENANT_ROLES)]
    return RoleList(items=[*system, *(RoleView.of(role, known) for _, role in sorted(known.by_slug.items()))])


@app.post(
    "/v1/<tenant>/roles",
    operation_id="defineRole",
    tags=["identity"],
    summary="Define a role",
    status_code=201,
    responses={
        201: {"description": "Defined.", "content": {"application/json": {"model": RoleView}}},
        **problems(*REFUSALS, RoleExists, TooManyRoles, *REFUSED),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewRole, Body()],
    caller: Annotated[Caller, Depends(allowed("role.define"))],
) -> Response[RoleView]:
    """It can give no more than its author has. The slug is permanent; the same role again is the one that is there."""
    role = define_role(caller, wish.role(), at=clock.now())
    return answer(201, role, all_roles(caller), Location=f"/v1/{tenant}/roles/{role.slug}")


@app.get(
    "/v1/<tenant>/roles/<role>",
    operation_id="getRole",
    tags=["identity"],
    summary="One role",
    responses={
        200: {"description": "The role.", "content": {"application/json": {"model": RoleView}}},
        **problems(*REFUSALS, RoleNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    role: Annotated[RoleSlug, Path()],
    caller: Annotated[Caller, Depends(allowed("member.view"))],
) -> Response[RoleView]:
    """What it says, and all that it gives."""
    del tenant
    if role in TENANT_ROLES:
        return Response(status_code=200, content_type="application/json", body=RoleView.of_system(role))
    known = all_roles(caller)
    return answer(200, known.get(role), known)


@app.patch(
    "/v1/<tenant>/roles/<role>",
    operation_id="changeRole",
    tags=["identity"],
    summary="Change a role",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": RoleView}}},
        **problems(*REFUSALS, RoleNotFound, SystemRole, ChangedInTheMeantime, *REFUSED),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    role: Annotated[RoleSlug, Path()],
    change: Annotated[RoleChange, Body()],
    caller: Annotated[Caller, Depends(allowed("role.define"))],
    if_match: IfMatch = None,
) -> Response[RoleView]:
    """Who has it gets more with the next token and loses within a minute."""
    del tenant
    known, changed = redefine_role(caller, role, change.named(), at=clock.now(), expected=expected_revision(if_match))
    return answer(200, changed, known)


@app.delete(
    "/v1/<tenant>/roles/<role>",
    operation_id="deleteRole",
    tags=["identity"],
    summary="Delete a role",
    status_code=204,
    responses={
        204: {"description": "There is no such role any more.", "content": {}},
        **problems(*REFUSALS, RoleNotFound, SystemRole, RoleInUse, ChangedInTheMeantime),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    role: Annotated[RoleSlug, Path()],
    caller: Annotated[Caller, Depends(allowed("role.define"))],
    if_match: IfMatch = None,
) -> Response[None]:
    """Only where no member has it and no role inherits from it."""
    del tenant
    remove_role(caller, role, at=clock.now(), expected=expected_revision(if_match))
    return Response(status_code=204)


def answer(status: int, role: OwnRole, known: Roles, **headers: str) -> Response[RoleView]:
    """A role with its ETag."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=RoleView.of(role, known),
        headers={"ETag": etag(role.revision), **headers},
    )


handler = http_entry_point(app)
