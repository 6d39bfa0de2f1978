"""POST /v1/{tenant}/invitation-batches; GET …/{batch}; PUT …/{batch}/revocation."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.identity.api.invitation_batch import InvitationBatchRequest, InvitationBatchView
from lyceum.identity.errors import (
    BatchRunning,
    EndsInThePast,
    ExpiryTooFar,
    InvitationBatchNotFound,
    InvitationListNotFound,
    InvitationSourceUnclear,
    PermissionNotHeld,
    UnknownRole,
)
from lyceum.identity.invite_many import find_batch, invite_many, undo_batch
from lyceum.identity.model.invitation_batch import Batch
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Flag, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)
PLACE = "/v1/<tenant>/invitation-batches/<batch>"


@app.post(
    "/v1/<tenant>/invitation-batches",
    operation_id="inviteMany",
    tags=["identity"],
    summary="Invite many",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": InvitationBatchView}}},
        **problems(
            *(*REFUSALS, PermissionNotHeld, UnknownRole, EndsInThePast, ExpiryTooFar, InvitationListNotFound),
            *(InvitationSourceUnclear, IdempotencyKeyReused),
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[InvitationBatchRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage"))],
    dry_run: Annotated[Flag, Query(description="Only say what would become of each row.")] = False,
    idempotency_key: IdempotencyKey = None,
) -> Response[InvitationBatchView]:
    """From a file or from rows; each gets its result, and the same list again invites nobody twice."""
    creation = Creation.of(
        idempotency_key,
        tenant=tenant,
        caller=caller.person,
        operation="invitation-batch",
        body=f"{dry_run}\n{wish.model_dump_json()}",
    )
    batch = wish.batch(tenant, creation.id, caller.person, dry_run=dry_run, at=clock.now())
    return accepted(invite_many(caller, batch, wish.listed(), creation=creation))


@app.get(
    PLACE,
    operation_id="getInvitationBatch",
    tags=["identity"],
    summary="What became of a batch",
    responses={
        200: {"description": "State and a page.", "content": {"application/json": {"model": InvitationBatchView}}},
        **problems(*REFUSALS, InvitationBatchNotFound, InvalidCursor),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    batch: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage"))],
    limit: Limit = 100,
    cursor: Cursor = None,
) -> InvitationBatchView:
    """Each row has its result once."""
    listed = f"invitation-batch:{batch}"
    start = int(signer().read(cursor, tenant=tenant, of=listed) or 0)
    found, rows, after = find_batch(caller, batch, start=start, limit=limit, at=clock.now())
    following = signer().write(tenant=tenant, of=listed, after=None if after is None else str(after))
    return InvitationBatchView.of(found, rows, following)


@app.put(
    f"{PLACE}/revocation",
    operation_id="undoInvitationBatch",
    tags=["identity"],
    summary="Undo a batch",
    status_code=202,
    responses={
        202: {"description": "Accepted; look again.", "content": {"application/json": {"model": InvitationBatchView}}},
        **problems(*REFUSALS, InvitationBatchNotFound, BatchRunning),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    batch: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage"))],
) -> Response[InvitationBatchView]:
    """What still waits is revoked. Who has become a member by it alone is named in the results, and stays."""
    del tenant
    return accepted(undo_batch(caller, batch, at=clock.now()))


def accepted(batch: Batch) -> Response[InvitationBatchView]:
    """202, and where to look."""
    return Response(
        status_code=202,
        content_type="application/json",
        body=InvitationBatchView.of(batch),
        headers={"Location": f"/v1/{batch.tenant}/invitation-batches/{batch.id}", "Retry-After": "1"},
    )


handler = http_entry_point(app)
