"""POST /v1/{tenant}/invitations/acceptance: somebody signed in takes what they were invited to."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.request import Request

from lyceum.identity.accept_invitation import accept_invitation
from lyceum.identity.api.invitation import AcceptanceRequest
from lyceum.identity.api.membership import MembershipView
from lyceum.identity.errors import (
    InvitationExpired,
    InvitationForAnother,
    InvitationNotFound,
    InvitationRevoked,
    InvitationUsed,
    InviterLostRights,
    MembershipClosed,
    SelfAssignment,
    TooManyAssignments,
    UnknownRole,
)
from lyceum.identity.model.membership import Profile
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import SIGN_IN_REFUSALS, claims_of, http_entry_point, signed_in
from lyceum.kernel.ids import TenantId
from lyceum.kernel.limits import TooOften
from lyceum.kernel.problems import problems
from lyceum.kernel.sparing import sparing
from lyceum.kernel.suspension import TenantSuspended

app = APIGatewayHttpResolver(enable_validation=True)


def known(request: Request) -> tuple[Profile, bool]:
    """Dependency: how the sign-in knows the caller, and whether it has verified the address."""
    claims = claims_of(request)
    profile = Profile(str(claims.get("name") or ""), str(claims.get("email") or ""), str(claims.get("locale") or ""))
    return profile, str(claims.get("email_verified")).lower() == "true"


@app.post(
    "/v1/<tenant>/invitations/acceptance",
    operation_id="acceptInvitation",
    tags=["identity"],
    summary="Accept an invitation",
    responses={
        200: {"description": "The membership.", "content": {"application/json": {"model": MembershipView}}},
        **problems(
            *(*SIGN_IN_REFUSALS, InvitationNotFound, InvitationExpired, InvitationRevoked, InvitationUsed),
            *(InvitationForAnother, InviterLostRights, SelfAssignment, MembershipClosed, TenantSuspended),
            *(UnknownRole, TooManyAssignments, TooOften),
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[AcceptanceRequest, Body()],
    caller: Annotated[Caller, Depends(sparing(signed_in, "accept"))],
    bearer: Annotated[tuple[Profile, bool], Depends(known)],
) -> MembershipView:
    """Member or not. The sign-in's address must be the one invited, and verified, unless the school says otherwise;
    a repeat by the same person is a success. Refresh the token afterwards.
    """
    del tenant
    profile, verified = bearer
    return MembershipView.of(accept_invitation(caller, wish.token, profile, verified=verified, at=clock.now()))


handler = http_entry_point(app)
