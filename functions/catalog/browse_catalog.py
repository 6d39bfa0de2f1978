"""GET /v1/{tenant}/catalog and …/catalog/{slug}, without sign-in; GET /v1/{tenant}/me/catalog for members."""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from lyceum.catalog.api.catalogue import CataloguePage, CourseCard, CourseDetails
from lyceum.catalog.api.fields import Slug
from lyceum.catalog.browse_catalog import browse, browse_as_member, look_at
from lyceum.catalog.errors import CatalogueClosed, CourseNotFound
from lyceum.catalog.model.listing import Cards
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import InvalidCursor
from lyceum.kernel.http import REFUSALS, Cursor, IfNoneMatch, Limit, allowed, http_entry_point, languages
from lyceum.kernel.ids import Id, TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

NOT_MODIFIED: dict[int, Any] = {304: {"description": "The client has this already.", "content": {}}}


@app.get(
    "/v1/<tenant>/catalog",
    operation_id="browseCatalog",
    tags=["catalog"],
    summary="Published courses",
    responses={
        200: {"description": "A page, newest first.", "content": {"application/json": {"model": CataloguePage}}},
        **NOT_MODIFIED,
        **problems(InvalidCursor, CatalogueClosed),
    },
)
def page_of_courses(
    tenant: Annotated[TenantId, Path()],
    wanted: Annotated[Sequence[str], Depends(languages)],
    branch: Annotated[Id | None, Query(description="Only what this branch may use.")] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = None,
) -> Response[CataloguePage | None]:
    """Texts in the language of `Accept-Language`, and in all that they have. Cached for a minute."""
    listed = f"catalog:{branch}" if branch else "catalog"
    page = browse(tenant, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit, branch=branch)
    return cacheable(shown(page, wanted, tenant, listed), if_none_match)


@app.get(
    "/v1/<tenant>/me/catalog",
    operation_id="browseMyCatalog",
    tags=["catalog"],
    summary="Courses that I can take",
    responses={
        200: {"description": "A page.", "content": {"application/json": {"model": CataloguePage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def page_for_member(
    tenant: Annotated[TenantId, Path()],
    caller: Annotated[Caller, Depends(allowed("member"))],
    wanted: Annotated[Sequence[str], Depends(languages)],
    limit: Limit = 20,
    cursor: Cursor = None,
) -> CataloguePage:
    """Without courses that only branches of others may use. A page may be shorter than `limit` and not the last."""
    listed = f"catalog:{caller.person}"
    page = browse_as_member(caller, after=signer().read(cursor, tenant=tenant, of=listed), limit=limit)
    return shown(page, wanted, tenant, listed)


def shown(page: Cards, wanted: Sequence[str], tenant: str, listed: str) -> CataloguePage:
    """A page on the wire."""
    return CataloguePage(
        items=[CourseCard.of(card, wanted) for card in page.items],
        next_cursor=signer().write(tenant=tenant, of=listed, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/catalog/<slug>",
    operation_id="lookAtCourse",
    tags=["catalog"],
    summary="A published course",
    responses={
        200: {"description": "The course and its outline.", "content": {"application/json": {"model": CourseDetails}}},
        **NOT_MODIFIED,
        **problems(CourseNotFound, CatalogueClosed),
    },
)
def details(
    tenant: Annotated[TenantId, Path()],
    slug: Annotated[Slug, Path()],
    wanted: Annotated[Sequence[str], Depends(languages)],
    if_none_match: IfNoneMatch = None,
) -> Response[CourseDetails | None]:
    """Titles of chapters and lessons, and which lessons may be read before enrolling. Cached for a minute."""
    return cacheable(CourseDetails.of(look_at(tenant, slug), wanted), if_none_match)


def cacheable[M: BaseModel](body: M, if_none_match: str | None) -> Response[M | None]:
    """The answer with its ETag, or 304 where the client has it."""
    tag = f'"{hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60", "Vary": "Accept-Language"}
    known = {part.strip().removeprefix("W/") for part in (if_none_match or "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(status_code=200, content_type="application/json", body=body, headers=headers)


handler = http_entry_point(app)
