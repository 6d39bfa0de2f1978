"""Customers, connected accounts and webhook endpoints."""

import secrets

from tools.stripe_local.books import PLATFORM, Call, Thing
from tools.stripe_local.failures import missing
from tools.stripe_local.metadata import merged


def create_customer(call: Call) -> Thing:
    """Somebody who pays."""
    names = ("email", "name", "phone", "description", "address", "preferred_locales")
    about = {name: call.get(name) for name in names}
    customer = call.add("cus", "customer", **about, metadata=merged({}, call.get("metadata")))
    call.tell("customer.created", customer)
    return customer


def retrieve_customer(call: Call, key: str) -> Thing:
    """One customer."""
    return call.find("customer", key)


def update_customer(call: Call, key: str) -> Thing:
    """Change a customer."""
    customer = call.find("customer", key)
    changed = {name: value for name, value in call.params.items() if name in customer and name != "metadata"}
    customer |= {**changed, "metadata": merged(customer["metadata"], call.get("metadata"))}
    call.tell("customer.updated", customer)
    return customer


def delete_customer(call: Call, key: str) -> Thing:
    """Forget a customer."""
    call.tell("customer.deleted", call.find("customer", key))
    del call.books.things[key]
    return {"id": key, "object": "customer", "deleted": True}


def create_account(call: Call) -> Thing:
    """A connected account; here it may charge at once."""
    account = call.books.add(
        "acct",
        "account",
        PLATFORM,
        country=call.get("country", "TH"),
        email=call.get("email"),
        type=call.get("type", "standard"),
        charges_enabled=True,
        payouts_enabled=True,
        details_submitted=True,
        metadata=merged({}, call.get("metadata")),
    )
    del account["livemode"]
    return account


def retrieve_account(call: Call, key: str) -> Thing:
    """One connected account."""
    return call.books.find("account", key, PLATFORM)


def create_endpoint(call: Call) -> Thing:
    """Where events are sent. Its secret is told this once."""
    endpoint = call.books.add(
        "we",
        "webhook_endpoint",
        PLATFORM,
        url=call.get("url"),
        enabled_events=call.get("enabled_events"),
        status="enabled",
        api_version=call.get("api_version"),
        application=None,
        description=call.get("description"),
        metadata=merged({}, call.get("metadata")),
        secret=f"whsec_{secrets.token_hex(16)}",
    )
    return dict(endpoint)


def retrieve_endpoint(call: Call, key: str) -> Thing:
    """One endpoint, without its secret."""
    return _public(call.books.find("webhook_endpoint", key, PLATFORM))


def delete_endpoint(call: Call, key: str) -> Thing:
    """Send nothing there any more."""
    if call.books.things.pop(key, None) is None:
        raise missing("webhook_endpoint", key)
    return {"id": key, "object": "webhook_endpoint", "deleted": True}


def retrieve_event(call: Call, key: str) -> Thing:
    """One event."""
    return call.find("event", key)


def _public(endpoint: Thing) -> Thing:
    return {name: value for name, value in endpoint.items() if name != "secret"}
