"""POST and GET /v1/{tenant}/me/data-requests, GET /v1/{tenant}/data-requests, GET and PATCH of one of a member."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from lyceum.compliance.api.data_requests import (
    DataRequestAnswer,
    DataRequestPage,
    DataRequestView,
    NewDataRequest,
)
from lyceum.compliance.data_requests import answer_request, ask, find_request, own_requests, requests
from lyceum.compliance.errors import DataRequestClosed, DataRequestNotFound, DataRequestOpen
from lyceum.compliance.model.data_request import DataRequest
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, IfMatch, Limit, allowed, etag, expected_revision, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.pages import Page
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

# Whoever has not accepted the terms has the same rights, and nobody makes use of them in another's name.
Member = Annotated[Caller, Depends(allowed("member", before_terms=True, in_person=True))]
Staff = Annotated[Caller, Depends(allowed("data_request.answer"))]


def _answer(status: int, request: DataRequest, location: str | None = None) -> Response[DataRequestView]:
    headers = {"ETag": etag(request.rev)} | ({"Location": location} if location else {})
    body = DataRequestView.of(request)
    return Response(status_code=status, content_type="application/json", body=body, headers=headers)


def _page(found: Page[DataRequest], tenant: str, of: str) -> DataRequestPage:
    return DataRequestPage(
        items=[DataRequestView.of(each) for each in found.items],
        next_cursor=signer().write(tenant=tenant, of=of, after=found.next_key),
    )


@app.post(
    "/v1/<tenant>/me/data-requests",
    operation_id="askAboutMyData",
    tags=["compliance"],
    summary="Ask about the data that the school has of me",
    status_code=201,
    responses={
        201: {"description": "Recorded.", "content": {"application/json": {"model": DataRequestView}}},
        **problems(*REFUSALS, DataRequestOpen, IdempotencyKeyReused),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewDataRequest, Body()],
    caller: Member,
    idempotency_key: IdempotencyKey = None,
) -> Response[DataRequestView]:
    """To see it, take it along, have it corrected, erased or restricted, or object. One of a kind is open at a time."""
    creation = Creation.of(
        idempotency_key,
        tenant=tenant,
        caller=caller.person,
        operation="data-request",
        body=wish.model_dump_json(),
    )
    made = ask(caller, wish.kind, wish.text, creation=creation, at=clock.now())
    return _answer(201, made, f"/v1/{tenant}/me/data-requests")


@app.get(
    "/v1/<tenant>/me/data-requests",
    operation_id="listMyDataRequests",
    tags=["compliance"],
    summary="What I asked about my data",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": DataRequestPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Member,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> DataRequestPage:
    """With what was answered. The newest first."""
    of = f"my-data-requests:{caller.person}"
    after = signer().read(cursor, tenant=tenant, of=of)
    return _page(own_requests(caller, after=after, limit=limit), tenant, of)


@app.get(
    "/v1/<tenant>/data-requests",
    operation_id="listDataRequests",
    tags=["compliance"],
    summary="What members ask about their data",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": DataRequestPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()],
    caller: Staff,
    state: Annotated[Literal["waiting", "answered"], Query()] = "waiting",
    limit: Limit = 20,
    cursor: Cursor = None,
) -> DataRequestPage:
    """Those that wait, the oldest first; or those that were answered, the newest first. One by itself has its words."""
    of = f"data-requests:{state}"
    after = signer().read(cursor, tenant=tenant, of=of)
    return _page(requests(caller, closed=state == "answered", after=after, limit=limit), tenant, of)


@app.get(
    "/v1/<tenant>/members/<person>/data-requests/<data_request>",
    operation_id="getDataRequest",
    tags=["compliance"],
    summary="What a member asks about their data",
    responses={
        200: {"description": "The request.", "content": {"application/json": {"model": DataRequestView}}},
        **problems(*REFUSALS, DataRequestNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    data_request: Annotated[Id, Path()],
    caller: Staff,
) -> Response[DataRequestView]:
    """With its words, as long as the member was not forgotten."""
    del tenant  # the permission was asked for it
    return _answer(200, find_request(caller, person, data_request))


@app.patch(
    "/v1/<tenant>/members/<person>/data-requests/<data_request>",
    operation_id="answerDataRequest",
    tags=["compliance"],
    summary="Take a request on, or answer it",
    responses={
        200: {"description": "As it is now.", "content": {"application/json": {"model": DataRequestView}}},
        **problems(*REFUSALS, DataRequestNotFound, DataRequestClosed, ChangedInTheMeantime),
    },
)
def patch(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    data_request: Annotated[Id, Path()],
    wish: Annotated[DataRequestAnswer, Body()],
    caller: Staff,
    if_match: IfMatch = None,
) -> Response[DataRequestView]:
    """What was asked for is done elsewhere; here it is recorded that it was, or why not."""
    del tenant
    changed = answer_request(
        caller,
        person,
        data_request,
        state=wish.state,
        answer=wish.answer,
        expected=expected_revision(if_match),
        at=clock.now(),
    )
    return _answer(200, changed)


handler = http_entry_point(app)
