"""GET /v1/{tenant}/me/permissions and GET /v1/{tenant}/members/{person}/permissions: what one may do, and why."""

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.identity.api.access import AccessView
from lyceum.identity.api.assignment import Place
from lyceum.identity.errors import MemberNotFound
from lyceum.identity.explain_access import explain_access
from lyceum.identity.explanation import language_of
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point, languages
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)
On = Annotated[Place | None, Query(alias="on", description="The place; left out, the whole school.")]


@app.get(
    "/v1/<tenant>/me/permissions",
    operation_id="explainMyAccess",
    tags=["identity"],
    summary="What I may do here, and why",
    responses={
        200: {"description": "Every permission.", "content": {"application/json": {"model": AccessView}}},
        **problems(*REFUSALS, MemberNotFound),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    wanted: Annotated[Sequence[str], Depends(languages)],
    on: On = None,
) -> AccessView:
    """As the table has it now; an older token may know less."""
    del tenant
    explained = explain_access(caller, caller.person, scope=on or "", at=clock.now())
    return AccessView.of(explained, language_of(wanted))


@app.get(
    "/v1/<tenant>/members/<person>/permissions",
    operation_id="explainAccess",
    tags=["identity"],
    summary="What a member may do, and why",
    responses={
        200: {"description": "Every permission.", "content": {"application/json": {"model": AccessView}}},
        **problems(*REFUSALS, MemberNotFound),
    },
)
def of_member(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.view"))],
    wanted: Annotated[Sequence[str], Depends(languages)],
    on: On = None,
) -> AccessView:
    """Which role or which setting decides, who gave it and when."""
    del tenant
    explained = explain_access(caller, person, scope=on or "", at=clock.now())
    return AccessView.of(explained, language_of(wanted))


handler = http_entry_point(app)
