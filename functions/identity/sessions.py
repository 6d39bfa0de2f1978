"""Sessions and devices: PUT …/me/sessions/current; GET, DELETE …/me/sessions, …/members/{person}/sessions."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from aws_lambda_powertools.event_handler.request import Request

from lyceum.identity.api.session import SessionNote, SessionPage, SessionView
from lyceum.identity.errors import MemberNotFound, SessionNotFound
from lyceum.identity.model.session import Session, SignIn, session_id
from lyceum.identity.sessions import (
    end_own_session,
    end_own_sessions,
    end_sessions_of,
    list_sessions,
    list_sessions_of,
    note_session,
)
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, Limit, allowed, claims_of, http_entry_point
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.limits import TooOften
from lyceum.kernel.pages import Page
from lyceum.kernel.problems import problems
from lyceum.kernel.sparing import sparing

app = APIGatewayHttpResolver(enable_validation=True)

PAGE: dict[int, OpenAPIResponse] = {
    200: {"description": "A page.", "content": {"application/json": {"model": SessionPage}}}
}
ENDED: dict[int, OpenAPIResponse] = {204: {"description": "Ended.", "content": {}}}


def sign_in_of(request: Request) -> SignIn:
    """Dependency: the sign-in that the caller's token descends from."""
    claims = claims_of(request)
    http = request.resolved_event.request_context.http  # type: ignore[attr-defined]
    return SignIn(
        family=str(claims.get("origin_jti") or claims.get("jti") or claims.get("sub", "")),
        username=str(claims.get("username") or claims.get("cognito:username") or ""),
        address=str(http.source_ip),
        agent=str(http.user_agent),
    )


def verified_address(request: Request) -> str:
    """Dependency: the e-mail address that the sign-in has verified; empty where it has not, or a school's own provider
    says so.
    """
    claims = claims_of(request)
    known = str(claims.get("email_verified")).lower() == "true" and not claims.get("school")
    return str(claims.get("email") or "") if known else ""


def page_of(tenant: str, person: str, page: Page[Session], current: str = "") -> SessionPage:
    """A page of somebody's sessions, as clients get it."""
    return SessionPage(
        items=[SessionView.of(one, current=current) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=_list_of(person), after=page.next_key),
    )


def _after(tenant: str, person: str, cursor: str | None) -> str | None:
    return signer().read(cursor, tenant=tenant, of=_list_of(person))


def _list_of(person: str) -> str:
    return f"sessions:{person}"


@app.put(
    "/v1/<tenant>/me/sessions/current",
    operation_id="noteSession",
    tags=["identity"],
    summary="Say that this device is signed in",
    responses={
        200: {"description": "The session.", "content": {"application/json": {"model": SessionView}}},
        **problems(*REFUSALS, TooOften),
    },
)
def note(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[SessionNote, Body()],
    caller: Annotated[Caller, Depends(sparing(allowed("member", in_person=True), "session"))],
    sign_in: Annotated[SignIn, Depends(sign_in_of)],
    address: Annotated[str, Depends(verified_address)],
) -> SessionView:
    """Clients call it after a sign-in and after each refresh; it is written once an hour at most."""
    session = note_session(caller, sign_in, device=wish.device, at=clock.now(), address=address)
    return SessionView.of(session, current=session.id)


@app.get(
    "/v1/<tenant>/me/sessions",
    operation_id="listMySessions",
    tags=["identity"],
    summary="Where I am signed in",
    responses={**PAGE, **problems(*REFUSALS, InvalidCursor)},
)
def mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True))],
    sign_in: Annotated[SignIn, Depends(sign_in_of)],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> SessionPage:
    """Sessions that go on, with their devices."""
    page = list_sessions(tenant, caller.person, after=_after(tenant, caller.person, cursor), limit=limit)
    return page_of(tenant, caller.person, page, session_id(sign_in.family))


@app.delete(
    "/v1/<tenant>/me/sessions/<session>",
    operation_id="endMySession",
    tags=["identity"],
    summary="Sign one device out",
    status_code=204,
    responses={**ENDED, **problems(*REFUSALS, SessionNotFound)},
)
def end_mine(
    tenant: Annotated[TenantId, Path()],
    session: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True))],
) -> Response[None]:
    """In all of the caller's schools, within a minute."""
    end_own_session(caller, session, at=clock.now())
    return Response(status_code=204)


@app.delete(
    "/v1/<tenant>/me/sessions",
    operation_id="endMySessions",
    tags=["identity"],
    summary="Sign out everywhere",
    status_code=204,
    responses={**ENDED, **problems(*REFUSALS)},
)
def end_all_mine(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member", in_person=True))],
    sign_in: Annotated[SignIn, Depends(sign_in_of)],
) -> Response[None]:
    """On all devices, this one too, and in all of the caller's schools."""
    end_own_sessions(caller, sign_in, at=clock.now())
    return Response(status_code=204)


@app.get(
    "/v1/<tenant>/members/<person>/sessions",
    operation_id="listMemberSessions",
    tags=["identity"],
    summary="Where a member is signed in",
    responses={**PAGE, **problems(*REFUSALS, InvalidCursor, MemberNotFound)},
)
def of_member(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("session.revoke"))],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> SessionPage:
    """In this school."""
    page = list_sessions_of(caller, person, after=_after(tenant, person, cursor), limit=limit)
    return page_of(tenant, person, page)


@app.delete(
    "/v1/<tenant>/members/<person>/sessions",
    operation_id="endMemberSessions",
    tags=["identity"],
    summary="Sign a member out",
    status_code=204,
    responses={**ENDED, **problems(*REFUSALS, MemberNotFound)},
)
def end_all_of_member(
    tenant: Annotated[TenantId, Path()],
    person: Annotated[Id, Path()],
    caller: Annotated[Caller, Depends(allowed("session.revoke"))],
) -> Response[None]:
    """On all devices, within a minute."""
    end_sessions_of(caller, person, at=clock.now())
    return Response(status_code=204)


handler = http_entry_point(app)
