"""POST /v1/{tenant}/orders: order courses, and begin to pay for them."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from lyceum.commerce.api.ordering import OrderRequest
from lyceum.commerce.api.orders import OrderView, PaymentToMake
from lyceum.commerce.checkout import CheckedOut, checkout
from lyceum.commerce.errors import (
    AlreadyOwned,
    BannedFromCourse,
    CouponExpired,
    CouponGainsNothing,
    CouponNotForItems,
    CouponNotForYou,
    CouponNotYetValid,
    CouponUnknown,
    CouponUsedByYou,
    CouponUsedUp,
    CourseFull,
    CourseNotForSale,
    CourseNotFound,
    CurrenciesDiffer,
    EnrollmentClosed,
    InvalidTaxId,
    OrderedTwice,
    PaymentProviderDown,
    PaymentsNotSetUp,
    PrerequisiteMissing,
    TotalTooLarge,
    TotalTooSmall,
    UnchargeableAmount,
    UnknownCountry,
    UnknownCurrency,
)
from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation, IdempotencyKey
from lyceum.kernel.errors import IdempotencyKeyReused
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.ids import TenantId
from lyceum.kernel.problems import problems

app = APIGatewayHttpResolver(enable_validation=True)


@app.post(
    "/v1/<tenant>/orders",
    operation_id="placeOrder",
    tags=["commerce"],
    summary="Order courses and begin to pay for them",
    status_code=201,
    responses={
        201: {"description": "Ordered.", "content": {"application/json": {"model": OrderView}}},
        **problems(
            *(*REFUSALS, IdempotencyKeyReused, CourseNotFound, AlreadyOwned, BannedFromCourse, PrerequisiteMissing),
            CourseFull,
            *(EnrollmentClosed, CourseNotForSale, CurrenciesDiffer, OrderedTwice, TotalTooSmall, TotalTooLarge),
            *(CouponUnknown, CouponNotYetValid, CouponExpired, CouponUsedUp, CouponUsedByYou, CouponNotForYou),
            *(CouponNotForItems, CouponGainsNothing),
            *(UnknownCurrency, UnchargeableAmount, UnknownCountry, InvalidTaxId, PaymentsNotSetUp, PaymentProviderDown),
        ),
    },
)
def post(
    tenant: Annotated[TenantId, Path()],
    wish: Annotated[OrderRequest, Body()],
    caller: Annotated[Caller, Depends(allowed("order.place"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[OrderView]:
    """Every amount is the school's, line by line. Seats are held for half an hour; who has paid is enrolled.

    `payment` says how to pay; it is missing where nothing is to be paid. The same key and body again is the same order
    and payment, also after the provider was down (503).
    """
    # Without a coupon the body is what earlier releases took, whose keys may be repeated.
    body = wish.model_dump_json(exclude=None if wish.coupon else {"coupon"})
    creation = Creation.of(idempotency_key, tenant=tenant, caller=caller.person, operation="order", body=body)
    done = checkout(caller, wish.domain(), creation=creation, at=clock.now())
    return Response(
        status_code=201,
        content_type="application/json",
        body=OrderView.of(done.order, payment(done)),
        headers={"Location": f"/v1/{tenant}/orders/{done.order.id}"},
    )


def payment(done: CheckedOut) -> PaymentToMake | None:
    """How to pay, for the client."""
    started = done.payment
    if started is None:
        return None
    return PaymentToMake(
        client_secret=started.client_secret,
        url=started.url,
        publishable_key=started.publishable or None,
        account=started.sale.account,
    )


handler = http_entry_point(app)
