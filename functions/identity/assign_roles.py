"""PUT /v1/{tenant}/members/{person}/roles: an administrator says what a member may be."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.identity.api import MembershipView, RolesRequest
from lyceum.identity.assign_roles import assign_roles
from lyceum.identity.errors import LastAdministrator, MemberNotFound, UnknownRole
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
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
        **problems(*REFUSALS, MemberNotFound, UnknownRole, LastAdministrator, ChangedInTheMeantime),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[RolesRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("role.assign"))],
    if_match: IfMatch = None,
) -> Response[MembershipView]:
    """They take effect with the member's next token."""
    membership, rev = assign_roles(caller, person, wish.roles, at=clock.now(), expected=expected_revision(if_match))
    return Response(
        status_code=200,
        content_type="application/json",
        body=MembershipView.of(membership),
        headers={"ETag": etag(rev)},
    )


handler = http_entry_point(app)
