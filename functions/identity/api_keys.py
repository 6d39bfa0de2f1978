"""GET, POST …/api-keys; GET, PATCH …/{api_key}; POST …/rotation, PUT …/revocation: API keys of a school."""

import secrets
from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.identity.api.api_key import ApiKeyChange, ApiKeyPage, ApiKeyView, NewApiKey, RotationRequest, ShownApiKey
from lyceum.identity.api.assignment import Revocation
from lyceum.identity.api_keys import Shown, change_key, find_key, keys_of, make_key, revoke_key, rotate_key
from lyceum.identity.errors import (
    ApiKeyNotFound,
    EndsInThePast,
    KeyIsRevoked,
    NetworkNotUnderstood,
    PermissionNotHeld,
    SecretShownOnce,
)
from lyceum.identity.model.secret import SECRET_BYTES
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, IfMatch, Limit, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)
LISTED = "api-keys"
ONE = "/v1/<tenant>/api-keys/<api_key>"
Manager = Annotated[Caller, Depends(allowed("api_key.manage"))]


@app.post(
    "/v1/<tenant>/api-keys",
    operation_id="makeApiKey",
    tags=["identity"],
    summary="Make an API key",
    status_code=201,
    responses={
        201: {"description": "Made.", "content": {"application/json": {"model": ShownApiKey}}},
        **problems(
            *(*REFUSALS, PermissionNotHeld, EndsInThePast, NetworkNotUnderstood, SecretShownOnce),
            IdempotencyKeyReused,
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewApiKey, Body()],
    caller: Manager,
    idempotency_key: IdempotencyKey = None,
) -> Response[ShownApiKey]:
    """With a service account of its own, which may no more than its maker. The key is shown in this answer alone."""
    body = wish.model_dump_json()
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="api-key", body=body)
    secret, at = secrets.token_bytes(SECRET_BYTES), clock.now()
    shown = make_key(caller, wish.wish(), secret=secret, creation=creation, at=at)
    return showing(201, shown, at, Location=f"/v1/{tenant}/api-keys/{shown.key.id}")


@app.get(
    "/v1/<tenant>/api-keys",
    operation_id="listApiKeys",
    tags=["identity"],
    summary="The school's API keys",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": ApiKeyPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def every(tenant: Annotated[TenantId, Path()], caller: Manager, limit: Limit = 20, cursor: Cursor = None) -> ApiKeyPage:
    """Newest first, those that have ended too: what each may, when it was last used, who revoked it and why."""
    at = clock.now()
    page = keys_of(caller, after=signer().read(cursor, tenant=tenant, of=LISTED), limit=limit)
    return ApiKeyPage(
        items=[ApiKeyView.of(key, at) for key in page.items],
        next_cursor=signer().write(tenant=tenant, of=LISTED, after=page.next_key),
    )


@app.get(
    ONE,
    operation_id="getApiKey",
    tags=["identity"],
    summary="One API key",
    responses={
        200: {"description": "The key.", "content": {"application/json": {"model": ApiKeyView}}},
        **problems(*REFUSALS, ApiKeyNotFound),
    },
)
def get(tenant: Annotated[TenantId, Path()], api_key: Annotated[Id, Path()], caller: Manager) -> Response[ApiKeyView]:
    """Without its secret, which nobody has but who keeps it."""
    del tenant
    found = find_key(caller, api_key)
    headers = {"ETag": etag(found.revision)}
    body = ApiKeyView.of(found, clock.now())
    return Response(status_code=200, content_type="application/json", body=body, headers=headers)


@app.patch(
    ONE,
    operation_id="changeApiKey",
    tags=["identity"],
    summary="Change an API key",
    responses={
        200: {"description": "Changed.", "content": {"application/json": {"model": ApiKeyView}}},
        **problems(
            *(*REFUSALS, ApiKeyNotFound, KeyIsRevoked, PermissionNotHeld, EndsInThePast, NetworkNotUnderstood),
            ChangedInTheMeantime,
        ),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    api_key: Annotated[Id, Path()],
    change: Annotated[ApiKeyChange, Body()],
    caller: Manager,
    if_match: IfMatch = None,
) -> Response[ApiKeyView]:
    """It takes effect with the key's next request."""
    del tenant
    at = clock.now()
    changed = change_key(caller, api_key, change.named(), at=at, expected=expected_revision(if_match))
    headers = {"ETag": etag(changed.revision)}
    return Response(200, content_type="application/json", body=ApiKeyView.of(changed, at), headers=headers)


@app.put(
    f"{ONE}/revocation",
    operation_id="revokeApiKey",
    tags=["identity"],
    summary="Revoke an API key",
    status_code=204,
    responses={204: {"description": "It is revoked.", "content": {}}, **problems(*REFUSALS, ApiKeyNotFound)},
)
def put(
    tenant: Annotated[TenantId, Path()],
    api_key: Annotated[Id, Path()],
    wish: Annotated[Revocation, Body()],
    caller: Manager,
) -> Response[None]:
    """Its next request is refused. What it did stays under its id; it is listed with the reason."""
    del tenant
    revoke_key(caller, api_key, reason=wish.reason, at=clock.now())
    return Response(status_code=204)


@app.post(
    f"{ONE}/rotation",
    operation_id="rotateApiKey",
    tags=["identity"],
    summary="Give an API key another secret",
    status_code=201,
    responses={
        201: {"description": "Rotated.", "content": {"application/json": {"model": ShownApiKey}}},
        **problems(
            *(*REFUSALS, ApiKeyNotFound, KeyIsRevoked, PermissionNotHeld, SecretShownOnce, ChangedInTheMeantime)
        ),
    },
)
def rotate(
    tenant: Annotated[TenantId, Path()],
    api_key: Annotated[Id, Path()],
    wish: Annotated[RotationRequest, Body()],
    caller: Manager,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[ShownApiKey]:
    """The secrets of before are good for the overlap, at most 7 days; 0 hours end them at once."""
    operation = f"api-key-rotation:{api_key}"
    body = wish.model_dump_json()
    shown = rotate_key(
        caller,
        api_key,
        secret=secrets.token_bytes(SECRET_BYTES),
        overlap=wish.overlap(),
        creation=Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation=operation, body=body),
        at=(at := clock.now()),
        expected=expected_revision(if_match),
    )
    return showing(201, shown, at, Location=f"/v1/{tenant}/api-keys/{api_key}")


def showing(status: int, shown: Shown, at: datetime, **headers: str) -> Response[ShownApiKey]:
    """A key with its text; nothing between us and the client may keep it."""
    return Response(
        status_code=status,
        content_type="application/json",
        body=ShownApiKey.showing(shown, at),
        headers={"ETag": etag(shown.key.revision), "Cache-Control": "no-store", **headers},
    )


handler = http_entry_point(app)
