"""PUT …/members/{person}/roles; POST, GET, DELETE …/members/{person}/assignments: what a member may be, and where."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.identity.api.assignment import AssignmentPage, AssignmentRequest, AssignmentView, Because
from lyceum.identity.api.membership import MembershipView, RolesRequest
from lyceum.identity.assign_role import assign_role, assignments_of, revoke_assignment, set_roles
from lyceum.identity.errors import (
    AlreadyAssigned,
    AssignmentNotFound,
    EndsInThePast,
    LastAdministrator,
    MemberNotFound,
    PermissionNotHeld,
    SelfAssignment,
    TooManyAssignments,
    UnknownRole,
)
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, IfMatch, Limit, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.put(
    "/v1/<tenant>/members/<person>/roles",
    operation_id="assignRoles",
    tags=["identity"],
    summary="Set a member's roles",
    responses={
        200: {"description": "The membership.", "content": {"application/json": {"model": MembershipView}}},
        **problems(
            *(*REFUSALS, MemberNotFound, UnknownRole, LastAdministrator, ChangedInTheMeantime),
            *(PermissionNotHeld, SelfAssignment),
        ),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[RolesRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("role.assign"))],
    if_match: IfMatch = None,
) -> Response[MembershipView]:
    """For the whole school. More takes effect with the member's next token, less within a minute."""
    membership, rev = set_roles(caller, person, wish.roles, at=clock.now(), expected=expected_revision(if_match))
    return Response(
        status_code=200,
        content_type="application/json",
        body=MembershipView.of(membership),
        headers={"ETag": etag(rev)},
    )


@app.post(
    "/v1/<tenant>/members/<person>/assignments",
    operation_id="assignRole",
    tags=["identity"],
    summary="Give a member a role",
    status_code=201,
    responses={
        201: {"description": "Given.", "content": {"application/json": {"model": AssignmentView}}},
        **problems(
            *(*REFUSALS, MemberNotFound, UnknownRole, PermissionNotHeld, SelfAssignment, AlreadyAssigned),
            *(TooManyAssignments, EndsInThePast, IdempotencyKeyReused),
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[AssignmentRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("role.assign", scope="*:?"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[AssignmentView]:
    """In one branch, course or class or in the whole school, until some time or without an end."""
    body = f"{person}\n{wish.model_dump_json()}"
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="assignment", body=body)
    record = assign_role(caller, person, wish.assignment(), reason=wish.reason or "", creation=creation, at=clock.now())
    return Response(
        status_code=201,
        content_type="application/json",
        body=AssignmentView.of(record),
        headers={"Location": f"/v1/{tenant}/members/{person}/assignments/{record.assignment.id}"},
    )


@app.get(
    "/v1/<tenant>/members/<person>/assignments",
    operation_id="listAssignments",
    tags=["identity"],
    summary="Which roles a member has and had",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": AssignmentPage}}},
        **problems(*REFUSALS, InvalidCursor, MemberNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.view"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> AssignmentPage:
    """Those made one by one, with who gave and took them, and why."""
    listed = f"assignments:{person}"
    page = assignments_of(caller, person, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return AssignmentPage(
        items=[AssignmentView.of(record) for record in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.delete(
    "/v1/<tenant>/members/<person>/assignments/<assignment>",
    operation_id="revokeAssignment",
    tags=["identity"],
    summary="Take a role back",
    status_code=204,
    responses={
        204: {"description": "The member does not have it any more.", "content": {}},
        **problems(*REFUSALS, MemberNotFound, AssignmentNotFound, PermissionNotHeld, LastAdministrator),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    assignment: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("role.assign", scope="*:?"))],
    reason: Annotated[Because, Query(description="Why, for who looks later.")],
) -> Response[None]:
    """Gone within a minute, whatever token the member has."""
    del tenant
    revoke_assignment(caller, person, assignment, reason=reason, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
