"""POST /v1/{tenant}/terms and PUT …/terms/{version}/publication; the same below /v1/terms for the platform's own."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse

from lyceum.compliance.api.terms import TermsPublication, TermsRequest, TermsView, VersionName
from lyceum.compliance.errors import EffectiveInThePast, TermsArePublished, TermsNotFound
from lyceum.compliance.manage_terms import publish_terms, write_terms
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Manager = Annotated[Caller, Depends(allowed("terms.manage", before_terms=True))]
"""Who manages terms has to reach them whatever they say."""

DRAFT: dict[int, OpenAPIResponse] = {
    201: {"description": "The draft.", "content": {"application/json": {"model": TermsView}}},
    **problems(*REFUSALS, TermsArePublished, ChangedInTheMeantime),
}
PUBLISHED: dict[int, OpenAPIResponse] = {
    200: {"description": "The version.", "content": {"application/json": {"model": TermsView}}},
    **problems(*REFUSALS, TermsNotFound, EffectiveInThePast, ChangedInTheMeantime),
}


@app.post(
    "/v1/<tenant>/terms",
    operation_id="writeTerms",
    tags=["compliance"],
    summary="Write the next version of the terms",
    status_code=201,
    responses=DRAFT,
)
def post(tenant: Annotated[TenantId, Path()], wish: Annotated[TermsRequest, Body()], caller: Manager) -> TermsView:
    """There is one draft at a time: a repetition, or another wording, takes its place."""
    return TermsView.of(write_terms(caller, title=wish.title.root, text=wish.text.root, at=clock.now()))


@app.put(
    "/v1/<tenant>/terms/<version>/publication",
    operation_id="publishTerms",
    tags=["compliance"],
    summary="Publish the draft",
    responses=PUBLISHED,
)
def publish(
    tenant: Annotated[TenantId, Path()],
    version: Annotated[VersionName, Path()],
    wish: Annotated[TermsPublication, Body()],
    caller: Manager,
) -> TermsView:
    """From then on every member has to accept it. What is published stays as it is."""
    return TermsView.of(publish_terms(caller, version, effective_from=wish.effective_from, at=clock.now()))


@app.post(
    "/v1/terms",
    operation_id="writePlatformTerms",
    tags=["compliance"],
    summary="Write the next version of the platform's terms",
    status_code=201,
    responses=DRAFT,
)
def post_platform(wish: Annotated[TermsRequest, Body()], caller: Manager) -> TermsView:
    """As a school's, for members of all schools."""
    return TermsView.of(write_terms(caller, title=wish.title.root, text=wish.text.root, at=clock.now()))


@app.put(
    "/v1/terms/<version>/publication",
    operation_id="publishPlatformTerms",
    tags=["compliance"],
    summary="Publish the draft of the platform's terms",
    responses=PUBLISHED,
)
def publish_platform(
    version: Annotated[VersionName, Path()],
    wish: Annotated[TermsPublication, Body()],
    caller: Manager,
) -> TermsView:
    """As a school's, for members of all schools."""
    return TermsView.of(publish_terms(caller, version, effective_from=wish.effective_from, at=clock.now()))


handler = http_entry_point(app)
