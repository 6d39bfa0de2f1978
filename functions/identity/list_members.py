"""GET /v1/{tenant}/members: who belongs to a school."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.identity.api.member import MemberEntry, MemberPage
from lyceum.identity.list_members import list_members
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/members",
    operation_id="listMembers",
    tags=["identity"],
    summary="Members of a school",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": MemberPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member.view"))],
    name: Annotated[str, Query(max_length=100, description="How the name begins.")] = "",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> MemberPage:
    """By name."""
    of = f"members:{name}"
    page = list_members(caller, name=name, after=signer().read(cursor, tenant=tenant, of=of), limit=limit)
    return MemberPage(
        items=[MemberEntry.of(one) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=of, after=page.next_key),
    )


handler = http_entry_point(app)
