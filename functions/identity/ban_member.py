"""GET /v1/{tenant}/members/{person}/standing, PUT …/status, PUT, DELETE …/ban: whether a member is let in."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from lyceum.identity.api.standing import BanRequest, StandingView, StatusRequest
from lyceum.identity.ban_member import ban_member, reinstate_member, see_standing, set_status
from lyceum.identity.errors import AdministratorProtected, BanTooShort, MemberNotFound, NotYourself
from lyceum.identity.model.standing import MemberStatus
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

STANDING: dict[int, OpenAPIResponse] = {
    200: {"description": "The standing.", "content": {"application/json": {"model": StandingView}}}
}
REFUSED = (*REFUSALS, MemberNotFound, NotYourself, AdministratorProtected, Busy)


@app.get(
    "/v1/<tenant>/members/<person>/standing",
    operation_id="getStanding",
    tags=["identity"],
    summary="Whether a member is let in",
    responses={**STANDING, **problems(*REFUSALS, MemberNotFound)},
)
def get(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.view"))],
) -> StandingView:
    """MemberStatus, and the ban where there is one."""
    return StandingView.of(see_standing(caller, person, at=clock.now()))


@app.put(
    "/v1/<tenant>/members/<person>/ban",
    operation_id="banMember",
    tags=["identity"],
    summary="Shut a member out",
    responses={**STANDING, **problems(*REFUSED, BanTooShort)},
)
def ban(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[BanRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("member.ban"))],
) -> StandingView:
    """Until some time, or for good. Their tokens are refused within a minute."""
    return StandingView.of(ban_member(caller, person, reason=wish.reason, until=wish.until, at=clock.now()))


@app.delete(
    "/v1/<tenant>/members/<person>/ban",
    operation_id="reinstateMember",
    tags=["identity"],
    summary="Let a member in again",
    responses={**STANDING, **problems(*REFUSALS, MemberNotFound, Busy)},
)
def reinstate(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.ban"))],
) -> StandingView:
    """As what they were before."""
    return StandingView.of(reinstate_member(caller, person, at=clock.now()))


@app.put(
    "/v1/<tenant>/members/<person>/status",
    operation_id="setMemberStatus",
    tags=["identity"],
    summary="Set a member's status",
    responses={**STANDING, **problems(*REFUSED)},
)
def status(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[StatusRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("member.manage"))],
) -> StandingView:
    """Only who is active is let in. Of who is banned, it is the status that they will have afterwards."""
    return StandingView.of(set_status(caller, person, MemberStatus(wish.status), at=clock.now()))


handler = http_entry_point(app)
