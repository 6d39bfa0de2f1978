"""GET /v1/{tenant}/terms, GET …/terms/{version}, GET …/me/terms and PUT …/me/terms/{version}."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.compliance.accept_terms import accept_terms, current_terms, own_acceptances, published_terms
from lyceum.compliance.api.terms import AcceptanceView, OwnTerms, TermsList, TermsView, VersionName
from lyceum.compliance.errors import AcceptanceIsPersonal, TermsNotFound, TermsSuperseded
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/terms",
    operation_id="listTerms",
    tags=["compliance"],
    summary="The terms in effect",
    responses={
        200: {"description": "Versions.", "content": {"application/json": {"model": TermsList}}},
        **problems(),
    },
)
def current(tenant: Annotated[TenantId, Path()]) -> TermsList:
    """The school's and the platform's, and those that will be in effect. Anybody may read them."""
    return TermsList(items=[TermsView.of(each) for each in current_terms(tenant, at=clock.now())])


@app.get(
    "/v1/<tenant>/terms/<version>",
    operation_id="getTerms",
    tags=["compliance"],
    summary="One version of the terms",
    responses={
        200: {"description": "The version.", "content": {"application/json": {"model": TermsView}}},
        **problems(TermsNotFound),
    },
)
def one(tenant: Annotated[TenantId, Path()], version: Annotated[VersionName, Path()]) -> TermsView:
    """Every version that was ever published can be read, so that who accepted it can."""
    return TermsView.of(published_terms(tenant, version))


@app.get(
    "/v1/<tenant>/me/terms",
    operation_id="listMyTerms",
    tags=["compliance"],
    summary="What I accepted",
    responses={
        200: {"description": "Acceptances.", "content": {"application/json": {"model": OwnTerms}}},
        **problems(*REFUSALS),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", before_terms=True, in_person=True))],
) -> OwnTerms:
    """And the versions that wait for it."""
    accepted, waiting = own_acceptances(caller, at=clock.now())
    return OwnTerms(accepted=[AcceptanceView.of(each) for each in accepted], waiting=waiting)


@app.put(
    "/v1/<tenant>/me/terms/<version>",
    operation_id="acceptTerms",
    tags=["compliance"],
    summary="Accept a version of the terms",
    responses={
        200: {"description": "Accepted.", "content": {"application/json": {"model": AcceptanceView}}},
        **problems(*REFUSALS, TermsNotFound, TermsSuperseded, AcceptanceIsPersonal),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    version: Annotated[VersionName, Path()],
    caller: Annotated[Caller, Depends(allowed("member", before_terms=True, in_person=True))],
) -> AcceptanceView:
    """In the caller's own name alone. Refresh the token afterwards: it says what was accepted."""
    return AcceptanceView.of(accept_terms(caller, version, at=clock.now()))


handler = http_entry_point(app)
