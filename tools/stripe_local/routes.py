"""Which request does what, and which of the SDK's types says what it may contain."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from stripe import params
from stripe.params import checkout

from tools.stripe_local import charging, disputing, parties, reducing, refunding, sessions
from tools.stripe_local.books import Thing
from tools.stripe_local.listing import lister


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API."""

    method: str
    path: re.Pattern[str]
    parameters: type
    does: Callable[..., Thing]
    public: bool = False
    """Whether a publishable key may do it, with the object's client secret."""


def _operation(line: str, parameters: Any, does: Callable[..., Thing], *, public: bool = False) -> Operation:
    method, _, path = line.partition(" ")
    pattern = re.sub(r"\{\w+\}", r"([A-Za-z0-9_-]+)", path)
    return Operation(method, re.compile(f"/v1{pattern}"), parameters, does, public)


OPERATIONS = (
    _operation("POST /payment_intents", params.PaymentIntentCreateParams, charging.create),
    _operation("GET /payment_intents", params.PaymentIntentListParams, lister("payment_intent")),
    _operation("GET /payment_intents/{id}", params.PaymentIntentRetrieveParams, charging.retrieve, public=True),
    _operation("POST /payment_intents/{id}", params.PaymentIntentUpdateParams, charging.update),
    _operation("POST /payment_intents/{id}/confirm", params.PaymentIntentConfirmParams, charging.confirm, public=True),
    _operation("POST /payment_intents/{id}/capture", params.PaymentIntentCaptureParams, charging.capture),
    _operation("POST /payment_intents/{id}/cancel", params.PaymentIntentCancelParams, charging.cancel),
    _operation("POST /payment_methods", params.PaymentMethodCreateParams, charging.create_method),
    _operation("GET /charges", params.ChargeListParams, lister("charge")),
    _operation("GET /charges/{id}", params.ChargeRetrieveParams, charging.retrieve_charge),
    _operation("POST /refunds", params.RefundCreateParams, refunding.create),
    _operation("GET /refunds", params.RefundListParams, lister("refund")),
    _operation("GET /refunds/{id}", params.RefundRetrieveParams, refunding.retrieve),
    _operation("POST /refunds/{id}", params.RefundUpdateParams, refunding.update),
    _operation("POST /refunds/{id}/cancel", params.RefundCancelParams, refunding.cancel),
    _operation("GET /disputes", params.DisputeListParams, lister("dispute")),
    _operation("GET /disputes/{id}", params.DisputeRetrieveParams, disputing.retrieve),
    _operation("POST /disputes/{id}", params.DisputeUpdateParams, disputing.update),
    _operation("POST /disputes/{id}/close", params.DisputeCloseParams, disputing.close),
    _operation("POST /checkout/sessions", checkout.SessionCreateParams, sessions.create),
    _operation("GET /checkout/sessions", checkout.SessionListParams, lister("checkout.session")),
    _operation("GET /checkout/sessions/{id}", checkout.SessionRetrieveParams, sessions.retrieve),
    _operation("POST /checkout/sessions/{id}/expire", checkout.SessionExpireParams, sessions.expire),
    _operation("POST /customers", params.CustomerCreateParams, parties.create_customer),
    _operation("GET /customers", params.CustomerListParams, lister("customer")),
    _operation("GET /customers/{id}", params.CustomerRetrieveParams, parties.retrieve_customer),
    _operation("POST /customers/{id}", params.CustomerUpdateParams, parties.update_customer),
    _operation("DELETE /customers/{id}", params.CustomerDeleteParams, parties.delete_customer),
    _operation("POST /accounts", params.AccountCreateParams, parties.create_account),
    _operation("GET /accounts/{id}", params.AccountRetrieveParams, parties.retrieve_account),
    _operation("POST /coupons", params.CouponCreateParams, reducing.create_coupon),
    _operation("GET /coupons", params.CouponListParams, lister("coupon")),
    _operation("GET /coupons/{id}", params.CouponRetrieveParams, reducing.retrieve_coupon),
    _operation("DELETE /coupons/{id}", params.CouponDeleteParams, reducing.delete_coupon),
    _operation("POST /promotion_codes", params.PromotionCodeCreateParams, reducing.create_promotion_code),
    _operation("GET /promotion_codes", params.PromotionCodeListParams, lister("promotion_code")),
    _operation("GET /promotion_codes/{id}", params.PromotionCodeRetrieveParams, reducing.retrieve_promotion_code),
    _operation("POST /promotion_codes/{id}", params.PromotionCodeUpdateParams, reducing.update_promotion_code),
    _operation("POST /webhook_endpoints", params.WebhookEndpointCreateParams, parties.create_endpoint),
    _operation("GET /webhook_endpoints/{id}", params.WebhookEndpointRetrieveParams, parties.retrieve_endpoint),
    _operation("DELETE /webhook_endpoints/{id}", params.WebhookEndpointDeleteParams, parties.delete_endpoint),
    _operation("GET /events", params.EventListParams, lister("event")),
    _operation("GET /events/{id}", params.EventRetrieveParams, parties.retrieve_event),
)


def find(method: str, path: str) -> tuple[Operation, tuple[str, ...]] | None:
    """The operation of a request, and the ids in its path."""
    for operation in OPERATIONS:
        if operation.method == method and (match := operation.path.fullmatch(path)):
            return operation, match.groups()
    return None
