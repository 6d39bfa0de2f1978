"""GET, PUT /v1/{tenant}/profile-fields: the fields that a school adds to its members' profiles."""

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from lyceum.identity.api.profile_field import ProfileFieldBody, ProfileFieldsBody
from lyceum.identity.errors import FieldChoicesMisplaced, FieldDefinedTwice
from lyceum.identity.model.profile_field import ProfileField
from lyceum.identity.profile_fields import define_fields, see_fields
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, IfMatch, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

FOUND: dict[int, OpenAPIResponse] = {
    200: {"description": "The fields.", "content": {"application/json": {"model": ProfileFieldsBody}}}
}


def shown(fields: Sequence[ProfileField], rev: int) -> Response[ProfileFieldsBody]:
    """With their revision."""
    body = ProfileFieldsBody(fields=[ProfileFieldBody.of(one) for one in fields])
    return Response(status_code=200, content_type="application/json", body=body, headers={"ETag": etag(rev)})


@app.get(
    "/v1/<tenant>/profile-fields",
    operation_id="getProfileFields",
    tags=["identity"],
    summary="The school's own profile fields",
    responses={**FOUND, **problems(*REFUSALS)},
)
def get(
    tenant: Annotated[TenantId, Path()], caller: Annotated[Caller, Depends(allowed("member"))]
) -> Response[ProfileFieldsBody]:
    """In the order in which forms show them."""
    return shown(*see_fields(caller))


@app.put(
    "/v1/<tenant>/profile-fields",
    operation_id="defineProfileFields",
    tags=["identity"],
    summary="Define the school's own profile fields",
    responses={**FOUND, **problems(*REFUSALS, FieldChoicesMisplaced, FieldDefinedTwice, ChangedInTheMeantime)},
)
def put(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[ProfileFieldsBody, Body()],
    caller: Annotated[Caller, Depends(allowed("settings.manage"))],
    if_match: IfMatch = None,
) -> Response[ProfileFieldsBody]:
    """All of them at once. What members said in a field that is no more is kept, and shown to nobody."""
    fields = [one.entity() for one in wish.fields]
    return shown(*define_fields(caller, fields, at=clock.now(), expected=expected_revision(if_match)))


handler = http_entry_point(app)
