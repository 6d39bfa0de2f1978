"""Who belongs to a branch: /v1/{tenant}/branches/{branch}/members, and one's own branches."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.tenancy.api.branches import OwnBranch, OwnBranches, PersonLine, PersonPage
from lyceum.tenancy.branch_members import (
    list_members,
    own_branches,
    register_member,
    register_oneself,
    withdraw_member,
)
from lyceum.tenancy.errors import (
    BranchClosed,
    BranchNotFound,
    BranchRegistrationClosed,
    NotAMemberHere,
    NotInBranch,
)

app = APIGatewayHttpResolver(enable_validation=True)

DONE: dict[int, Any] = {204: {"description": "Done.", "content": {}}}


@app.get(
    "/v1/<tenant>/branches/<branch>/members",
    operation_id="listBranchMembers",
    tags=["tenancy"],
    summary="Who belongs to a branch",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": PersonPage}}},
        **problems(*REFUSALS, BranchNotFound, InvalidCursor),
    },
)
def page(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> PersonPage:
    """By person id."""
    listed = f"branch-members:{branch}"
    found = list_members(caller, branch, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return PersonPage(
        items=[PersonLine.of(*one) for one in found.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=found.next_key),
    )


@app.put(
    "/v1/<tenant>/branches/<branch>/members/<person>",
    operation_id="registerAtBranch",
    tags=["tenancy"],
    summary="Register a member at a branch",
    status_code=204,
    responses={**DONE, **problems(*REFUSALS, NotAMemberHere, BranchNotFound, BranchClosed)},
)
def put(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
) -> Response[None]:
    """Twice is the same as once. A person may belong to several branches."""
    register_member(caller, branch, person, at=clock.now())
    return Response(status_code=204)


@app.delete(
    "/v1/<tenant>/branches/<branch>/members/<person>",
    operation_id="withdrawFromBranch",
    tags=["tenancy"],
    summary="Take a member out of a branch",
    status_code=204,
    responses={**DONE, **problems(*REFUSALS, NotInBranch)},
)
def delete(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
) -> Response[None]:
    """What they are enrolled in stays."""
    withdraw_member(caller, branch, person, at=clock.now())
    return Response(status_code=204)


@app.get(
    "/v1/<tenant>/me/branches",
    operation_id="listMyBranches",
    tags=["tenancy"],
    summary="Branches that I belong to",
    responses={
        200: {"description": "At most 100.", "content": {"application/json": {"model": OwnBranches}}},
        **problems(*REFUSALS),
    },
)
def mine(tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(allowed("member"))]) -> OwnBranches:
    """By branch id."""
    return OwnBranches(items=[OwnBranch.of(one) for one in own_branches(caller)])


@app.put(
    "/v1/<tenant>/me/branches/<branch>",
    operation_id="registerMyself",
    tags=["tenancy"],
    summary="Register at a branch",
    status_code=204,
    responses={
        **DONE,
        **problems(*REFUSALS, BranchRegistrationClosed, NotAMemberHere, BranchNotFound, BranchClosed),
    },
)
def register(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> Response[None]:
    """Where the setting `branches.self_registration` lets members in."""
    register_oneself(caller, branch, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
