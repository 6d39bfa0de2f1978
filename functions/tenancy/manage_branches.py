"""Branches of a school: /v1/{tenant}/branches and /v1/{tenant}/branches/{branch}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import (
    REFUSALS,
    Cursor,
    IfMatch,
    Limit,
    allowed,
    etag,
    expected_revision,
    http_entry_point,
)
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.tenancy.api.branches import BranchChange, BranchPage, BranchView, NewBranch
from lyceum.tenancy.errors import BranchNotFound
from lyceum.tenancy.manage_branches import change_branch, close_branch, list_branches, look_at_branch, open_branch
from lyceum.tenancy.model.branch import Branch

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/branches",
    operation_id="openBranch",
    tags=["tenancy"],
    summary="Open a branch",
    status_code=201,
    responses={
        201: {"description": "Opened.", "content": {"application/json": {"model": BranchView}}},
        **problems(*REFUSALS, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewBranch, Body()],
    caller: Annotated[Caller, Depends(allowed("branch.manage"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[BranchView]:
    """A place of the school with people and courses of its own."""
    body = wish.model_dump_json()
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="branch", body=body)
    branch = open_branch(caller, wish.name.root, wish.contact, creation=creation, at=clock.now())
    return answer(201, branch, Location=f"/v1/{tenant}/branches/{branch.id}")


@app.get(
    "/v1/<tenant>/branches",
    operation_id="listBranches",
    tags=["tenancy"],
    summary="Branches",
    responses={
        200: {"description": "A page, the oldest first.", "content": {"application/json": {"model": BranchPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def page(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> BranchPage:
    """For members, with how each is reached."""
    found = list_branches(tenant, after=signer().read(cursor, tenant=tenant, of="branches"), limit=limit)
    return BranchPage(
        items=[BranchView.of(branch) for branch in found.items],
        next_cursor=signer().write(tenant=tenant, of="branches", after=found.next_key),
    )


@app.get(
    "/v1/<tenant>/branches/<branch>",
    operation_id="getBranch",
    tags=["tenancy"],
    summary="A branch",
    responses={
        200: {"description": "With its ETag.", "content": {"application/json": {"model": BranchView}}},
        **problems(*REFUSALS, BranchNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
) -> Response[BranchView]:
    """For members."""
    return answer(200, look_at_branch(tenant, branch))


@app.patch(
    "/v1/<tenant>/branches/<branch>",
    operation_id="changeBranch",
    tags=["tenancy"],
    summary="Change a branch",
    responses={
        200: {"description": "Changed, with its new ETag.", "content": {"application/json": {"model": BranchView}}},
        **problems(*REFUSALS, BranchNotFound, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    change: Annotated[BranchChange, Body()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
    if_match: IfMatch = None,
) -> Response[BranchView]:
    """Name, contact, or whether it is open."""
    expected = expected_revision(if_match)
    return answer(200, change_branch(caller, branch, change.named(), expected=expected, at=clock.now()))


@app.put(
    "/v1/<tenant>/branches/<branch>/closure",
    operation_id="closeBranch",
    tags=["tenancy"],
    summary="Close a branch",
    status_code=204,
    responses={
        204: {"description": "Closed.", "content": {}},
        **problems(*REFUSALS, BranchNotFound, ChangedInTheMeantime),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    branch: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("branch.manage", scope="branch:{branch}"))],
) -> Response[None]:
    """Nobody enrolls through it any more; who is enrolled stays. PATCH opens it again."""
    close_branch(caller, branch, at=clock.now())
    return Response(status_code=204)


def answer(status: int, branch: Branch, **headers: str) -> Response[BranchView]:
    """A branch with its ETag."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=BranchView.of(branch),
        headers={"ETag": etag(branch.rev), **headers},
    )


handler = http_entry_point(app)
