"""PUT, DELETE /v1/{tenant}/me/membership, PUT …/membership/primary and GET /v1/{tenant}/me."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.request import Request

from lyceum.identity.api.membership import JoinRequest, MembershipView, MeView
from lyceum.identity.errors import (
    HasCourses,
    LastAdministrator,
    MemberNotFound,
    MembershipClosed,
    RegistrationClosed,
    TenantNotFound,
)
from lyceum.identity.join import join, own_membership, signs_in_twice
from lyceum.identity.leave import is_primary, leave, make_primary
from lyceum.identity.model.membership import Profile
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import Busy
from lyceum.kernel.http import REFUSALS, SIGN_IN_REFUSALS, allowed, claims_of, http_entry_point, signed_in
from lyceum.kernel.ids import TenantId
from lyceum.kernel.limits import TooOften
from lyceum.kernel.problems import problems
from lyceum.kernel.sparing import sparing

app = APIGatewayHttpResolver(enable_validation=True)


def profile_of(request: Request) -> Profile:
    """Dependency: how the sign-in knows the caller."""
    claims = claims_of(request)
    return Profile(
        name=str(claims.get("name") or ""),
        email=str(claims.get("email") or ""),
        language=str(claims.get("locale") or ""),
    )


def account_of(request: Request) -> str:
    """Dependency: the pool's name of the account that asks."""
    claims = claims_of(request)
    return str(claims.get("username") or claims.get("cognito:username") or "")


@app.put(
    "/v1/<tenant>/me/membership",
    operation_id="join",
    tags=["identity"],
    summary="Join a school",
    responses={
        200: {"description": "A member.", "content": {"application/json": {"model": MembershipView}}},
        **problems(*SIGN_IN_REFUSALS, TenantNotFound, RegistrationClosed, TooOften, Busy),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[JoinRequest, Body()],
    caller: Annotated[Caller, Depends(sparing(signed_in, "join"))],
    known: Annotated[Profile, Depends(profile_of)],
) -> MembershipView:
    """As a learner, where the school lets people register themselves. Refresh the token afterwards."""
    profile = Profile(name=wish.name or known.name, email=known.email, language=wish.language or known.language)
    return MembershipView.of(join(caller, profile, at=clock.now()))


@app.delete(
    "/v1/<tenant>/me/membership",
    operation_id="leave",
    tags=["identity"],
    summary="Leave a school",
    status_code=204,
    responses={
        204: {"description": "Not a member any more.", "content": {}},
        **problems(*REFUSALS, MembershipClosed, LastAdministrator, HasCourses, Busy),
    },
)
def delete(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True, before_terms=True))],
) -> Response[None]:
    """With all roles there. The school's last administrator stays. Tokens are refused within a minute."""
    del tenant
    leave(caller, at=clock.now())
    return Response(status_code=204)


@app.put(
    "/v1/<tenant>/me/membership/primary",
    operation_id="makePrimary",
    tags=["identity"],
    summary="Make a school my primary one",
    responses={
        200: {"description": "It is.", "content": {"application/json": {"model": MembershipView}}},
        **problems(*REFUSALS, MemberNotFound),
    },
)
def primary(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True))],
) -> MembershipView:
    """In the place of the one that was; without choosing it is the first that was joined."""
    del tenant
    return MembershipView.of(make_primary(caller, at=clock.now()))


@app.get(
    "/v1/<tenant>/me",
    operation_id="getMe",
    tags=["identity"],
    summary="Who I am here",
    responses={
        200: {"description": "The caller.", "content": {"application/json": {"model": MeView}}},
        **problems(*REFUSALS, MemberNotFound),
    },
)
def me(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", before_terms=True))],
    account: Annotated[str, Depends(account_of)],
) -> MeView:
    """Roles as the token says, the membership as it is kept, and what that allows."""
    return MeView(
        person=caller.person,
        tenant=tenant,
        roles=sorted(caller.roles),
        membership=MembershipView.of(own_membership(caller)),
        permissions=sorted(caller.permissions(at=clock.now())),
        second_factor=signs_in_twice(caller, account),
        primary=is_primary(caller),
        impersonated_by=caller.impersonator or None,
        impersonated_until=caller.acting_until,
    )


handler = http_entry_point(app)
