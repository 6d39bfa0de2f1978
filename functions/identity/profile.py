"""GET, PATCH /v1/{tenant}/me/profile and /v1/{tenant}/members/{person}: what a school knows of its members."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from lyceum.identity.api.profile import MemberPatch, ProfilePatch, ProfileView, values_of
from lyceum.identity.errors import (
    FieldInvalid,
    FieldNotYours,
    FieldRequired,
    FieldUnknown,
    MemberNotFound,
    SupervisorNotFound,
    UsernameRefused,
    UsernameTaken,
)
from lyceum.identity.model.profile_field import Party
from lyceum.identity.profile import Seen, change_profile, see_profile
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems
from lyceum.kernel.time_zones import UnknownTimeZone

app = APIGatewayHttpResolver(enable_validation=True)

FOUND: dict[int, OpenAPIResponse] = {
    200: {"description": "The profile.", "content": {"application/json": {"model": ProfileView}}}
}
OF_FIELDS = (FieldUnknown, FieldInvalid, FieldRequired, FieldNotYours)
OF_CHANGES = (ChangedInTheMeantime, UsernameTaken, UsernameRefused, UnknownTimeZone, *OF_FIELDS)


def shown(seen: Seen) -> Response[ProfileView]:
    """With its revision, which both readers share."""
    headers = {"ETag": etag(seen[0].rev)}
    return Response(status_code=200, content_type="application/json", body=ProfileView.of(seen), headers=headers)


@app.get(
    "/v1/<tenant>/me/profile",
    operation_id="getMyProfile",
    tags=["identity"],
    summary="My profile",
    responses={**FOUND, **problems(*REFUSALS, MemberNotFound)},
)
def mine(
    tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(allowed("member"))]
) -> Response[ProfileView]:
    """With those of the school's own fields that their owner sees."""
    return shown(see_profile(caller, caller.person, party=Party.OWNER))


@app.patch(
    "/v1/<tenant>/me/profile",
    operation_id="changeMyProfile",
    tags=["identity"],
    summary="Change my profile",
    responses={**FOUND, **problems(*REFUSALS, MemberNotFound, *OF_CHANGES)},
)
def change_mine(
    tenant: Annotated[TenantId, Path()],
    patch: Annotated[ProfilePatch, Body()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    if_match: IfMatch = None,
) -> Response[ProfileView]:
    """The e-mail address is the sign-in's and changes there, after it was verified."""
    seen = change_profile(
        caller,
        caller.person,
        parts=patch.parts(),
        values=values_of(patch),
        party=Party.OWNER,
        at=clock.now(),
        expected=expected_revision(if_match),
    )
    return shown(seen)


@app.get(
    "/v1/<tenant>/members/<person>",
    operation_id="getMember",
    tags=["identity"],
    summary="A member's profile",
    responses={**FOUND, **problems(*REFUSALS, MemberNotFound)},
)
def one(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member.view"))],
) -> Response[ProfileView]:
    """For staff."""
    return shown(see_profile(caller, person, party=Party.STAFF))


@app.patch(
    "/v1/<tenant>/members/<person>",
    operation_id="changeMember",
    tags=["identity"],
    summary="Change a member's profile",
    responses={**FOUND, **problems(*REFUSALS, MemberNotFound, SupervisorNotFound, *OF_CHANGES)},
)
def change_one(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    patch: Annotated[MemberPatch, Body()],
    caller: Annotated[Caller, Depends(allowed("member.manage"))],
    if_match: IfMatch = None,
) -> Response[ProfileView]:
    """Roles and status have routes of their own."""
    seen = change_profile(
        caller,
        person,
        parts=patch.parts(),
        values=values_of(patch),
        party=Party.STAFF,
        at=clock.now(),
        expected=expected_revision(if_match),
    )
    return shown(seen)


handler = http_entry_point(app)
