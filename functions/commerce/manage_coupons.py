"""Coupons and promotions: GET /v1/{tenant}/coupons, GET and PUT …/{coupon}; GET and PUT /v1/{tenant}/promotions."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.commerce.api.reductions import (
    CouponCode,
    CouponPage,
    CouponView,
    NewCoupon,
    NewPromotions,
    PromotionList,
)
from lyceum.commerce.errors import CouponNotFound, InvalidReduction, UnchargeableAmount, UnknownCurrency
from lyceum.commerce.manage_coupons import coupon_of, list_coupons, promotions_of, set_coupon, set_promotions
from lyceum.commerce.model.promotions import Promotions
from lyceum.commerce.model.reduction import Coupon
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.cursors import signer
from lyceum.kernel.errors import ChangedInTheMeantime, InvalidCursor
from lyceum.kernel.http import (
    REFUSALS,
    Cursor,
    IfMatch,
    Limit,
    allowed,
    etag,
    expected_revision,
    http_entry_point,
)
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)

Manager = Annotated[Caller, Depends(allowed("price.manage"))]
LIST = "coupons"


def _coupon(found: Coupon) -> Response[CouponView]:
    return Response(
        status_code=200,
        content_type="application/json",
        body=CouponView.of(found),
        headers={"ETag": etag(found.rev)},
    )


def _promotions(found: Promotions) -> Response[PromotionList]:
    return Response(
        status_code=200,
        content_type="application/json",
        body=PromotionList.of(found),
        headers={"ETag": etag(found.number)},
    )


@app.get(
    "/v1/<tenant>/coupons",
    operation_id="listCoupons",
    tags=["commerce"],
    summary="Coupons of the school",
    responses={
        200: {"description": "A page, by code.", "content": {"application/json": {"model": CouponPage}}},
        **problems(*REFUSALS, InvalidCursor),
    },
)
def listed(
    tenant: Annotated[TenantId, Path()], caller: Manager, limit: Limit = 20, cursor: Cursor = None
) -> CouponPage:
    """Those that are over or taken back too."""
    after = signer().read(cursor, tenant=tenant, of=LIST)
    page = list_coupons(caller, after=after, limit=limit)
    return CouponPage(
        items=[CouponView.of(one) for one in page.items],
        next_cursor=signer().write(tenant=tenant, of=LIST, after=page.next_key),
    )


@app.get(
    "/v1/<tenant>/coupons/<coupon>",
    operation_id="getCoupon",
    tags=["commerce"],
    summary="A coupon",
    responses={
        200: {"description": "With its ETag.", "content": {"application/json": {"model": CouponView}}},
        **problems(*REFUSALS, CouponNotFound),
    },
)
def get(
    tenant: Annotated[TenantId, Path()], coupon: Annotated[CouponCode, Path()], caller: Manager
) -> Response[CouponView]:
    """With how often it is used."""
    del tenant  # the permission was asked for it
    return _coupon(coupon_of(caller, coupon.upper()))


@app.put(
    "/v1/<tenant>/coupons/<coupon>",
    operation_id="putCoupon",
    tags=["commerce"],
    summary="Make or change a coupon",
    responses={
        200: {"description": "Kept, with its ETag.", "content": {"application/json": {"model": CouponView}}},
        **problems(*REFUSALS, InvalidReduction, UnknownCurrency, UnchargeableAmount, ChangedInTheMeantime),
    },
)
def put(
    tenant: Annotated[TenantId, Path()],
    coupon: Annotated[CouponCode, Path()],
    wish: Annotated[NewCoupon, Body()],
    caller: Manager,
    if_match: IfMatch = None,
) -> Response[CouponView]:
    """Its terms whole; how often it was used stays, and so do the amounts of orders. `active: false` takes it back."""
    del tenant
    expected = expected_revision(if_match)
    return _coupon(set_coupon(caller, wish.domain(coupon), expected=expected, at=clock.now()))


@app.get(
    "/v1/<tenant>/promotions",
    operation_id="getPromotions",
    tags=["commerce"],
    summary="Promotions of the school",
    responses={
        200: {"description": "All, with their ETag.", "content": {"application/json": {"model": PromotionList}}},
        **problems(*REFUSALS),
    },
)
def promoted(tenant: Annotated[TenantId, Path()], caller: Manager) -> Response[PromotionList]:
    """Discounts that everybody in their terms gets without asking."""
    del tenant
    return _promotions(promotions_of(caller))


@app.put(
    "/v1/<tenant>/promotions",
    operation_id="putPromotions",
    tags=["commerce"],
    summary="Say which promotions there are",
    responses={
        200: {"description": "Kept, with their ETag.", "content": {"application/json": {"model": PromotionList}}},
        **problems(*REFUSALS, InvalidReduction, UnknownCurrency, UnchargeableAmount, ChangedInTheMeantime),
    },
)
def promote(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[NewPromotions, Body()],
    caller: Manager,
    if_match: IfMatch = None,
) -> Response[PromotionList]:
    """In the place of those there are; they hold everywhere within a minute. Orders keep their amounts."""
    del tenant
    expected = expected_revision(if_match)
    return _promotions(set_promotions(caller, wish.domain(), expected=expected, at=clock.now()))


handler = http_entry_point(app)
