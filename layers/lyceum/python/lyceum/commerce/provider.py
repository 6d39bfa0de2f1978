"""Stripe: the one place that asks it. The SDK is imported when it is first needed.

Every request that makes something carries an idempotency key that is derived from the order, so that a repeat is the
same request. Stripe keeps an answer of 5xx under its key, too; then another key is tried: what the lost answer made,
nobody knows the secret of, and nobody can pay it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lyceum.commerce.errors import PaymentProviderDown, PaymentsNotSetUp
from lyceum.commerce.model.amounts import to_provider
from lyceum.commerce.model.order import Line, Order, PayWith, Sale
from lyceum.commerce.provider_faults import KeptFault
from lyceum.commerce.provider_keys import ProviderKeys, provider_keys
from lyceum.kernel.ids import derived_id
from lyceum.kernel.text import LocalizedText

if TYPE_CHECKING:
    from stripe import StripeClient

API_VERSION = "2026-10-28.endive"
"""Pinned: another one is tried against `tools/stripe_local` first."""

NETWORK_RETRIES = 1
KEYS = 3
"""How many keys are tried for one thing."""


@dataclass(frozen=True, slots=True)
class Started:
    """A payment that waits for its buyer: one of the two."""

    sale: Sale
    client_secret: str | None = None
    url: str | None = None
    publishable: str = ""


def start_payment(order: Order, *, return_page: str) -> Started:
    """The payment of an order, made or as it was made before. One request.

    Raises PaymentsNotSetUp, PaymentProviderDown.
    """
    keys = provider_keys()
    if order.sale.pay_with is PayWith.HOSTED:
        # A page is for one place to go back to: where a school has changed it, the same wish makes another.
        what = f"page:{derived_id(return_page)}"
        page = _made(keys, order, what, lambda client, options: _page(client, options, order, return_page))
        return Started(replace(order.sale, session=page.id), url=page.url, publishable=keys.publishable)
    intent = _made(keys, order, "payment", lambda client, options: _intent(client, options, order))
    sale = replace(order.sale, intent=intent.id)
    return Started(sale, client_secret=intent.client_secret, publishable=keys.publishable)


def _intent(client: "StripeClient", options: Any, order: Order) -> Any:
    wish: Any = {
        "amount": to_provider(order.total, order.currency),
        "currency": order.currency.lower(),
        "automatic_payment_methods": {"enabled": True},
        "metadata": names_of(order),
    }
    return client.v1.payment_intents.create(wish, options)


def _page(client: "StripeClient", options: Any, order: Order, return_page: str) -> Any:
    wish: Any = {
        "mode": "payment",
        "success_url": return_page,
        "line_items": [_sold(line, order.currency) for line in order.lines if line.total],
        "client_reference_id": order.id,
        "metadata": names_of(order),
        "payment_intent_data": {"metadata": names_of(order)},
    }
    return client.v1.checkout.sessions.create(wish, options)


def _sold(line: Line, currency: str) -> dict[str, Any]:
    title = LocalizedText(dict(line.title)).in_language() if line.title else line.course
    amount = to_provider(line.total, currency)
    price = {"currency": currency.lower(), "unit_amount": amount, "product_data": {"name": title or line.course}}
    return {"price_data": price, "quantity": 1}


def names_of(order: Order) -> dict[str, str]:
    """What Stripe's events say of whose they are."""
    return {"tenant": order.tenant, "order": order.id}


class Closing(StrEnum):
    """What became of a payment that nobody should make any more."""

    CLOSED = "closed"
    """Nobody can pay it now."""
    PAID = "paid"
    """It was paid, or is being paid: the provider tells so."""


def close_payment(order: Order, *, return_page: str) -> Closing:
    """Make sure that nobody pays an order any more. 1 or 2 requests; 1 more where its payment's id was never kept.

    Raises PaymentProviderDown, PaymentsNotSetUp.
    """
    sale = order.sale if order.sale.intent or order.sale.session else start_payment(order, return_page=return_page).sale
    keys = provider_keys()
    options: Any = {"stripe_account": sale.account} if sale.account else {}
    try:
        closing: Closing = asked(keys, lambda client: _closed(client, sale, options))
    except KeptFault as fault:
        raise PaymentProviderDown from fault
    return closing


def _closed(client: "StripeClient", sale: Sale, options: Any) -> Closing:
    import stripe

    try:
        if sale.session:
            client.v1.checkout.sessions.expire(sale.session, options=options)
        else:
            client.v1.payment_intents.cancel(sale.intent or "", options=options)
    except stripe.InvalidRequestError:
        # It has come to its end already: which one, it says itself.
        if sale.session:
            status = str(client.v1.checkout.sessions.retrieve(sale.session, options=options).status)
        else:
            status = str(client.v1.payment_intents.retrieve(sale.intent or "", options=options).status)
        return Closing.CLOSED if status in ("expired", "canceled") else Closing.PAID
    return Closing.CLOSED


def _made(keys: ProviderKeys, order: Order, what: str, make: Callable[["StripeClient", Any], Any]) -> Any:
    """Something that belongs to an order, under the first key that Stripe keeps no fault for."""
    for number in range(1, KEYS + 1):
        try:
            return _asked(keys, order, f"{what}:{number}", make)
        except KeptFault:
            continue
    raise PaymentProviderDown


def _asked(keys: ProviderKeys, order: Order, name: str, make: Callable[["StripeClient", Any], Any]) -> Any:
    options: dict[str, Any] = {"idempotency_key": f"{order.tenant}:{order.id}:{name}"}
    if order.sale.account:
        options["stripe_account"] = order.sale.account
    return asked(keys, lambda client: make(client, options))


def asked(keys: ProviderKeys, ask: Callable[["StripeClient"], Any]) -> Any:
    """What Stripe answers. Raises PaymentProviderDown, KeptFault, PaymentsNotSetUp; other refusals are ours."""
    import stripe

    from lyceum.commerce.breaker import guarded

    def call() -> Any:
        try:
            return ask(_client(keys))
        except (stripe.APIConnectionError, stripe.RateLimitError) as error:
            raise PaymentProviderDown from error
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            raise PaymentsNotSetUp from error
        except stripe.APIError as error:
            raise KeptFault from error

    return guarded(call)


@lru_cache(maxsize=4)
def _client(keys: ProviderKeys) -> "StripeClient":
    import stripe

    from lyceum.commerce.stripe_http import Urllib3Client

    # A stand-in on this machine speaks plain HTTP.
    address: Any = {"base_addresses": {"api": keys.api}} if keys.api else {}
    return stripe.StripeClient(
        keys.key,
        stripe_version=API_VERSION,
        http_client=Urllib3Client(),
        max_network_retries=NETWORK_RETRIES,
        **address,
    )
