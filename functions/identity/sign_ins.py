"""GET /v1/{tenant}/me/sign-ins, …/members/{person}/sign-ins, GET /v1/sign-ins: login history."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from lyceum.identity.api.sign_in import IdentifierAttempt, IdentifierAttemptPage, SignInPage, SignInView
from lyceum.identity.errors import MemberNotFound
from lyceum.identity.record_sign_in import attempts_with, own_sign_ins, sign_ins_of_member
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import Busy, InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.limits import TooOften
from lyceum.kernel.problems import problems
from lyceum.kernel.pseudonyms import pseudonym
from lyceum.kernel.sparing import sparing
from lyceum.kernel.text import PlainText

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/<tenant>/me/sign-ins",
    operation_id="listMySignIns",
    tags=["identity"],
    summary="My login history",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": SignInPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> SignInPage:
    """Successes and failures of half a year, newest first."""
    of = f"sign-ins:{caller.person}"
    page = own_sign_ins(caller, after=signer().read(cursor, tenant=tenant, of=of), limit=limit)
    return SignInPage(
        items=[SignInView.of(one, now=clock.now()) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=of, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/members/<person>/sign-ins",
    operation_id="listMemberSignIns",
    tags=["identity"],
    summary="A member's login history",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": SignInPage}}},
        **problems(*REFUSALS, InvalidCursor, MemberNotFound),
    },
)
def of_member(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("audit.view"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> SignInPage:
    """Successes and failures of half a year, newest first."""
    of = f"sign-ins:{person}"
    after = signer().read(cursor, tenant=tenant, of=of)
    page = sign_ins_of_member(caller, person, after=after, limit=limit)
    return SignInPage(
        items=[SignInView.of(one, now=clock.now()) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=of, after=page.next_key),
    )


@app.get(
    "/v1/sign-ins",
    operation_id="listSignInsByIdentifier",
    tags=["identity"],
    summary="Attempts to sign in with an identifier",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": IdentifierAttemptPage}}},
        **problems(*REFUSALS, InvalidCursor, TooOften, Busy),
    },
)
def by_identifier(
    caller: Annotated[Caller, Depends(sparing(allowed("audit.view", on_platform=True), "sign-ins"))],
    identifier: Annotated[PlainText, Query(min_length=1, max_length=254, description="As it was typed.")],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> IdentifierAttemptPage:
    """For operators: an identifier is no school's. Of a month, newest first, whether or not anybody has it: the answer
    does not tell.
    """
    tenant = caller.tenant
    of = f"sign-ins-with:{pseudonym('identifier', identifier)}"
    page = attempts_with(identifier, after=signer().read(cursor, tenant=tenant, of=of), limit=limit)
    return IdentifierAttemptPage(
        items=[IdentifierAttempt.of(one) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=of, after=page.next_key),
    )


handler = http_entry_point(app)
