"""Linked identities: …/me/identities, …/members/{person}/identities."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from aws_lambda_powertools.event_handler.request import Request

from lyceum.identity.api.identity import IdentityList, IdentityView, LinkCodeView, LinkRequest, MemberIdentityRequest
from lyceum.identity.errors import (
    IdentityInUse,
    IdentityNotFound,
    LinkCodeRefused,
    MayNotImpersonate,
    MemberNotFound,
    NotYourself,
    ProviderNotYours,
    TooManyIdentities,
)
from lyceum.identity.identities import (
    identities_of,
    link_member,
    link_own,
    make_code,
    own_identities,
    unlink_member,
    unlink_own,
)
from lyceum.identity.model.sign_in_identity import POOL, SignInIdentity
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, SIGN_IN_REFUSALS, allowed, caller_of, claims_of, http_entry_point, signed_in
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.limits import TooOften
from lyceum.kernel.problems import problems
from lyceum.kernel.sparing import sparing

app = APIGatewayHttpResolver(enable_validation=True)

ALL: dict[int, OpenAPIResponse] = {
    200: {"description": "All of them.", "content": {"application/json": {"model": IdentityList}}}
}
LINKED: dict[int, OpenAPIResponse] = {
    200: {"description": "Linked.", "content": {"application/json": {"model": IdentityView}}}
}
UNLINKED: dict[int, OpenAPIResponse] = {204: {"description": "Not linked any more.", "content": {}}}


def identity_of(request: Request) -> SignInIdentity:
    """Dependency: by what the caller signed in."""
    claims = claims_of(request)
    own = str(claims.get("identity") or "") or caller_of(request, request.path_parameters["tenant"]).person
    return SignInIdentity(own, str(claims.get("provider") or POOL))


@app.get(
    "/v1/<tenant>/me/identities",
    operation_id="listMyIdentities",
    tags=["identity"],
    summary="How else I sign in",
    responses={**ALL, **problems(*SIGN_IN_REFUSALS)},
)
def own(tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(signed_in)]) -> IdentityList:
    """Beside the sign-in that came first; the same in every school."""
    del tenant
    return IdentityList.listing(own_identities(caller))


@app.put(
    "/v1/<tenant>/me/identities/code",
    operation_id="makeLinkCode",
    tags=["identity"],
    summary="Get a code to link another sign-in",
    responses={
        200: {"description": "The code.", "content": {"application/json": {"model": LinkCodeView}}},
        **problems(*SIGN_IN_REFUSALS, TooOften),
    },
)
def code(
    tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(sparing(signed_in, "link"))]
) -> LinkCodeView:
    """For ten minutes, once; it takes the place of one of before. Whoever has it can become you: show it nobody."""
    del tenant
    return LinkCodeView.of(make_code(caller, at=clock.now()))


@app.put(
    "/v1/<tenant>/me/identities/current",
    operation_id="linkIdentity",
    tags=["identity"],
    summary="Link this sign-in to another",
    responses={**LINKED, **problems(*SIGN_IN_REFUSALS, LinkCodeRefused, IdentityInUse, TooManyIdentities, TooOften)},
)
def link(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[LinkRequest, Body()],
    caller: Annotated[Caller, Depends(sparing(signed_in, "link"))],
    identity: Annotated[SignInIdentity, Depends(identity_of)],
) -> IdentityView:
    """With a code that the same person got by another sign-in. Refresh the token afterwards: it is that person's."""
    del tenant
    return IdentityView.of(link_own(caller, identity, wish.code, at=clock.now()))


@app.delete(
    "/v1/<tenant>/me/identities/<identity>",
    operation_id="unlinkIdentity",
    tags=["identity"],
    summary="Unlink a sign-in",
    status_code=204,
    responses={**UNLINKED, **problems(*SIGN_IN_REFUSALS, IdentityNotFound)},
)
def unlink(
    tenant: Annotated[TenantId, Path()],
    identity: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(signed_in)],
) -> Response[None]:
    """What it signed in stands for itself again; tokens are refreshed within a minute."""
    del tenant
    unlink_own(caller, identity, at=clock.now())
    return Response(status_code=204)


@app.get(
    "/v1/<tenant>/members/<person>/identities",
    operation_id="listMemberIdentities",
    tags=["identity"],
    summary="What the school's identity providers call a member",
    responses={**ALL, **problems(*REFUSALS, MemberNotFound)},
)
def of_member(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.manage"))],
) -> IdentityList:
    """Nothing of how they sign in elsewhere."""
    del tenant
    return IdentityList.listing(identities_of(caller, person))


@app.put(
    "/v1/<tenant>/members/<person>/identities",
    operation_id="linkMemberIdentity",
    tags=["identity"],
    summary="Say what the school's identity provider calls a member",
    responses={
        **LINKED,
        **problems(
            *(*REFUSALS, MemberNotFound, NotYourself, ProviderNotYours, MayNotImpersonate, IdentityInUse),
            TooManyIdentities,
        ),
    },
)
def link_of_member(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    wish: Annotated[MemberIdentityRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("member.manage"))],
) -> IdentityView:
    """Their next sign-in by that provider is the member's, in this school alone. Nobody does it to themselves, or to
    whom they could not act as.
    """
    del tenant
    return IdentityView.of(link_member(caller, person, wish.provider, wish.subject, at=clock.now()))


@app.delete(
    "/v1/<tenant>/members/<person>/identities/<identity>",
    operation_id="unlinkMemberIdentity",
    tags=["identity"],
    summary="Take a member's link to the school's identity provider back",
    status_code=204,
    responses={**UNLINKED, **problems(*REFUSALS, MemberNotFound, IdentityNotFound)},
)
def unlink_of_member(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    identity: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.manage"))],
) -> Response[None]:
    """Tokens that it made are stale within a minute."""
    del tenant
    unlink_member(caller, person, identity, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
