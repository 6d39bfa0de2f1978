"""POST, GET /v1/{tenant}/invitations; GET …/{invitation}; POST …/deliveries, PUT …/revocation."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.identity.api.assignment import Revocation
from lyceum.identity.api.invitation import (
    InvitationEntry,
    InvitationPage,
    InvitationRequest,
    InvitationStateName,
    InvitationView,
)
from lyceum.identity.errors import (
    AlreadyInvited,
    EndsInThePast,
    ExpiryTooFar,
    InvitationExpired,
    InvitationNotFound,
    InvitationRevoked,
    InvitationUsed,
    InvitedTooOften,
    PermissionNotHeld,
    UnknownRole,
)
from lyceum.identity.invite import find_invitation, invitations_of, invite, revoke_invitation, send_again
from lyceum.identity.model.invitation import InvitationState
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)
PLACE = "/v1/<tenant>/invitations/<invitation>"


@app.post(
    "/v1/<tenant>/invitations",
    operation_id="invite",
    tags=["identity"],
    summary="Invite somebody",
    status_code=201,
    responses={
        201: {"description": "Invited.", "content": {"application/json": {"model": InvitationView}}},
        **problems(
            *(*REFUSALS, PermissionNotHeld, UnknownRole, AlreadyInvited, EndsInThePast, ExpiryTooFar),
            IdempotencyKeyReused,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[InvitationRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage", scope="*:?"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[InvitationView]:
    """By e-mail, with or without an account; to no more than the caller could give. The letter carries the token."""
    creation = Creation.of(
        idempotency_key, tenant=tenant, caller=caller.person, operation="invitation", body=wish.model_dump_json()
    )
    at = clock.now()
    made = invite(caller, wish.wish(), creation=creation, at=at)
    return Response(
        status_code=201,
        content_type="application/json",
        body=InvitationView.of(made, at),
        headers={"Location": f"/v1/{tenant}/invitations/{made.id}"},
    )


@app.get(
    "/v1/<tenant>/invitations",
    operation_id="listInvitations",
    tags=["identity"],
    summary="Who was invited",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": InvitationPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage"))],
    state: Annotated[InvitationStateName | None, Query(description="Those alone that stand so.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> InvitationPage:
    """By state, and then newest first."""
    of, at = f"invitations:{state or ''}", clock.now()
    after = signer().read(cursor, tenant=tenant, of=of)
    page = invitations_of(caller, InvitationState(state) if state else None, after=after, limit=limit, at=at)
    return InvitationPage(
        items=[InvitationEntry.of(one, at) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=of, after=page.next_key),
    )


@app.get(
    PLACE,
    operation_id="getInvitation",
    tags=["identity"],
    summary="One invitation",
    responses={
        200: {"description": "The invitation.", "content": {"application/json": {"model": InvitationView}}},
        **problems(*REFUSALS, InvitationNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    invitation: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage", scope="*:?"))],
) -> InvitationView:
    """Where it stands, and how often it was sent. The token nobody can read."""
    del tenant
    at = clock.now()
    return InvitationView.of(find_invitation(caller, invitation, at=at), at)


@app.put(
    f"{PLACE}/revocation",
    operation_id="revokeInvitation",
    tags=["identity"],
    summary="Take an invitation back",
    status_code=204,
    responses={
        204: {"description": "Nobody can accept it any more.", "content": {}},
        **problems(*REFUSALS, InvitationNotFound, InvitationExpired, InvitationUsed),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    invitation: Annotated[Id, Path()],
    wish: Annotated[Revocation, Body()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage", scope="*:?"))],
) -> Response[None]:
    """It stays to be seen, with the reason."""
    del tenant
    revoke_invitation(caller, invitation, reason=wish.reason, at=clock.now())
    return Response(status_code=204)


@app.post(
    f"{PLACE}/deliveries",
    operation_id="sendInvitationAgain",
    tags=["identity"],
    summary="Send an invitation again",
    status_code=201,
    responses={
        201: {"description": "Sent.", "content": {"application/json": {"model": InvitationView}}},
        **problems(
            *(*REFUSALS, InvitationNotFound, InvitedTooOften, InvitationExpired, InvitationRevoked, InvitationUsed)
        ),
    },
)
def deliver(
    tenant: Annotated[TenantId, Path()],
    invitation: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("invitation.manage", scope="*:?"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[InvitationView]:
    """With a new token; the one before is refused from now on. After a minute, then two, four, up to a day."""
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="delivery", body=invitation)
    at = clock.now()
    sent = send_again(caller, invitation, creation=creation, at=at)
    return Response(
        status_code=201,
        content_type="application/json",
        body=InvitationView.of(sent, at),
        headers={"Location": f"/v1/{tenant}/invitations/{invitation}"},
    )


handler = http_entry_point(app)
